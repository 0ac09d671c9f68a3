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
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class MultiHotRidge(Baseline):
    """Every condition teaches what its targets do, pairs as well as singles: a ridge regression of reduced rank.

    Effects of all targets lie in the few directions that explain the training conditions best: targets that do nothing,
    and what the few cells of a condition got wrong by chance, are left out with the other directions. Penalty and share
    of the directions are chosen on inner folds.

    The controls of each context are one more row without targets, and each context has an unpenalised constant: targets
    that do little are drawn towards the constant, which so takes in what the few control cells got wrong by chance.

    References
    ----------
    Reduced-rank ridge regression: Mukherjee and Zhu, "Reduced rank ridge regression and its kernel extensions",
    Statistical Analysis and Data Mining 4 (2011).
    """

    id = "multi-hot-ridge"
    scenarios = ("unseen-combination",)

    def __init__(self, *, penalty: float | None = None, share: float = 1.0, **_training: object) -> None:
        super().__init__()
        self.penalty = penalty
        self.share = share

    @classmethod
    def settled(cls, train: TrainingSet) -> Callable[[], MultiHotRidge]:
        penalty, share = _chosen(train)
        return partial(cls, penalty=penalty, share=share)

    def _learn(self, train: TrainingSet) -> None:
        self._encode(train)
        if self.penalty is None:
            self.penalty, self.share = _chosen(train)
        self._solve(self.penalty)
        self.effects = self._kept(self.share) @ self.effects

    def _encode(self, train: TrainingSet) -> None:
        contexts = sorted({("context", query.context) for query in train.conditions})
        targets = sorted({("target", target) for query in train.conditions for target in query.targets})
        self.column = {key: i for i, key in enumerate([*contexts, *targets])}
        controls = [Query((), context) for _, context in contexts]
        hot = self._encoded([*controls, *train.conditions])
        change = np.concatenate([np.zeros((len(controls), len(train.features))), train.delta()])
        self.inner, self.outer = hot.T @ hot, hot.T @ change
        self.is_target = np.array([False] * len(contexts) + [True] * len(targets))

    def _solve(self, penalty: float) -> None:
        """Effects of full rank, and the directions in which they explain the training conditions, best first."""
        self.effects = np.linalg.solve(self.inner + penalty * np.diag(self.is_target), self.outer)
        n = int(self.is_target.sum())
        values, vectors = np.linalg.eigh(self.inner[-n:, -n:] + penalty * np.eye(n))
        self.root, self.inverse = (vectors * np.sqrt(values)) @ vectors.T, (vectors / np.sqrt(values)) @ vectors.T
        explained = self.root @ self.effects[-n:]  # (targets, features)
        self.directions = np.linalg.eigh(explained @ explained.T)[1][:, ::-1]  # (targets, directions)

    def _kept(self, share: float) -> np.ndarray:
        """What turns effects of full rank into those of a share of the directions, (columns, columns)."""
        n = len(self.directions)
        first = self.directions[:, : max(1, round(share * n))]
        kept = np.eye(len(self.effects))
        kept[-n:, -n:] = self.inverse @ first @ first.T @ self.root
        return kept

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
def _chosen(train: TrainingSet) -> tuple[float, float]:
    """Penalty and share of the directions with the least squared error on inner folds."""
    folds = choice_folds(train)
    if not folds:
        return DEFAULT_PENALTY, 1.0
    fits = [MultiHotRidge(penalty=DEFAULT_PENALTY).fit(fold.train) for fold in folds]
    asked = [(fit._encoded(fold.queries), fold.held_out.delta()) for fit, fold in zip(fits, folds)]
    errors: dict[tuple[float, float], float] = {}
    for penalty in PENALTIES:
        for fit in fits:
            fit._solve(penalty)
        for share in SHARES:
            changes = [hot @ fit._kept(share) @ fit.effects for fit, (hot, _) in zip(fits, asked)]
            errors[penalty, share] = sum(((c - measured) ** 2).sum() for c, (_, measured) in zip(changes, asked))
    return min(errors, key=lambda choice: (errors[choice], -choice[1]))
