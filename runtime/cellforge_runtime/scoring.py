"""`score_run`: the wire `Result` of a model's predictions. No model code runs here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.courses_scored import courses_scored
from cellforge_runtime.fold_scores import COMPONENT, MODEL, FoldScores, score_fold
from cellforge_runtime.freed_memory import give_back_freed
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.registry import metric, metrics_for
from cellforge_runtime.part_result import ScoredPart, part_result
from cellforge_runtime.run.room import n_threads
from cellforge_runtime.scatter import scatter_conditions
from cellforge_runtime.search.choice import Choice, candidates_of
from cellforge_runtime.splits.fold import Fold, Folds
from cellforge_runtime.stored_cells import StoredCells

if TYPE_CHECKING:
    from cellforge_runtime.data import Data
    from cellforge_runtime.prediction import FoldPrediction, Predictions

PEAKS_NOTE = (
    "Peaks are open or not. Means are shares of cells at the controls' depth: the cells of a condition are weighted so that "
    "their depths are spread as the controls' are, and changed peaks are tested with depth as covariate."
)
PROTEIN_NOTE = (
    "Proteins are centred log ratios within a cell: log(1 + count) minus its mean over the cell's proteins. Changed proteins "
    "are tested by Wilcoxon with a difference of means above 0.25; their scores say nothing of RNA, nor RNA's of them."
)


def score_run(
    predictions: Predictions,
    *,
    run: str = "",
    looks: int = 1,
    versions: Mapping[str, str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> dict[str, Any]:
    """Score every fold beside baselines, fitted here, and the noise ceiling.

    Parameters
    ----------
    predictions
        One or more seeds for every fold.
    progress
        Called with the share of folds that are done.

    Raises
    ------
    CellForgeError
        A prediction is not finite or has another shape, or the primary metric is unknown.
    """
    return score_modalities(predictions, progress, run=run, looks=looks, versions=versions).wire


@dataclass(frozen=True)
class Scored:
    """The scored parts of one modality with their wire `Result`; of the first, with what others scored in it."""

    parts: list[ScoredPart]
    wire: dict[str, Any]
    each: Mapping[str, Scored] = field(default_factory=dict)  # by modality, the first as well


def score_modalities(predictions: Predictions, progress: Callable[[float], None] | None = None, **told: Any) -> Scored:
    """Every modality scored by itself; `told` as for `wire_result`."""
    each: dict[str, Scored] = {}
    n = len(predictions.each)
    for done, (modality, own) in enumerate(predictions.each.items()):
        parts = score_parts(own, None if progress is None else lambda share, done=done: progress((done + share) / n))
        each[modality] = Scored(parts, wire_result(own, parts, **told))
    first = each[predictions.folds.data.modality]
    wire = first.wire if n == 1 else _together({modality: own.wire for modality, own in each.items()})
    return Scored(first.parts, wire, each)


def _together(wires: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The first's `Result` with the others' scores beside its own in every part."""
    first, *others = wires
    result = wires[first]
    scenarios = {
        scenario: {
            "parts": {
                part: own
                | {"modalities": {name: _scores(wire["scenarios"][scenario]["parts"][part]) for name, wire in wires.items()}}
                for part, own in found["parts"].items()
            }
        }
        for scenario, found in result["scenarios"].items()
    }
    told = ("metric_info", "scatter", "candidates", "courses")
    beside = {name: {key: wires[name][key] for key in told if key in wires[name]} for name in others}
    notes = list(dict.fromkeys(note for wire in wires.values() for note in wire["notes"]))
    return result | {"scenarios": scenarios, "modalities": beside, "notes": notes}


def _scores(part: Mapping[str, Any]) -> dict[str, Any]:
    told = ("verdict", "sentence", "best_baseline", "metrics", "interactions", "shared_targets")
    return {key: part[key] for key in told if key in part}


def score_parts(predictions: Predictions, progress: Callable[[float], None] | None = None) -> list[ScoredPart]:
    """The scored conditions of every part, as `score_run` tells them."""
    folds = predictions.folds
    metric(folds.data.task.primary, folds.data.modality)  # an unknown one is refused before any work
    scored = []
    for done, fold in enumerate(folds):
        own = [item for item in predictions if item.fold.index == fold.index]
        by_seed = {MODEL: [item.model for item in own], COMPONENT: _components(own)}
        choice = next((item.choice for item in own), None)
        searched = None if choice is None else choice.searched
        # stored cells are read piece by piece to save memory: several methods at a time would take it again
        side_by_side = 1 if isinstance(folds.data.x, StoredCells) else n_threads()
        scored.append(score_fold(folds.data, fold, by_seed, searched, n_threads=side_by_side))
        if isinstance(folds.data.x, StoredCells):
            give_back_freed()
        if progress is not None:
            progress((done + 1) / len(folds))
    return scored_parts(folds, scored)


def wire_result(
    predictions: Predictions,
    parts: list[ScoredPart],
    *,
    run: str = "",
    looks: int = 1,
    versions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The wire `Result` of scored parts."""
    folds = predictions.folds
    task = folds.data.task
    primary = metric(task.primary, folds.data.modality)
    return {
        "version": 1,
        "run": run,
        "plan_name": predictions.plan_name,
        "primary": primary.id,
        "simulated": folds.data.is_simulated,
        "metric_info": [each.info() for each in metrics_for(folds.data.modality).values()],
        "scenarios": _scenarios(parts, primary),
        "scatter": scatter_conditions(parts, primary),
        "candidates": _candidates(predictions),
        "looks": looks,
        "notes": [*_notes(folds), *_device_notes(predictions)],
        "cost": {
            "wall_s": float(predictions.seconds),
            "peak_rss_mb": float(predictions.peak_rss_mb),
            "device": predictions.device,
        },
        "versions": dict(versions or {}),
        **_choices(predictions),
        **courses_scored(parts, primary),
    }


def best_baselines(wire: Mapping[str, Any]) -> dict[tuple[str, str], str | None]:
    """The baseline that a result names best, by scenario and part."""
    return {
        (scenario, part): found["best_baseline"]
        for scenario, parts in wire["scenarios"].items()
        for part, found in parts["parts"].items()
    }


def scored_parts(folds: Folds, scored: list[FoldScores]) -> list[ScoredPart]:
    """The scored folds by scenario part."""
    return [
        ScoredPart(folds, scenario, part, [found for found in scored if found.fold.scenario == scenario])
        for scenario, part in folds.parts()
    ]


def _scenarios(parts: list[ScoredPart], primary: Metric) -> dict[str, Any]:
    scenarios: dict[str, Any] = {}
    for part in parts:
        scenario = scenarios.setdefault(part.scenario, {"parts": {}})
        scenario["parts"][part.part] = part_result(part, primary)
    return scenarios


def _components(own: list[FoldPrediction]) -> list[np.ndarray]:
    return [item.component for item in own if item.component is not None]


def _choices(predictions: Predictions) -> dict[str, Any]:
    """Which candidate each fold took and the inner scores that it went by; absent where nothing was chosen."""
    told = [
        {"scenario": fold.scenario, "part": fold.part, "fold": fold.index, **choice.wire()}
        for fold, choice in choices_of(predictions)
    ]
    return {"choices": told} if told else {}


def _candidates(predictions: Predictions) -> list[dict[str, Any]]:
    """The trained component and the best baseline, with how many folds chose which."""
    choices = choices_of(predictions)
    if choices:
        return candidates_of([choice for _, choice in choices])
    reports = [item.report for item in predictions if "shrinkage" in item.report]
    if not reports:
        return []
    trained = sum(float(report["shrinkage"]) > 0 for report in reports)
    baselines = sorted({str(report.get("baseline", "best baseline")) for report in reports})
    return [
        {
            "id": "component",
            "name": f"{predictions.plan_name} (kept in {trained} of {len(reports)} fits)",
            "parent": "best-baseline",
            "inner": None,
            "chosen": trained > 0,
            "status": "scored",
        },
        {
            "id": "best-baseline",
            "name": f"best baseline on inner folds: {', '.join(baselines)}",
            "parent": None,
            "inner": None,
            "chosen": trained < len(reports),
            "status": "scored",
        },
    ]


def choices_of(predictions: Predictions) -> list[tuple[Fold, Choice]]:
    """What the rule took in each fold; seeds share the choice."""
    by_fold = {item.fold.index: (item.fold, item.choice) for item in predictions if item.choice is not None}
    return [by_fold[index] for index in sorted(by_fold)]


def _device_notes(predictions: Predictions) -> list[str]:
    """What fits did otherwise than asked for the sake of their device, each with how many did."""
    told = Counter(str(note) for item in predictions for note in item.report.get("device_notes") or [])
    return [f"{note} ({n} of {len(predictions)} fits)" for note, n in told.most_common(5)]


def _notes(folds: Folds) -> list[str]:
    notes = list(folds.data.adjustments)
    if folds.data.is_simulated:
        notes.append("The data is simulated.")
    if folds.blind:
        told = f"{len(folds.blind)} conditions were kept from the design, which saw nothing of them, and are scored apart."
        notes.append(f"{told} What the debate was told about inner folds is not independent of the other conditions.")
    else:
        notes.append("What the debate was told about inner folds is not independent of the held-out conditions.")
    if folds.data.modality == "atac":
        notes.append(PEAKS_NOTE)
    if folds.data.modality == "protein":
        notes.append(PROTEIN_NOTE)
    if folds.data.task.time is not None:
        notes.append(_matching_note(folds.data))
    return notes


def _matching_note(data: Data) -> str:
    """Which controls the conditions of a course are compared with."""
    if not data.control_groups.times:
        return "Controls are matched by context, not by time."
    without = sum(data.controls_for(i)[1] != query.time for i, query in enumerate(data.queries))
    if not without:
        return "Controls are matched by context and time."
    told = f"{without} of {len(data.queries)} conditions are of a time without controls of its own"
    return f"Controls are matched by context and time; {told}, and are compared with the nearest time's."
