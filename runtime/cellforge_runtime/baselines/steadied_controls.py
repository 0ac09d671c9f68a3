"""Control means of a context, steadied by what other contexts' controls say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.training_set import Query, TrainingSet


def squared_errors(train: TrainingSet, queries: Sequence[Query]) -> np.ndarray:
    """Squared standard error of the mean of the controls that each query is matched with, (n_queries, features)."""
    if not len(queries):
        return np.zeros((0, len(train.features)))
    n_cells = np.array([max(train.n_controls.of(query), 1) if query.context in train.n_controls else 1 for query in queries])
    return train.matched_variance(queries) / n_cells[:, None]


def steadied_difference(difference: np.ndarray, squared_error: np.ndarray) -> np.ndarray:
    """A difference of means with what chance explains taken out, feature by feature (positive-part James-Stein)."""
    explained = squared_error / np.maximum(difference**2, 1e-12)
    return difference * np.clip(1.0 - explained, 0.0, 1.0)
