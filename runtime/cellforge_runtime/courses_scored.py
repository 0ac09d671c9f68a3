"""Measured and predicted change along doses or times, held-out rungs marked: the wire `CourseResult`s."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.data import CONTROL, Data, control_means
from cellforge_runtime.splits import measured_of
from cellforge_runtime.splits.ladders import Axis, ladders

if TYPE_CHECKING:
    from cellforge_runtime.part_result import ScoredPart

AXES: dict[str, Axis] = {"unseen-dose": "dose", "time": "time"}
MOST_COURSES = 60
MOST_FEATURES = 3
_LEAST_RUNGS = 2

# of a condition: the part that held it out, and the changes as they were scored, (features,) each
_Scored = dict[int, list[tuple[str, np.ndarray, np.ndarray]]]


def courses_scored(parts: Sequence[ScoredPart]) -> dict[str, Any]:
    """`{"courses": [...]}`, those with the largest measured changes first; nothing where no dose or time was held out.

    A held-out rung is told as it was scored: measured against controls that the model never saw, predicted against the
    model's. Other rungs are measured against all their controls. Features are those of largest measured change at any rung.
    """
    found: list[tuple[float, dict[str, Any]]] = []
    for scenario in dict.fromkeys(part.scenario for part in parts if part.scenario in AXES):
        own = [part for part in parts if part.scenario == scenario]
        found += _of_scenario(own[0].folds.data, scenario, _scored(own))
    found.sort(key=lambda each: (-each[0], each[1]["label"]))
    return {"courses": [course for _, course in found[:MOST_COURSES]]} if found else {}


def _scored(parts: Sequence[ScoredPart]) -> _Scored:
    scored: _Scored = {}
    for part in parts:
        for found, place in part.rows:
            told = (part.part, found.observed_change[place], found.predicted_change[place])
            scored.setdefault(int(found.fold.held_out[place]), []).append(told)
    return scored


def _of_scenario(data: Data, scenario: str, scored: _Scored) -> list[tuple[float, dict[str, Any]]]:
    axis = AXES[scenario]
    controls = control_means(data, np.flatnonzero(data.condition_of == CONTROL))
    found = []
    for ladder in ladders(measured_of(data, scenario), axis, _LEAST_RUNGS):
        ids = [i for _, i in ladder.rungs]
        if not any(i in scored for i in ids):
            continue
        changes = np.stack(  # (rungs, features)
            [scored[i][0][1] if i in scored else data.means[i] - controls.of(data.queries[i]) for i in ids]
        )
        largest = np.abs(changes).max(axis=0)
        shown = np.argsort(-largest, kind="stable")[:MOST_FEATURES]
        course = {
            "scenario": scenario,
            "axis": axis,
            "label": _label(data, axis, ids[0]),
            "features": [data.features[i] for i in shown],
            "points": [point for rung, change in zip(ladder.rungs, changes) for point in _points(rung, change, shown, scored)],
        }
        found.append((float(largest[shown].sum()), course))
    return found


def _points(rung: tuple[float, int], change: np.ndarray, shown: np.ndarray, scored: _Scored) -> list[dict[str, Any]]:
    """One, or one for each part that held the rung out."""
    value, condition = rung
    told = scored.get(condition) or [(None, change, None)]
    return [
        {
            "value": float(value),
            "held_out": part,
            "measured": _rounded(measured[shown]),
            "predicted": None if predicted is None else _rounded(predicted[shown]),
        }
        for part, measured, predicted in told
    ]


def _label(data: Data, axis: Axis, condition: int) -> str:
    """Targets, with context and the amount of the other kind where conditions differ in them."""
    query = data.queries[condition]
    other = "time" if axis == "dose" else "dose"
    words = [" + ".join(query.targets)]
    if len(data.contexts) > 1:
        words.append(query.context)
    if getattr(query, other) is not None:
        words.append(f"{other} {getattr(query, other):g}")
    return ", ".join(words)


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
