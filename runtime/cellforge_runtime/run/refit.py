"""Refitting on every condition, once for each kind of condition that was held out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.final.about import About
from cellforge_runtime.run.cell_source import CellSource
from cellforge_runtime.run.evaluate import versions
from cellforge_runtime.run.held_out_errors import read_errors
from cellforge_runtime.run.kept import KeptModels
from cellforge_runtime.run.piece import Piece
from cellforge_runtime.run.pool import PoolSettings, do_all
from cellforge_runtime.run.status import Status
from cellforge_runtime.saved_model import FinalModel
from cellforge_runtime.worker import job as jobs

if TYPE_CHECKING:
    from cellforge_runtime.data import Data


def refit(folder: Path, source: CellSource, data: Data, training: dict[str, Any], how: tuple[PoolSettings, Status]) -> FinalModel:
    """The model refitted; its files stay in the run folder until `save` copies them."""
    from cellforge_runtime.splits import split

    settings, status = how
    kinds = list(dict.fromkeys(f"{fold.scenario}/{fold.part}" for fold in split(data)))
    pieces = [_piece(number, kind, source, (data, training)) for number, kind in enumerate(kinds)]
    target = folder / "final"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    do_all(pieces, settings, status, KeptModels(target))
    about = _about(folder, source, data, training, kinds=kinds, device=settings.device)
    status.end("done")
    return FinalModel(target, about)


def _piece(number: int, kind: str, source: CellSource, given: tuple[Data, dict[str, Any]]) -> Piece:
    from cellforge_runtime.data import full_training_set

    scenario, part = kind.split("/")
    data, training = given
    return Piece(
        kind=jobs.REFIT,
        name=kind.replace("/", "-"),
        source=source,
        give=lambda job: full_training_set(data, scenario, part).write(job / jobs.TRAIN),
        queries=[],
        features=data.features,
        training=training,
        seed=data.task.seeds[0],
        scenario=scenario,
        fold=number,
    )


VALUES = {
    "rna": "log1p of counts per 10,000",
    "atac": "share of cells in which a peak is open, at the depths of the controls",
}


def _about(folder: Path, source: CellSource, data: Data, training: dict[str, Any], *, kinds: list[str], device: str) -> About:
    from cellforge_runtime.data import CONTROL, control_means

    controls = control_means(data, np.flatnonzero(data.condition_of == CONTROL))
    errors = read_errors(folder)
    np.savez(folder / "final" / "controls.npz", controls=np.stack(list(controls.values())))
    np.savez(folder / "final" / "residuals.npz", **(errors.residuals if errors else {}))
    return About(
        model=source.name,
        source=source.text,
        source_hash=source.hash,
        training=training,
        task=data.task.to_wire(),
        features=list(data.features),
        contexts=list(controls),
        measured=data.queries,
        kinds=kinds,
        seed=data.task.seeds[0],
        device=device,
        value_state=VALUES.get(data.task.modality, VALUES["rna"]),
        fingerprint=data.fingerprint,
        simulated=data.is_simulated,
        interval_of=errors.primary if errors else None,
        scores={kind: list(span) for kind, span in errors.scores.items()} if errors else {},
        n_held_out=dict(errors.n) if errors else {},
        versions=versions(),
    )
