"""Predictions of a kept model: asked in a worker, given back as AnnData with kinds and intervals."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.final.about import About
from cellforge_runtime.final.kinds import Asked, row_names
from cellforge_runtime.of_controls import OfControls
from cellforge_runtime.run.cell_source import CellSource
from cellforge_runtime.run.kept import KeptModels
from cellforge_runtime.run.live import Silent
from cellforge_runtime.run.piece import Piece
from cellforge_runtime.run.pool import PoolSettings, do_all
from cellforge_runtime.run.status import Status
from cellforge_runtime.worker import job as jobs

if TYPE_CHECKING:
    from anndata import AnnData


def predicted(folder: Path, about: About, wanted: list[Asked]) -> AnnData:
    """The profiles of all queries, in their order."""
    profiles = np.zeros((len(wanted), len(about.features)))
    kinds = list(dict.fromkeys(one.kind for one in wanted))
    rows_of = {kind: [i for i, one in enumerate(wanted) if one.kind == kind] for kind in kinds}
    pieces = [_piece(folder, about, kind, [wanted[i] for i in rows_of[kind]]) for kind in kinds]
    with tempfile.TemporaryDirectory(prefix="cellforge-") as work:
        status = Status(Path(work), run="predict", device=about.device, phase="predicting", live=Silent())
        settings = PoolSettings(folder=Path(work), device=about.device)
        outcomes = do_all(pieces, settings, status, KeptModels(Path(work) / "models")) if pieces else []
    for kind, outcome in zip(kinds, outcomes):
        profiles[rows_of[kind]] = outcome.model
    return _as_anndata(folder, about, wanted, profiles)


def _piece(folder: Path, about: About, kind: str, wanted: list[Asked]) -> Piece:
    name = kind.replace("/", "-")
    model, source, training = about.model_of(kind)
    return Piece(
        kind=jobs.PREDICT,
        name=name,
        source=CellSource(model, source),
        give=lambda job: shutil.copytree(folder / name, job / jobs.SAVED),
        queries=[one.query for one in wanted],
        features=about.features,
        training=training,
        seed=about.seed,
        scenario=kind.split("/")[0],
    )


def _as_anndata(folder: Path, about: About, wanted: list[Asked], profiles: np.ndarray) -> AnnData:
    import pandas as pd
    from anndata import AnnData

    controls = read_controls(folder / "controls.npz", about.contexts)
    spans = [about.scores.get(one.kind, (np.nan, np.nan)) for one in wanted]
    obs = pd.DataFrame(
        {
            "perturbation": ["+".join(one.query.targets) for one in wanted],
            "context": [one.query.context for one in wanted],
            **{
                axis: [np.nan if value is None else float(value) for value in (getattr(one.query, axis) for one in wanted)]
                for axis in ("dose", "time")
                if any(getattr(one.query, axis) is not None for one in wanted)
            },
            "kind": [one.kind.split("/")[1] if not one.kind.endswith("/all") else one.kind[:-4] for one in wanted],
            "interval_low": [float(span[0]) for span in spans],
            "interval_high": [float(span[1]) for span in spans],
            "n_held_out": [int(about.n_held_out.get(one.kind, 0)) for one in wanted],
        },
        index=row_names(wanted),
    )
    adata = AnnData(profiles.astype(np.float32), obs=obs, var=pd.DataFrame(index=about.features))
    adata.layers["change"] = (profiles - np.stack([controls.of(one.query) for one in wanted])).astype(np.float32)
    _add_feature_intervals(adata, folder, wanted, profiles)
    adata.uns["cellforge"] = {
        "model": about.model,
        "source_hash": about.source_hash,
        "values": about.value_state,
        "interval_of": about.interval_of or "none: the run was not scored",
        "predicted": True,
        "simulated": about.simulated,
    }
    return adata


def read_controls(path: Path, contexts: list[str]) -> OfControls[np.ndarray]:
    """What `run.refit.write_controls` wrote."""
    with np.load(path, allow_pickle=False) as found:
        groups = zip(found["timed_context"], found["timed_time"], found["timed"]) if "timed" in found else ()
        at = {(contexts[context], float(time)): mean for context, time, mean in groups}
        return OfControls(zip(contexts, found["controls"]), at)


def _add_feature_intervals(adata: AnnData, folder: Path, wanted: list[Asked], profiles: np.ndarray) -> None:
    with np.load(folder / "residuals.npz", allow_pickle=False) as found:
        unknown = np.full((2, profiles.shape[1]), np.nan)
        spans = np.stack([found[one.kind] if one.kind in found.files else unknown for one in wanted])  # (n, 2, features)
    adata.layers["interval_low"] = (profiles + spans[:, 0]).astype(np.float32)
    adata.layers["interval_high"] = (profiles + spans[:, 1]).astype(np.float32)
