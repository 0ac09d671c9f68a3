"""mixture: the other baselines, weighted by what helps on inner folds."""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.shrinkage import inner_changes
from cellforge_runtime.training_set import Query, TrainingSet


class Mixture(Baseline):
    """Weights are not negative and add up to one; no change is among the parts, so the whole may shrink."""

    id = "mixture"

    def __init__(self, *, parts: dict[str, type[Baseline]] | None = None, **_training: object) -> None:
        super().__init__()
        self.parts = parts

    def _learn(self, train: TrainingSet) -> None:
        parts = self.parts if self.parts is not None else _parts(train)
        self.weights = _weights(parts, train)
        self.fitted = {name: parts[name]().fit(train) for name, weight in self.weights.items() if weight > 0}

    def _change(self, query: Query) -> np.ndarray:
        change = np.zeros(len(self.train.features))
        for name, baseline in self.fitted.items():
            change = change + self.weights[name] * baseline.change([query])[0]
        return change


def _parts(train: TrainingSet) -> dict[str, type[Baseline]]:
    from cellforge_runtime.baselines import BASELINES, applicable

    return {name: BASELINES[name] for name in applicable(train.scenario, train) if name != Mixture.id}


def _weights(parts: dict[str, type[Baseline]], train: TrainingSet) -> dict[str, float]:
    names = list(parts)
    columns = []
    measured = np.zeros((0, 0))
    for name in names:
        predicted, measured = inner_changes(parts[name], train)
        columns.append(predicted.ravel())
    if not measured.size:
        return {name: 1.0 / len(names) for name in names}
    stacked = np.stack(columns, axis=1)  # (held out x features, parts)
    gram, aim = stacked.T @ stacked, stacked.T @ measured.ravel()
    return dict(zip(names, _on_simplex(gram, aim)))


def _on_simplex(gram: np.ndarray, aim: np.ndarray) -> list[float]:
    """Weights >= 0 with sum 1 and the least squared error, by non-negative least squares with a heavy sum row."""
    scale = max(float(np.trace(gram)), 1e-12)
    ridge = 1e-8 * scale * np.eye(len(gram))
    root = np.linalg.cholesky(gram + ridge).T  # root.T @ root = gram
    right = np.linalg.solve(root.T, aim)
    heavy = 1e3 * np.sqrt(scale)
    weights, _ = nnls(np.vstack([root, np.full((1, len(gram)), heavy)]), np.append(right, heavy))
    return (weights / weights.sum()).tolist() if weights.sum() > 0 else [1.0 / len(weights)] * len(weights)
