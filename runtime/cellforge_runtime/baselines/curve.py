"""What the curve baselines share: a target's changes along dose or time, between and beyond the measured ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet

Point = tuple[float, np.ndarray]  # dose or time, change (features,)


class Curve(Baseline):
    """The changes of a target measured at other doses (times), in the query's context.

    Where the context has none, the mean over the contexts that have is taken; a target with no other measurement gets the
    mean change. A subclass says what lies between the points.
    """

    axis: ClassVar[str]

    @classmethod
    def applies(cls, train: TrainingSet) -> bool:
        return any(getattr(query, cls.axis) is not None for query in train.conditions)

    def _learn(self, train: TrainingSet) -> None:
        self.delta = train.delta()
        self.mean = self.delta.mean(axis=0)
        self.rows: dict[object, list[int]] = {}
        self.anywhere: dict[object, list[int]] = {}
        for row, query in enumerate(train.conditions):
            if getattr(query, self.axis) is not None:
                self.rows.setdefault((query.targets, query.context, self._other(query)), []).append(row)
                self.anywhere.setdefault((query.targets, self._other(query)), []).append(row)

    def from_others(self, query: Query) -> np.ndarray:
        """The change that the target's other doses (times) tell, without the query's own where that was measured."""
        at = getattr(query, self.axis)
        points = [] if at is None else [point for point in self._points(query) if point[0] != at]
        return self._at(points, at) if points else self.mean

    def _change(self, query: Query) -> np.ndarray:
        at = getattr(query, self.axis)
        points = [] if at is None else self._points(query)
        return self._at(points, at) if points else self.mean

    def _points(self, query: Query) -> list[Point]:
        """The measured changes by rising dose (time), one for each."""
        rows = self.rows.get((query.targets, query.context, self._other(query)))
        rows = rows or self.anywhere.get((query.targets, self._other(query)), [])
        by_value: dict[float, list[int]] = {}
        for row in rows:
            by_value.setdefault(getattr(self.train.conditions[row], self.axis), []).append(row)
        return [(value, self.delta[by_value[value]].mean(axis=0)) for value in sorted(by_value)]

    def _other(self, query: Query) -> float | None:
        return query.time if self.axis == "dose" else query.dose

    def _at(self, points: Sequence[Point], at: float) -> np.ndarray:
        raise NotImplementedError


def with_origin(points: Sequence[Point]) -> list[Point]:
    """The points with no change at 0 before them: the controls. Not where a point lies at 0 or below it."""
    return list(points) if points[0][0] <= 0 else [(0.0, np.zeros_like(points[0][1])), *points]


def piecewise(points: Sequence[Point], at: float, scale: Callable[[float], float], *, goes_on: bool) -> np.ndarray:
    """Linear in `scale` between neighbouring points; beyond the last the line goes on, or its end is held.

    Below the first point the first is held.
    """
    values = np.array([scale(value) for value, _ in points])
    changes = np.stack([change for _, change in points])
    x = scale(at)
    if len(points) == 1 or x <= values[0]:
        return changes[0]
    if x >= values[-1] and not goes_on:
        return changes[-1]
    left = int(np.clip(np.searchsorted(values, x) - 1, 0, len(values) - 2))
    share = (x - values[left]) / (values[left + 1] - values[left])
    return changes[left] + share * (changes[left + 1] - changes[left])
