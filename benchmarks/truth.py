"""Simulated screens for the table of results: written to a file, and how much of the room to the known truth a design took.

`truth.py write KIND SEED FILE` writes the screen; `truth.py room FILE FOLDER` leaves FOLDER/room.json about the design there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from anndata import AnnData, read_h5ad
from cellforge_runtime.data import control_means, prepare
from cellforge_runtime.datasets import Truth, known_truth, simulate
from cellforge_runtime.fold_scores import MODEL
from cellforge_runtime.intervals import interval
from cellforge_runtime.metrics.registry import metric
from cellforge_runtime.part_result import ScoredPart, best_baseline, rounded
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.run.held_out_conditions import HeldOutConditions, read_conditions
from cellforge_runtime.splits import Folds, split
from cellforge_runtime.task import Task
from judged import scored_by_needed

FEWEST_TELLING = 0.02  # of a room that is next to nothing no share can be told


def room(adata: AnnData, task: Task, run: Path) -> dict[str, dict[str, Any]]:
    """By "scenario/part": the primary metric of ours, the best baseline and the truth, and the share of the room taken.

    Of several modalities the first stands under the part's name, another under "scenario/part/MODALITY".
    """
    folds = split(prepare(adata, task))
    found = {}
    for place, modality in enumerate(folds.data.each):
        own = folds.of(modality)
        scores = read_conditions(run / modality if place else run)
        items = truth_of(own, known_truth(adata, modality), _order(adata, own))
        truths = Predictions(own, items, plan_name="truth", device="cpu", seconds=0.0, source_hash="")
        for part in scored_by_needed(truths):
            name = f"{part.scenario}/{part.part}"
            found[f"{name}/{modality}" if place else name] = _room(part, scores[name])
    return found


def truth_of(folds: Folds, truth: Truth, order: Sequence[int]) -> tuple[FoldPrediction, ...]:
    """The true changes of the held-out conditions from the model's controls, as if a model had predicted them.

    Expected profiles were given before: their change is measured from controls that the truth does not start from, whose
    noise then counted against it, and the room came out too small, at times below nothing.
    """
    task = folds.data.task
    items = []
    for fold in folds:
        asked = [folds.data.queries[i] for i in fold.held_out]
        changes = [
            truth.change("+".join(q.targets), q.context if task.context else None, q.dose if q.dose is not None else q.time)
            for q in asked
        ]
        controls = control_means(folds.data, fold.model_controls)
        profiles = np.stack(changes)[:, order].astype(float) + np.stack([controls.of(q) for q in asked])
        items.append(FoldPrediction(fold, task.seeds[0], profiles, None))
    return tuple(items)


def _order(adata: AnnData, folds: Folds) -> list[int]:
    """Where each feature of the task stands in the truth; proteins keep their order."""
    if folds.data.modality == "protein":
        return list(range(len(folds.data.features)))
    place = {name: i for i, name in enumerate(adata.var_names)}
    return [place[name] for name in folds.data.features]


def _room(part: ScoredPart, ours: HeldOutConditions) -> dict[str, Any]:
    primary = metric(part.folds.data.task.primary, part.folds.data.modality)
    best = best_baseline(part, primary)
    sign = 1.0 if primary.higher_is_better else -1.0
    truth, baseline = part.scores(MODEL, primary), part.scores(best, primary)
    own = ours.scores
    width = float(np.nanmean(sign * (truth - baseline)))
    gain = sign * (own - baseline)
    span = interval(gain, part.units)
    told = {
        "primary": primary.id,
        "n": len(own),
        "ours": rounded(float(np.nanmean(own))),
        "best_baseline": best,
        "best": rounded(float(np.nanmean(baseline))),
        "truth": rounded(float(np.nanmean(truth))),
        "room": rounded(width),
        "gain": rounded(float(np.nanmean(gain))),
        "gain_ci": None if span is None else [rounded(float(end)) for end in span],
        "taken": None,
        "taken_ci": None,
    }
    if width > FEWEST_TELLING:
        told["taken"] = rounded(told["gain"] / width)
        told["taken_ci"] = None if span is None else [rounded(float(end) / width) for end in span]
    return told


def main(words: list[str]) -> None:
    what, *rest = words
    if what == "write":
        kind, seed, file = rest
        simulate(kind, seed=int(seed)).write_h5ad(file)
        return
    file, folder = rest
    report = json.loads((Path(folder) / "result.json").read_text(encoding="utf-8"))
    run = run_folder(Path(folder), report["run"])
    told = room(read_h5ad(file), Task.from_wire(report["task"]), run)
    (Path(folder) / "room.json").write_text(json.dumps(told), encoding="utf-8")


def run_folder(folder: Path, run: str) -> Path:
    """Where the design in `folder` left its scores."""
    return folder / "designed-cellforge" / run


if __name__ == "__main__":
    main(sys.argv[1:])
