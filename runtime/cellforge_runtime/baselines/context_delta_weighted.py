"""context-delta-weighted: the same perturbation's change elsewhere, similar contexts first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from cellforge_runtime.baselines.context_delta import ContextDelta
from cellforge_runtime.baselines.once import once_per_training_set
from cellforge_runtime.baselines.steadied_controls import squared_errors, steadied_difference
from cellforge_runtime.splits.inner import choice_folds
from cellforge_runtime.training_set import Query, TrainingSet

# in units of the median squared distance between contexts; infinity gives every context the same weight
TEMPERATURES = (0.03, 0.05, 0.08, 0.12, 0.2, 0.35, 0.6, 1.0, 2.0, np.inf)


class ContextDeltaWeighted(ContextDelta):
    """Weights fall exponentially with the squared distance between control profiles; temperature by inner folds.

    Where the controls of the new context differ from the same weighted mean of the others' by no more than their few
    cells explain, the prediction starts from that mean: a small context borrows its controls from its like.
    """

    id = "context-delta-weighted"

    def __init__(self, *, temperature: float | None = None, **_training: object) -> None:
        super().__init__()
        self.temperature = temperature

    @classmethod
    def settled(cls, train: TrainingSet) -> Callable[[], ContextDeltaWeighted]:
        return partial(cls, temperature=_chosen_temperature(train))

    def _learn(self, train: TrainingSet) -> None:
        super()._learn(train)
        self.errors = squared_errors(train)
        self.scale = _median_distance(train)
        if self.temperature is None:
            self.temperature = _chosen_temperature(train)

    def _change(self, query: Query) -> np.ndarray:
        rows = self._rows(query)
        weights = self._weights(query, rows)
        contexts = [self.train.conditions[row].context for row in rows]
        own = self.train.controls[query.context]
        difference = own - sum(w * self.train.controls[c] for w, c in zip(weights, contexts))
        none = np.zeros(len(own))
        error = self.errors.get(query.context, none)
        error = error + sum(weights[i] ** 2 * self.errors.get(c, none) for i, c in enumerate(contexts))
        return steadied_difference(difference, error) - difference + weights @ self.delta[rows]

    def _weights(self, query: Query, rows: list[int]) -> np.ndarray:
        own = self.train.controls[query.context]
        others = [self.train.controls[self.train.conditions[row].context] for row in rows]
        distance = np.array([((own - other) ** 2).sum() for other in others]) / self.scale
        weights = np.exp(-(distance - distance.min()) / self.temperature)
        return weights / weights.sum()


def _median_distance(train: TrainingSet) -> float:
    profiles = np.stack(list(train.controls.values()))
    squared = ((profiles[:, None] - profiles[None]) ** 2).sum(axis=2)[np.triu_indices(len(profiles), 1)]
    return float(np.median(squared)) if squared.size and np.median(squared) > 0 else 1.0


@once_per_training_set
def _chosen_temperature(train: TrainingSet) -> float:
    folds = choice_folds(train)
    if not folds:
        return np.inf
    fits = [ContextDeltaWeighted(temperature=1.0).fit(fold.train) for fold in folds]
    measured = [fold.held_out.delta() for fold in folds]

    def error(temperature: float) -> float:
        for fit in fits:
            fit.temperature = temperature
        return sum(((fit.change(f.queries) - m) ** 2).sum() for fit, f, m in zip(fits, folds, measured))

    return min(TEMPERATURES, key=error)
