"""multi-hot-ridge: the change as a ridge regression on which targets are hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.once import once_per_training_set
from cellforge_runtime.splits.inner import choice_folds
from cellforge_runtime.training_set import Query, TrainingSet

DEFAULT_PENALTY = 0.1
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

    @classmethod
    def settled(cls, train: TrainingSet) -> Callable[[], MultiHotRidge]:
        return partial(cls, penalty=_chosen_penalty(train))

    def _learn(self, train: TrainingSet) -> None:
        self._encode(train)
        self._solve(_chosen_penalty(train) if self.penalty is None else self.penalty)

    def _encode(self, train: TrainingSet) -> None:
        contexts = sorted({("context", query.context) for query in train.conditions})
        targets = sorted({("target", target) for query in train.conditions for target in query.targets})
        self.column = {key: i for i, key in enumerate([*contexts, *targets])}
        controls = [Query((), context) for _, context in contexts]
        hot = self._encoded([*controls, *train.conditions])
        change = np.concatenate([np.zeros((len(controls), len(train.features))), train.delta()])
        self.inner, self.outer = hot.T @ hot, hot.T @ change
        self.is_target = np.array([0.0] * len(contexts) + [1.0] * len(targets))

    def _solve(self, penalty: float) -> None:
        self.penalty = penalty
        self.effects = np.linalg.solve(self.inner + penalty * np.diag(self.is_target), self.outer)

    def _change(self, query: Query) -> np.ndarray:
        return self._encoded([query])[0] @ self.effects

    def _encoded(self, queries: Sequence[Query]) -> np.ndarray:
        hot = np.zeros((len(queries), len(self.column)))
        for row, query in enumerate(queries):
            for key in [("context", query.context)] + [("target", target) for target in query.targets]:
                if key in self.column:
                    hot[row, self.column[key]] = 1.0
        return hot


@once_per_training_set
def _chosen_penalty(train: TrainingSet) -> float:
    folds = choice_folds(train)
    if not folds:
        return DEFAULT_PENALTY
    fits = [MultiHotRidge(penalty=DEFAULT_PENALTY).fit(fold.train) for fold in folds]
    measured = [fold.held_out.delta() for fold in folds]

    def error(penalty: float) -> float:
        for fit in fits:
            fit._solve(penalty)
        return sum(((fit.change(f.queries) - m) ** 2).sum() for fit, f, m in zip(fits, folds, measured))

    return min(PENALTIES, key=error)
