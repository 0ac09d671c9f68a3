"""`Kept`: finished fits of an interrupted run, used again only where source, data and settings are the same."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np

from cellforge_runtime import __version__
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.piece import Outcome, Piece
from cellforge_runtime.worker import left
from cellforge_runtime.worker.job import replace_json


class Kept:
    """Outcomes in a folder of the run, by a hash of all that decides them."""

    def __init__(self, folder: Path, *, identity: str, device: str) -> None:
        self._folder = folder
        self._identity = identity  # of data and task
        self._device = device

    def get(self, piece: Piece) -> Outcome | None:
        """The outcome of the same piece, done before; None if there is none."""
        folder = self._of(piece)
        try:
            told = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
            model = np.load(folder / "model.npy", allow_pickle=False)
        except (OSError, ValueError):
            return None
        component = folder / "component.npy"
        return Outcome(
            model=model,
            component=np.load(component, allow_pickle=False) if component.exists() else None,
            report=told["report"],
            seconds=told["seconds"],
            peak_rss_mb=told["peak_rss_mb"],
        )

    def put(self, piece: Piece, outcome: Outcome, _saved: Path) -> None:
        """Keep an outcome until `clear`."""
        folder = self._of(piece)
        folder.mkdir(parents=True, exist_ok=True)
        if outcome.component is not None:
            np.save(folder / "component.npy", outcome.component, allow_pickle=False)
        np.save(folder / "model.npy", outcome.model, allow_pickle=False)
        told = {"report": outcome.report, "seconds": outcome.seconds, "peak_rss_mb": outcome.peak_rss_mb}
        replace_json(folder / "outcome.json", told)

    def clear(self) -> None:
        """Forget everything: the run is complete."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _of(self, piece: Piece) -> Path:
        decides = {
            "identity": self._identity,
            "device": self._device,
            "version": __version__,
            "source": piece.source.hash,
            "model": piece.source.name,
            "training": piece.training,
            "seed": piece.seed,
            "name": piece.name,
            "queries": [query.label for query in piece.queries],
        }
        key = hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
        return self._folder / key[:32]


class KeptModels:
    """Keeps the saved files of refitted models in a folder; every refit is done anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, _piece: Piece) -> None:
        """Nothing: a model is refitted when asked."""

    def put(self, piece: Piece, _outcome: Outcome, saved: Path) -> None:
        """Take over what the model saved.

        Raises
        ------
        CellForgeError
            `model/not-plain`: it left a link, which the kernel would follow to what the worker could not open.
        """
        target = self._folder / piece.name
        shutil.rmtree(target, ignore_errors=True)
        if not os.path.lexists(saved):
            return
        try:
            left.copy_folder(saved, target)
        except OSError as error:
            raise CellForgeError(
                "model/not-plain",
                message="What the model saved can't be kept.",
                expected="plain files below the folder that save(folder) is given.",
                found=f"{error}.",
                remedy="Write copies, not links: np.savez(folder / 'weights.npz', ...) is enough.",
            ) from None
