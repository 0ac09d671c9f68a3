"""Predicted means made into cells by the evaluator, one way for all models."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cellforge_runtime.differential import Cells

_STEPS = 8
_MOST = 15.0  # log of the greatest scale
_CLOSE = 1e-10  # a step that 32 bits don't show


def cells_from_means(controls: Cells, mean: np.ndarray) -> sparse.csr_matrix:
    """The control cells with every feature scaled on the count scale until its mean log1p value is the predicted one.

    Zeros stay zeros: a feature that no control cell shows no made cell shows, and a mean of 0 or less gives zeros.

    Parameters
    ----------
    controls
        log1p control cells, drawn with replacement, as many as were held out: (cells, features).
    mean
        Predicted mean profile, log1p, (features,).
    """
    made = sparse.csc_matrix(controls, dtype=np.float64, copy=True)
    made.eliminate_zeros()
    counts = np.expm1(made.data)
    filled = np.diff(made.indptr)
    begins = made.indptr[:-1][filled > 0]  # of the features that any cell shows

    def totals(values: np.ndarray) -> np.ndarray:
        """Sum of stored values of each feature, (features,)."""
        of_all = np.zeros(made.shape[1])
        if len(begins):
            of_all[filled > 0] = np.add.reduceat(values, begins)
        return of_all

    is_made = (mean > 0) & (filled > 0)
    aim = np.where(is_made, mean, 1.0) * made.shape[0]
    scale = np.zeros(made.shape[1])  # logarithm
    for _ in range(_STEPS):  # Newton on a convex function of the log scale
        scaled = counts * np.repeat(np.exp(scale), filled)
        slope = np.maximum(totals(scaled / (1.0 + scaled)), 1e-12)
        step = np.where(is_made, (aim - totals(np.log1p(scaled))) / slope, 0.0)
        scale = np.clip(scale + np.clip(step, -2.0, 2.0), -_MOST, _MOST)
        if np.abs(step).max(initial=0.0) < _CLOSE:
            break
    made.data = np.where(np.repeat(is_made, filled), np.log1p(counts * np.repeat(np.exp(scale), filled)), 0.0)
    made.eliminate_zeros()
    return made.tocsr().astype(np.float32)
