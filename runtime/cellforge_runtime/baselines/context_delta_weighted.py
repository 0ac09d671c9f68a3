"""context-delta-weighted: the same perturbation's change elsewhere, similar contexts first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from cellforge_runtime.baselines.context_delta import ContextDelta
from cellforge_runtime.baselines.level_slopes import LEAST_CONTEXTS, SLOPE_RULES, LevelSlopes, SlopeRule
from cellforge_runtime.baselines.once import once_per_training_set
from cellforge_runtime.baselines.steadied_controls import squared_errors, steadied_difference
from cellforge_runtime.splits.inner import choice_folds
from cellforge_runtime.training_set import Query, TrainingSet

# in units of the median squared distance between contexts; infinity gives every context the same weight
TEMPERATURES = (0.03, 0.05, 0.08, 0.12, 0.2, 0.35, 0.6, 1.0, 2.0, np.inf)
NO_SLOPE = SlopeRule()


class ContextDeltaWeighted(ContextDelta):
    """Weights fall exponentially with the squared distance between control profiles; temperature by inner folds.

    Where the controls of the new context differ from the same weighted mean of the others' by no more than their few
    cells explain, the prediction starts from that mean: a small context borrows its controls from its like. What is left
    of the difference changes the response by `LevelSlopes`, as far as inner folds bear slopes out.
    """

    id = "context-delta-weighted"

    def __init__(self, *, temperature: float | None = None, slope: SlopeRule | None = None, **_training: object) -> None:
        super().__init__()
        self.temperature = temperature
        self.slope = slope

    @classmethod
    def settled(cls, train: TrainingSet) -> Callable[[], ContextDeltaWeighted]:
        return partial(cls, temperature=_chosen_temperature(train), slope=_chosen_slope(train))

    def _learn(self, train: TrainingSet) -> None:
        super()._learn(train)
        self.scale = _median_distance(train)
        if self.temperature is None:
            self.temperature = _chosen_temperature(train)
        if self.slope is None:
            self.slope = _chosen_slope(train)

    def _change(self, query: Query) -> np.ndarray:
        change, difference, slopes = self._parts(query)
        if slopes is None or self.slope is None or self.slope.is_off:
            return change
        return change + slopes.under(self.slope) * difference

    def _parts(self, query: Query) -> tuple[np.ndarray, np.ndarray, LevelSlopes | None]:
        """The change without slopes, the difference of controls that chance does not explain, and what slopes come from."""
        rows = self._rows(query)
        weights = self._weights(query, rows)
        others = [self.train.conditions[row] for row in rows]
        levels = np.stack([self.train.controls.of(other) for other in others])
        difference = self.train.controls.of(query) - weights @ levels
        errors = squared_errors(self.train, [query, *others])
        error = errors[0] + sum(w**2 * each for w, each in zip(weights, errors[1:]))
        steadied = steadied_difference(difference, error)
        is_enough = len({other.context for other in others}) >= LEAST_CONTEXTS
        slopes = LevelSlopes.of(levels, self.delta[rows]) if is_enough else None
        return steadied - difference + weights @ self.delta[rows], steadied, slopes

    def _weights(self, query: Query, rows: list[int]) -> np.ndarray:
        own = self.train.controls.of(query)
        others = [self.train.controls.of(self.train.conditions[row]) for row in rows]
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
    fits = [ContextDeltaWeighted(temperature=1.0, slope=NO_SLOPE).fit(fold.train) for fold in folds]
    measured = [fold.held_out.delta() for fold in folds]

    def error(temperature: float) -> float:
        for fit in fits:
            fit.temperature = temperature
        return sum(((fit.change(f.queries) - m) ** 2).sum() for fit, f, m in zip(fits, folds, measured))

    return min(TEMPERATURES, key=error)


@once_per_training_set
def _chosen_slope(train: TrainingSet) -> SlopeRule:
    """The rule with the least squared error on inner folds; no slopes where none is better."""
    temperature = _chosen_temperature(train)
    errors = dict.fromkeys(SLOPE_RULES, 0.0)
    for fold in choice_folds(train):
        fit = ContextDeltaWeighted(temperature=temperature, slope=NO_SLOPE).fit(fold.train)
        for query, measured in zip(fold.queries, fold.held_out.delta()):
            change, difference, slopes = fit._parts(query)
            for rule in SLOPE_RULES:
                bent = change if slopes is None or rule.is_off else change + slopes.under(rule) * difference
                errors[rule] += float(((bent - measured) ** 2).sum())
    return min(SLOPE_RULES, key=lambda rule: errors[rule])
