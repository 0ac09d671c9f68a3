"""additive: the changes of the targets measured alone, added up."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet


class Additive(Baseline):
    """Predicts the controls plus the sum of the single changes; a target never measured alone adds nothing.

    A single change is that of the query's context, or else the mean over the contexts that measured it.
    """

    id = "additive"
    scenarios = ("unseen-combination",)

    def _learn(self, train: TrainingSet) -> None:
        delta = train.delta()
        self.alone: dict[str, dict[str, list[np.ndarray]]] = {}
        for row, query in enumerate(train.conditions):
            if len(query.targets) == 1:
                self.alone.setdefault(query.targets[0], {}).setdefault(query.context, []).append(delta[row])

    def _change(self, query: Query) -> np.ndarray:
        return np.sum([self._single(target, query.context) for target in query.targets], axis=0)

    def _single(self, target: str, context: str) -> np.ndarray:
        measured = self.alone.get(target)
        if measured is None:
            return np.zeros(len(self.train.features))
        rows = measured.get(context) or [row for rows in measured.values() for row in rows]
        return np.mean(rows, axis=0)
