"""multi-hot-ridge: the change as a ridge regression on which targets are hit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.shrinkage import inner_changes
from cellforge_runtime.training_set import Query, TrainingSet

PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


class MultiHotRidge(Baseline):
    """Every condition teaches what its targets do, pairs as well as singles; the penalty is chosen on inner folds.

    The controls of each context are one more row without targets, and each context has an unpenalised constant: targets
    that do little are drawn towards the constant, which so takes in what the few control cells got wrong by chance.
    """

    id = "multi-hot-ridge"
    scenarios = ("unseen-combination",)

    def __init__(self, *, penalty: float | None = None, **_training: object) -> None:
        super().__init__()
        self.penalty = penalty

    def _learn(self, train: TrainingSet) -> None:
        if self.penalty is None:
            self.penalty = _chosen_penalty(train)
        contexts = sorted({("context", query.context) for query in train.conditions})
        targets = sorted({("target", target) for query in train.conditions for target in query.targets})
        self.column = {key: i for i, key in enumerate([*contexts, *targets])}
        controls = [Query((), context) for _, context in contexts]
        hot = self._encoded([*controls, *train.conditions])
        change = np.concatenate([np.zeros((len(controls), len(train.features))), train.delta()])
        penalty = np.diag([0.0] * len(contexts) + [self.penalty] * len(targets))
        self.effects = np.linalg.solve(hot.T @ hot + penalty, hot.T @ change)  # (contexts + targets, features)

    def _change(self, query: Query) -> np.ndarray:
        return self._encoded([query])[0] @ self.effects

    def _encoded(self, queries: Sequence[Query]) -> np.ndarray:
        hot = np.zeros((len(queries), len(self.column)))
        for row, query in enumerate(queries):
            for key in [("context", query.context)] + [("target", target) for target in query.targets]:
                if key in self.column:
                    hot[row, self.column[key]] = 1.0
        return hot


def _chosen_penalty(train: TrainingSet) -> float:
    def error(penalty: float) -> float:
        predicted, measured = inner_changes(partial(MultiHotRidge, penalty=penalty), train)
        return float(((predicted - measured) ** 2).mean()) if len(measured) else abs(penalty - 0.1)

    return min(PENALTIES, key=error)
