"""Courses over dose and time, from which a network makes its own: functions that rise, level off, or come and go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.training_set import Query, TrainingSet

HALF_DOSES = (1 / 3, 2 / 3)  # quantiles of the training doses
SCALES = (0.0, 0.5, 1.0)  # quantiles of the training times


class Courses:
    """Functions of a query's dose and time, for targets and programmes to combine, each in its own way.

    Of a dose d: d / (d + K) with K the lower and upper third of the training doses (Hill, exponent 1). Of a time t, for s the
    training times at `scales` (quantiles): 1 - exp(-t / s), which levels off, and t / s exp(1 - t / s), which comes and goes.
    An axis on which training does not vary adds none.
    """

    def __init__(self, train: TrainingSet, scales: Sequence[float] = SCALES) -> None:
        self.scales = scales
        self.doses = levels_of(train, "dose")
        self.times = levels_of(train, "time")
        self.width = self.of([Query(())]).shape[1]

    def of(self, queries: Sequence[Query]) -> np.ndarray:
        """(n, functions), each between 0 and 1; one that is 1 where nothing varies."""
        dose, time = np.ones((len(queries), 1)), np.ones((len(queries), 1))
        if len(self.doses) > 1:
            at = values_at(queries, "dose", self.doses)
            dose = np.stack([at / (at + max(k, 1e-12)) for k in np.quantile(self.doses, HALF_DOSES)], axis=1)
        if len(self.times) > 1:
            at = values_at(queries, "time", self.times)
            scales = sorted({float(s) for s in np.quantile(self.times, self.scales) if s > 0}) or [1.0]
            rising = [1 - np.exp(-at / s) for s in scales]
            time = np.stack([*rising, *(at / s * np.exp(1 - at / s) for s in scales)], axis=1)
        return (dose[:, :, None] * time[:, None, :]).reshape(len(queries), -1)


def levels_of(train: TrainingSet, axis: str) -> list[float]:
    """The doses or times (`axis`) measured in training, ascending, each once."""
    return sorted({getattr(query, axis) for query in train.conditions} - {None})


def values_at(queries: Sequence[Query], axis: str, levels: Sequence[float]) -> np.ndarray:
    """Doses or times from 0 up; a query without one is asked at the highest."""
    lowest = min(levels[0], 0.0)
    return np.array([(levels[-1] if (value := getattr(query, axis)) is None else value) - lowest for query in queries])
