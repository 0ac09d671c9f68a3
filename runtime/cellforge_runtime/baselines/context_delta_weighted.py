"""context-delta-weighted: the same perturbation's change elsewhere, similar contexts first."""

from __future__ import annotations

from functools import partial

import numpy as np

from cellforge_runtime.baselines.context_delta import ContextDelta
from cellforge_runtime.baselines.shrinkage import inner_changes
from cellforge_runtime.training_set import Query, TrainingSet

# in units of the median distance between contexts; infinity is context-delta
TEMPERATURES = (0.03, 0.05, 0.08, 0.12, 0.2, 0.35, 0.6, 1.0, 2.0, np.inf)


class ContextDeltaWeighted(ContextDelta):
    """Weights fall exponentially with the squared distance between control profiles; temperature by inner folds."""

    id = "context-delta-weighted"

    def __init__(self, *, temperature: float | None = None, **_training: object) -> None:
        super().__init__()
        self.temperature = temperature

    def _learn(self, train: TrainingSet) -> None:
        super()._learn(train)
        self.scale = _median_distance(train)
        if self.temperature is None:
            self.temperature = _chosen_temperature(train)

    def _weights(self, query: Query, rows: list[int]) -> np.ndarray:
        own = self.train.controls[query.context]
        others = [self.train.controls[self.train.conditions[row].context] for row in rows]
        distance = np.array([((own - other) ** 2).sum() for other in others]) / self.scale
        nearness = -(distance - distance.min()) / self.temperature
        weights = np.exp(nearness)
        return weights / weights.sum()


def _median_distance(train: TrainingSet) -> float:
    profiles = np.stack(list(train.controls.values()))
    squared = ((profiles[:, None] - profiles[None]) ** 2).sum(axis=2)[np.triu_indices(len(profiles), 1)]
    return float(np.median(squared)) if squared.size and np.median(squared) > 0 else 1.0


def _chosen_temperature(train: TrainingSet) -> float:
    def error(temperature: float) -> float:
        predicted, measured = inner_changes(partial(ContextDeltaWeighted, temperature=temperature), train)
        return float(((predicted - measured) ** 2).mean()) if len(measured) else -temperature

    return min(TEMPERATURES, key=error)
