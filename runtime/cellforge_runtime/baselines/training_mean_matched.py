"""training-mean-matched: the average change of the training conditions at the dose and time of the query."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet


class TrainingMeanMatched(Baseline):
    """Where an unseen perturbation is asked for at several doses or times: the mean over training conditions at the
    nearest dose (in its logarithm), among these at the nearest time.

    A query without a dose or time is met by all.
    """

    id = "training-mean-matched"
    scenarios = ("unseen-perturbation",)

    @classmethod
    def applies(cls, train: TrainingSet) -> bool:
        return len({(query.dose, query.time) for query in train.conditions}) > 1

    def _learn(self, train: TrainingSet) -> None:
        self.delta = train.delta()
        self.doses = np.array([_log(query.dose) for query in train.conditions])
        self.times = np.array([np.nan if query.time is None else query.time for query in train.conditions])

    def _change(self, query: Query) -> np.ndarray:
        near = _nearest(self.doses, _log(query.dose), np.ones(len(self.doses), dtype=bool))
        near = _nearest(self.times, np.nan if query.time is None else query.time, near)
        return self.delta[near].mean(axis=0)


def _log(dose: float | None) -> float:
    return float(np.log(dose)) if dose is not None and dose > 0 else np.nan


def _nearest(values: np.ndarray, wanted: float, among: np.ndarray) -> np.ndarray:
    """Those of `among` whose value is nearest to the wanted one, ties included; all of them where either is not told."""
    distance = np.where(among, np.abs(values - wanted), np.nan)
    if not np.isfinite(distance).any():
        return among
    return distance <= np.nanmin(distance) + 1e-9
