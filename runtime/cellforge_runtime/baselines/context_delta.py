"""context-delta: the same perturbation's mean change in the training contexts."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet, what_is_done


class ContextDelta(Baseline):
    """Predicts the controls of the new context plus the mean change elsewhere: scGen's arithmetic, on means."""

    id = "context-delta"
    scenarios = ("unseen-context",)

    def _learn(self, train: TrainingSet) -> None:
        self.delta = train.delta()
        self.rows: dict[tuple[object, ...], list[int]] = {}
        for row, query in enumerate(train.conditions):
            self.rows.setdefault(what_is_done(query), []).append(row)

    def _change(self, query: Query) -> np.ndarray:
        return self.delta[self._rows(query)].mean(axis=0)

    def _rows(self, query: Query) -> list[int]:
        # a perturbation that no training context measured gets the mean of all
        return self.rows.get(what_is_done(query)) or list(range(len(self.delta)))
