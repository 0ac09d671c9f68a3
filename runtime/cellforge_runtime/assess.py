"""`assess`: what simple baselines reach on inner folds, whether training may help, and facts for the debate.

Baselines are scored inside every outer fold's training set, on inner folds and the model's half of the controls: no such
score involves what its outer fold holds out. Halves and facts look at all conditions and controls. Conditions kept from the
design are not looked at at all. A condition that one outer fold holds out stands in the training sets of the others, so
these numbers are not independent of the outer scores of the other conditions; the result says so.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cellforge_runtime.assessed_part import Assessed, assess_part
from cellforge_runtime.data import CONTROL, prepare
from cellforge_runtime.describe.objects import object_named
from cellforge_runtime.facts import measured_facts
from cellforge_runtime.freed_memory import give_back_freed
from cellforge_runtime.halves import agreement
from cellforge_runtime.metrics.registry import metric
from cellforge_runtime.modality_facts import lag_fact, modality_facts
from cellforge_runtime.part_result import rounded
from cellforge_runtime.splits import BLIND, Folds, measured_of, split
from cellforge_runtime.stored_cells import StoredCells
from cellforge_runtime.task import Task

PROGRESS = "assess.json"


def assess(user_ns: Mapping[str, Any], name: str, task: Mapping[str, Any], folder: str | Path | None = None) -> dict[str, Any]:
    """The wire `Assessment` of one object under a task; how far it got stands in `folder` as `assess.json`.

    Raises
    ------
    CellForgeError
        There is no such object, it is not the task's, or nothing can be held out.
    """
    started = time.perf_counter()
    tell = _teller(folder)
    tell(0.0, "Reading the data")
    data = prepare(object_named(user_ns, name), Task.from_wire(task))
    folds = split(data)
    return assess_folds(folds, tell, started)


def assess_folds(folds: Folds, tell: Any = lambda share, message: None, started: float | None = None) -> dict[str, Any]:
    """The same for data that is split already."""
    started = time.perf_counter() if started is None else started
    data, primary = folds.data, metric(folds.data.task.primary, folds.data.modality)
    tell(0.1, "Comparing halves of the conditions")
    looked_at = conditions_looked_at(folds)
    controls = np.flatnonzero(data.condition_of == CONTROL)
    halves = agreement(data, looked_at, controls)
    parts = [(scenario, part) for scenario, part in folds.parts() if not part.endswith(BLIND)]
    assessed: list[Assessed] = []
    for done, (scenario, part) in enumerate(parts):
        tell(0.2 + 0.7 * done / len(parts), f"Scoring baselines on inner folds: {scenario}, {part}")
        assessed.append(assess_part(folds, (scenario, part), halves, primary))
        if isinstance(data.x, StoredCells):
            give_back_freed()
    facts = measured_facts((data, looked_at), halves, assessed)
    for modality, other in data.others.items():
        tell(0.9, f"The same for {modality}")
        own = agreement(other, looked_at, controls)
        facts += modality_facts(modality, own, [assess_part(folds.of(modality), part, own, primary) for part in parts])
    if {"rna", "protein"} <= data.each.keys():
        facts += lag_fact(data.each["rna"], data.each["protein"], looked_at)
    tell(1.0, "Assessed")
    return {
        "version": 1,
        "task_hash": data.task.hash,
        "parts": [each.wire for each in assessed],
        "facts": facts,
        "outer_folds": len(folds),
        "seconds": rounded(time.perf_counter() - started),
    }


def conditions_looked_at(folds: Folds) -> np.ndarray:
    """Ids of the conditions that may be compared before the debate: none that is kept from the design."""
    scorable = measured_of(folds.data, folds[0].scenario).scorable()
    return np.array([i for i in scorable if i not in folds.blind])


def _teller(folder: str | Path | None) -> Any:
    if folder is None:
        return lambda share, message: None
    path = Path(folder) / PROGRESS
    path.parent.mkdir(parents=True, exist_ok=True)

    def tell(share: float, message: str) -> None:
        written = path.with_suffix(".tmp")
        written.write_text(json.dumps({"share": share, "message": message}), encoding="utf-8")
        os.replace(written, path)

    return tell
