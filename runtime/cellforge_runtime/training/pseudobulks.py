"""Condition means drawn again from their cells: what sampling noise does to a training target."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cellforge_runtime.training_set import TrainingSet


def resampled_means(train: TrainingSet, times: int, rng: np.random.Generator) -> np.ndarray:
    """Bootstrap means of every condition's cells, `times` over; a condition without cells keeps its mean.

    Returns
    -------
    (times, n_conditions, n_features)
    """
    n_conditions = len(train.conditions)
    drawn = np.empty((times, n_conditions, len(train.features)), dtype=np.float32)
    rows_of = [np.flatnonzero(train.condition_of == i) for i in range(n_conditions)]
    for k in range(times):
        rows = [rng.choice(own, size=len(own)) for own in rows_of]
        sizes = np.array([len(own) for own in rows])
        indicator = sparse.csr_matrix(
            (np.repeat(1.0 / np.maximum(sizes, 1), sizes), np.concatenate([np.zeros(0, int), *rows]),
             np.concatenate([[0], np.cumsum(sizes)])),
            shape=(n_conditions, train.cells.shape[0]),
        )
        means = indicator @ train.cells
        drawn[k] = means.toarray() if sparse.issparse(means) else means
        drawn[k, sizes == 0] = train.means[sizes == 0]
    return drawn
