"""Measured and predicted change along doses or times, held-out rungs marked: the wire `CourseResult`s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cellforge_runtime.baselines import BASELINES
from cellforge_runtime.data import CONTROL, Data, control_means, queries, training_set
from cellforge_runtime.fold_scores import SEARCHED, FoldScores
from cellforge_runtime.part_result import best_baseline
from cellforge_runtime.splits import measured_of
from cellforge_runtime.splits.ladders import Axis, Ladder, ladders

if TYPE_CHECKING:
    from cellforge_runtime.metrics.metric import Metric
    from cellforge_runtime.part_result import ScoredPart

AXES: dict[str, Axis] = {"unseen-dose": "dose", "time": "time"}
MOST_COURSES = 60
MOST_FEATURES = 3
_LEAST_RUNGS = 2


class _Scored(NamedTuple):
    """A held-out rung as it was scored."""

    part: str
    fold: FoldScores
    place: int  # among the held-out conditions of the fold
    best: str  # baseline of the part


@dataclass(frozen=True)
class _Course:
    """One ladder with at least one held-out rung."""

    data: Data
    scenario: str
    ladder: Ladder
    changes: np.ndarray  # (rungs, features) measured
    scored: Mapping[int, Sequence[_Scored]]  # of the conditions that were held out

    @cached_property
    def shown(self) -> np.ndarray:
        """The features of largest measured change at any rung, largest first, (at most `MOST_FEATURES`,)."""
        return np.argsort(-np.abs(self.changes).max(axis=0), kind="stable")[:MOST_FEATURES]

    @property
    def size(self) -> float:
        return float(np.abs(self.changes).max(axis=0)[self.shown].sum())

    @property
    def label(self) -> str:
        return _label(self.data, AXES[self.scenario], self.ladder.rungs[0][1])

    @property
    def held_out(self) -> list[_Scored]:
        return [each for _, condition in self.ladder.rungs for each in self.scored.get(condition, ())]


def courses_scored(parts: Sequence[ScoredPart], primary: Metric) -> dict[str, Any]:
    """`{"courses": [...]}`, those with the largest measured changes first; nothing where no dose or time was held out.

    A held-out rung is told as it was scored: measured against controls that the model never saw, predicted, by the model
    and by the best baseline of its part, against the model's. Other rungs are measured against all their controls.
    Features are those of largest measured change at any rung.
    """
    courses: list[_Course] = []
    for scenario in dict.fromkeys(part.scenario for part in parts if part.scenario in AXES):
        own = [part for part in parts if part.scenario == scenario]
        courses += _of_scenario(own[0].folds.data, scenario, _scored(own, primary))
    if not courses:
        return {}
    shown = sorted(courses, key=lambda course: (-course.size, course.label))[:MOST_COURSES]
    baselines = _baseline_changes(shown)
    return {"courses": [_wire(course, baselines) for course in shown]}


def _scored(parts: Sequence[ScoredPart], primary: Metric) -> dict[int, list[_Scored]]:
    scored: dict[int, list[_Scored]] = {}
    for part in parts:
        best = best_baseline(part, primary) if part.rows else ""
        for found, place in part.rows:
            scored.setdefault(int(found.fold.held_out[place]), []).append(_Scored(part.part, found, place, best))
    return scored


def _of_scenario(data: Data, scenario: str, scored: Mapping[int, Sequence[_Scored]]) -> list[_Course]:
    controls = control_means(data, np.flatnonzero(data.condition_of == CONTROL))
    found = []
    for ladder in ladders(measured_of(data, scenario), AXES[scenario], _LEAST_RUNGS):
        ids = [i for _, i in ladder.rungs]
        if any(i in scored for i in ids):
            changes = [_measured(scored[i][0]) if i in scored else data.means[i] - controls.of(data.queries[i]) for i in ids]
            found.append(_Course(data, scenario, ladder, np.stack(changes), scored))
    return found


def _measured(held_out: _Scored) -> np.ndarray:
    return held_out.fold.observed_change[held_out.place]


# (fold, place in it, baseline) -> change of the features that the course shows
_BaselineChanges = dict[tuple[int, int, str], np.ndarray]


def _baseline_changes(courses: Sequence[_Course]) -> _BaselineChanges:
    """What the best baseline of its part predicted for every held-out rung that is shown.

    Fitted once more, as it was when it was scored: to keep what every baseline predicts would double the memory of scoring.
    """
    asked: dict[tuple[int, str], list[tuple[_Course, _Scored]]] = {}
    for course in courses:
        for each in course.held_out:
            asked.setdefault((each.fold.fold.index, each.best), []).append((course, each))
    changes: _BaselineChanges = {}
    for (index, name), rungs in asked.items():
        change = _change_by(name, rungs[0][0].data, rungs[0][1].fold)  # (held out, features)
        changes |= {(index, each.place, name): change[each.place][course.shown] for course, each in rungs}
    return changes


def _change_by(name: str, data: Data, scored: FoldScores) -> np.ndarray:
    """P - C_m of a baseline for the held-out conditions of a fold, (held out, features)."""
    settings = scored.searched[name.removesuffix(SEARCHED)] if name.endswith(SEARCHED) else {}
    baseline = BASELINES[name.removesuffix(SEARCHED)](**settings).fit(training_set(data, scored.fold))
    return baseline.change(queries(data, scored.fold))


def _wire(course: _Course, baselines: _BaselineChanges) -> dict[str, Any]:
    return {
        "scenario": course.scenario,
        "axis": AXES[course.scenario],
        "label": course.label,
        "features": [course.data.features[i] for i in course.shown],
        "points": [
            point
            for (value, condition), change in zip(course.ladder.rungs, course.changes)
            for point in _points(course, (value, condition), change, baselines)
        ],
    }


def _points(course: _Course, rung: tuple[float, int], change: np.ndarray, baselines: _BaselineChanges) -> list[dict[str, Any]]:
    """One, or one for each part that held the rung out."""
    value, condition = rung
    shown = course.shown
    held_out = course.scored.get(condition)
    if not held_out:
        return [{"value": float(value), "held_out": None, "measured": _rounded(change[shown]), "predicted": None}]
    return [
        {
            "value": float(value),
            "held_out": each.part,
            "measured": _rounded(_measured(each)[shown]),
            "predicted": _rounded(each.fold.predicted_change[each.place][shown]),
            "baseline": _rounded(baselines[each.fold.fold.index, each.place, each.best]),
        }
        for each in held_out
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
