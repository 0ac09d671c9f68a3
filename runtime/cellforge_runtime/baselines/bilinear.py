"""bilinear: the linear model of Ahlmann-Eltze, Huber and Anders on gene embeddings of the training data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet

COMPONENTS = 10
PENALTY = 0.1
LEAST_TARGETS = 5


class Bilinear(Baseline):
    """Change = G W p + b: G principal component scores of genes over training profiles, p the perturbed gene's row.

    Targets of one condition add their rows; a target that is no feature has a row of zeros, so b, the mean change, is
    left. Ahlmann-Eltze et al., Nature Methods 2025, doi:10.1038/s41592-025-02772-6; K = 10 and penalty 0.1 as there.
    """

    id = "bilinear"
    scenarios = ("unseen-perturbation", "unseen-combination")
    space: ClassVar[Mapping[str, Any]] = {"components": (2, 50), "penalty": (0.001, 100.0, "log")}

    def __init__(self, *, components: int = COMPONENTS, penalty: float = PENALTY, **_training: Any) -> None:
        super().__init__()
        self.components = components
        self.penalty = penalty

    @classmethod
    def applies(cls, train: TrainingSet) -> bool:
        targets = {target for query in train.conditions for target in query.targets}
        return len(targets.intersection(train.features)) >= LEAST_TARGETS

    def _learn(self, train: TrainingSet) -> None:
        delta = train.delta().T  # (features, conditions)
        self.mean = delta.mean(axis=1, keepdims=True)
        self.place = {name: i for i, name in enumerate(train.features)}
        self.genes = _gene_scores(train, self.components)  # (features, components)
        targets = np.stack([self._embedded(query) for query in train.conditions], axis=1)  # (components, conditions)
        eye = self.penalty * np.eye(self.genes.shape[1])
        left = np.linalg.solve(self.genes.T @ self.genes + eye, self.genes.T @ (delta - self.mean))
        self.weights = np.linalg.solve(targets @ targets.T + eye, targets @ left.T).T

    def _change(self, query: Query) -> np.ndarray:
        return self.genes @ (self.weights @ self._embedded(query)) + self.mean[:, 0]

    def _embedded(self, query: Query) -> np.ndarray:
        rows = [self.genes[self.place[target]] for target in query.targets if target in self.place]
        return np.sum(rows, axis=0) if rows else np.zeros(self.genes.shape[1])


def _gene_scores(train: TrainingSet, components: int) -> np.ndarray:
    profiles = np.concatenate([train.means, np.stack(list(train.controls.values()))]).T  # (features, profiles)
    centred = profiles - profiles.mean(axis=0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    kept = min(components, int((values > 1e-9 * values[0]).sum())) if values.size and values[0] > 0 else 1
    return left[:, :kept] * values[:kept]
