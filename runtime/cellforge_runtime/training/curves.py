"""Doses and times as a network is told of them: smooth functions of the number, and what other doses and times tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cellforge_runtime.baselines import BASELINES
from cellforge_runtime.baselines.curve import Curve
from cellforge_runtime.training.courses import Courses, levels_of
from cellforge_runtime.training_set import Query, TrainingSet

DIRECTIONS = 16  # of the changes, each with a slope of its own
LEAST_OTHERS = 4  # other targets measured at the same dose or time
SCALE = 0.2  # small codes: a target's other doses and times are carried over already, and what is left is mostly noise
PRIOR_CONDITIONS = 3  # how many conditions the slope 1 counts for
# which baseline joins the measured doses or times
_JOINED_BY = {("unseen-dose", "dose"): "dose-interpolation", ("time", "time"): "time-sqrt"}
_BEYOND = {"extrapolation": "time-last"}


class Codes(Protocol):
    """A row of numbers for each target, and for each of several targets of a query."""

    width: int

    def of(self, queries: Sequence[Query]) -> tuple[np.ndarray, np.ndarray]: ...


class AlongCurves:
    """Each target's code times smooth functions of the query's dose and time, (n, most targets, codes x functions).

    Functions of a dose d: d / (d + K) with K the lower and upper third of the training doses (Hill, exponent 1). Of a time
    t: 1 - exp(-t / s), which levels off, and t / s exp(1 - t / s), which comes and goes, with s the median training time.
    An axis on which training does not vary adds none.
    """

    def __init__(self, codes: Codes, train: TrainingSet) -> None:
        self.codes = codes
        self.courses = Courses(train, scales=(0.5,))
        self.width = codes.width * self.courses.width

    def of(self, queries: Sequence[Query]) -> tuple[np.ndarray, np.ndarray]:
        """Codes and presence, as of the codes underneath."""
        codes, present = self.codes.of(queries)
        functions = self.functions(queries)  # (n, functions)
        along = codes[..., None] * functions[:, None, None, :]
        return along.reshape(*codes.shape[:2], -1).astype(np.float32), present

    def functions(self, queries: Sequence[Query]) -> np.ndarray:
        """The functions of each query's dose and time, (n, functions); one that is 1 where nothing varies."""
        return SCALE * self.courses.of(queries)


def carried_along(train: TrainingSet, queries: Sequence[Query]) -> np.ndarray:
    """The change that a target's other doses or times tell, as far as that held for other targets.

    A query's own dose (time) is left out, so that training conditions see what a held-out one will see. Along each main
    direction of the changes, and for what lies in none of them, the told change is multiplied by the slope of the
    measured changes of other targets on the told ones: at the same dose (time) where four others or more were measured
    there, else at any. Noise so shrinks, and a course that others took is taken. (n, features)
    """
    curve = _joining(train)
    if curve is None:
        return np.zeros((len(queries), len(train.features)))
    told = np.stack([curve.from_others(query) for query in train.conditions])
    measured = train.delta()
    axes = np.linalg.svd(measured, full_matrices=False)[2][:DIRECTIONS]  # (directions, features)
    known: dict[object, _Slopes] = {}
    answers = np.zeros((len(queries), len(train.features)))
    for i, query in enumerate(queries):
        key = (query.targets, getattr(query, curve.axis))
        if key not in known:
            rows = _others(train, query, curve.axis)
            known[key] = _Slopes.of(told[rows], measured[rows], axes)
        answers[i] = known[key].applied(curve.from_others(query))
    return answers


@dataclass(frozen=True)
class _Slopes:
    """How much of a told change to believe: along each axis, and beside them."""

    axes: np.ndarray  # (directions, features)
    along: np.ndarray  # (directions,)
    beside: float

    @classmethod
    def of(cls, told: np.ndarray, measured: np.ndarray, axes: np.ndarray) -> _Slopes:
        x, y = told @ axes.T, measured @ axes.T  # (conditions, directions)
        prior = PRIOR_CONDITIONS * float((x**2).mean()) if x.size else 0.0
        size = (x**2).sum(axis=0)
        along = ((x * y).sum(axis=0) + prior) / np.maximum(size + prior, 1e-12) if prior > 0 else np.ones(len(axes))
        rest, aim = told - x @ axes, measured - y @ axes
        left = float((rest**2).sum())
        beside = float(np.clip((rest * aim).sum() / left, 0.0, 1.0)) if left > 0 else 1.0
        return cls(axes, along, beside)

    def applied(self, change: np.ndarray) -> np.ndarray:
        """(features,) to (features,)."""
        scores = change @ self.axes.T
        return (self.along * scores) @ self.axes + self.beside * (change - scores @ self.axes)


def _others(train: TrainingSet, query: Query, axis: str) -> list[int]:
    """Training conditions of other targets: those at the query's dose (time) if they are of four targets or more."""
    others = [row for row, other in enumerate(train.conditions) if other.targets != query.targets]
    there = [row for row in others if getattr(train.conditions[row], axis) == getattr(query, axis)]
    return there if len({train.conditions[row].targets for row in there}) >= LEAST_OTHERS else others


def _joining(train: TrainingSet) -> Curve | None:
    """The fitted baseline that joins what was measured along the axis that varies."""
    for (scenario, axis), name in _JOINED_BY.items():
        if train.scenario == scenario or (train.scenario not in ("unseen-dose", "time") and len(levels_of(train, axis)) > 1):
            wanted = BASELINES[_BEYOND.get(train.part, name)]()
            assert isinstance(wanted, Curve)
            return wanted.fit(train)  # type: ignore[return-value]
    return None
