"""Refitting on every condition, once for each kind of condition that was held out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.final.about import About
from cellforge_runtime.run.chosen import Chosen, Means, chosen_in_kinds
from cellforge_runtime.run.evaluate import versions
from cellforge_runtime.run.held_out_errors import read_errors
from cellforge_runtime.run.kept import KeptModels
from cellforge_runtime.run.piece import Piece
from cellforge_runtime.run.pool import do_all
from cellforge_runtime.saved_model import FinalModel
from cellforge_runtime.worker import job as jobs

if TYPE_CHECKING:
    from cellforge_runtime.data import Data
    from cellforge_runtime.of_controls import OfControls
    from cellforge_runtime.search import Search


def refit(model: type | Search, data: Data, training: Mapping[str, Any], means: Means) -> FinalModel:
    """The model refitted; its files stay in the run folder until `save` copies them."""
    from cellforge_runtime.splits import split

    settings, status = means.settings, means.status
    folder = settings.folder
    kinds = list(dict.fromkeys(f"{fold.scenario}/{fold.part}" for fold in split(data)))
    chosen = chosen_in_kinds(model, data, kinds, training, means)  # of several modalities by the first
    asked = [(number, own) for own in data.each.values() for number in range(len(kinds))]
    pieces = [_piece(number, kinds[number], own, chosen[number]) for number, own in asked]
    target = folder / "final"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    do_all(pieces, settings, status, KeptModels(target))
    means.kept.clear()
    final = refitted_model(folder, data, dict(zip(kinds, chosen)), device=settings.device)
    status.end("done")
    return final


def refitted_model(folder: Path, data: Data, chosen: Mapping[str, Chosen], *, device: str) -> FinalModel:
    """The model whose weights lie in `final` of the run folder, each kind and modality at its `place_of`."""
    target = folder / "final"
    told = {
        name: about_refitted(folder / name, own, chosen, device=device, target=target / name)
        for name, own in {"": data, **data.others}.items()
    }
    return FinalModel(target, told.pop(""), {name: FinalModel(target / name, about) for name, about in told.items()})


def place_of(data: Data, kind: str) -> str:
    """Where the weights for a kind lie: below the modality's name, but for the task's first."""
    return f"{'' if data.modality == data.task.modalities[0] else f'{data.modality}/'}{kind.replace('/', '-')}"


def _piece(number: int, kind: str, data: Data, chosen: Chosen) -> Piece:
    from cellforge_runtime.data import full_training_set

    scenario, part = kind.split("/")
    return Piece(
        kind=jobs.REFIT,
        name=place_of(data, kind),
        source=chosen.source,
        give=lambda job: full_training_set(data, scenario, part).write(job / jobs.TRAIN),
        queries=[],
        features=data.features,
        training=chosen.training,
        seed=data.task.seeds[0],
        scenario=scenario,
        fold=number,
    )


VALUES = {
    "rna": "log1p of counts per 10,000",
    "protein": "centred log ratio within a cell (CLR) of log1p counts",
    "atac": "share of cells in which a peak is open, at the depths of the controls",
}


def about_refitted(folder: Path, data: Data, chosen: Mapping[str, Chosen], *, device: str, target: Path | None = None) -> About:
    """What a refitted model knows of itself; its controls and held-out errors are written beside its weights.

    `folder` is where its held-out errors were kept, `target` where its weights are, the run's `final` unless said.
    """
    from cellforge_runtime.data import CONTROL, control_means

    controls = control_means(data, np.flatnonzero(data.condition_of == CONTROL))
    errors = read_errors(folder)
    first = next(iter(chosen.values()))
    by_kind = {kind: _model_of(one) for kind, one in chosen.items() if one.choice is not None}
    target = folder / "final" if target is None else target
    target.mkdir(exist_ok=True)
    write_controls(target / "controls.npz", controls)
    np.savez(target / "residuals.npz", **(errors.residuals if errors else {}))
    return About(
        model=first.source.name,
        source=first.source.text,
        source_hash=first.source.hash,
        training=first.training,
        by_kind=by_kind,
        task=data.task.to_wire(),
        features=list(data.features),
        contexts=list(controls),
        measured=data.queries,
        kinds=list(chosen),
        seed=data.task.seeds[0],
        device=device,
        value_state=VALUES[data.modality],
        fingerprint=data.fingerprint,
        simulated=data.is_simulated,
        interval_of=errors.primary if errors else None,
        scores={kind: list(span) for kind, span in errors.scores.items()} if errors else {},
        n_held_out=dict(errors.n) if errors else {},
        versions=versions(),
        dose_unit={"name": data.dose_unit.name, "written": list(data.dose_unit.written)},
    )


def write_controls(path: Path, controls: OfControls[np.ndarray]) -> None:
    """Means of all controls of each context and, where they were taken over time, of those of each time."""
    place = {context: i for i, context in enumerate(controls)}
    timed = {
        "timed": np.array(list(controls.at.values())),
        "timed_context": np.array([place[context] for context, _ in controls.at]),
        "timed_time": np.array([time for _, time in controls.at]),
    }
    np.savez(path, controls=np.stack(list(controls.values())), **(timed if controls.at else {}))


def _model_of(chosen: Chosen) -> dict[str, Any]:
    """What was refitted for one kind, where kinds may differ."""
    told = None if chosen.choice is None else chosen.choice.wire()
    return {"model": chosen.source.name, "source": chosen.source.text, "training": chosen.training, "choice": told}
