"""Predicted means made into cells by the evaluator, one way for all models."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cellforge_runtime.differential import Cells

_STEPS = 8
_MOST = 15.0  # log of the greatest scale


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
    of_value = np.repeat(np.arange(made.shape[1]), filled)  # feature of each stored value
    is_made = (mean > 0) & (filled > 0)
    aim = np.where(is_made, mean, 1.0) * made.shape[0]
    scale = np.zeros(made.shape[1])  # logarithm
    for _ in range(_STEPS):  # Newton on a convex function of the log scale
        scaled = counts * np.exp(scale)[of_value]
        value = np.bincount(of_value, np.log1p(scaled), made.shape[1])
        slope = np.bincount(of_value, scaled / (1.0 + scaled), made.shape[1])
        step = np.where(is_made, (aim - value) / np.maximum(slope, 1e-12), 0.0)
        scale = np.clip(scale + np.clip(step, -2.0, 2.0), -_MOST, _MOST)
    made.data = np.where(is_made[of_value], np.log1p(counts * np.exp(scale)[of_value]), 0.0)
    made.eliminate_zeros()
    return made.tocsr().astype(np.float32)
