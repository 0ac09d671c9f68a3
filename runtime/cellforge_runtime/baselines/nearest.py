"""nearest: the change of the training condition most like the query."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet, what_is_done


class Nearest(Baseline):
    """Unseen context: the same perturbation where the controls correlate most. Combination: the largest share of
    targets in common. Unseen perturbation: the target most correlated with the query's in the control cells.

    Ties are averaged; where nothing is like the query, the mean change is predicted.
    """

    id = "nearest"

    @classmethod
    def applies(cls, train: TrainingSet) -> bool:
        if train.scenario != "unseen-perturbation":
            return True
        known = set(train.features)
        return sum(any(target in known for target in query.targets) for query in train.conditions) >= 3

    def _learn(self, train: TrainingSet) -> None:
        self.delta = train.delta()
        self.correlation = _TargetCorrelation(train) if train.scenario == "unseen-perturbation" else None

    def _change(self, query: Query) -> np.ndarray:
        likeness = np.array([self._likeness(query, other) for other in self.train.conditions])
        best = likeness.max()
        if not best > 0:
            return self.delta.mean(axis=0)
        return self.delta[likeness >= best - 1e-12].mean(axis=0)

    def _likeness(self, query: Query, other: Query) -> float:
        if self.train.scenario == "unseen-context":
            if what_is_done(query) != what_is_done(other):
                return 0.0
            return 1.0 + _correlation(self.train.controls.of(query), self.train.controls.of(other))
        if self.correlation is not None:
            return self.correlation.between(query, other) + 1e-6 * (query.context == other.context)
        shared, either = set(query.targets) & set(other.targets), set(query.targets) | set(other.targets)
        return len(shared) / len(either) * (1.0 if query.context == other.context else 0.5)


class _TargetCorrelation:
    """Correlation of target genes over the model's control cells, where both are features."""

    def __init__(self, train: TrainingSet) -> None:
        place = {name: i for i, name in enumerate(train.features)}
        controls = train.cells[np.flatnonzero(train.condition_of == -1)]
        names = sorted(place)
        self.column = {name: place[name] for name in names}
        self.controls = controls.tocsc() if sparse.issparse(controls) else controls
        self.known: dict[str, np.ndarray] = {}

    def between(self, query: Query, other: Query) -> float:
        pairs = [(a, b) for a in query.targets for b in other.targets if a in self.column and b in self.column]
        return max((_correlation(self._values(a), self._values(b)) for a, b in pairs), default=0.0)

    def _values(self, target: str) -> np.ndarray:
        if target not in self.known:
            column = self.controls[:, self.column[target]]
            self.known[target] = np.asarray(column.toarray() if sparse.issparse(column) else column, float).ravel()
        return self.known[target]


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else 0.0
