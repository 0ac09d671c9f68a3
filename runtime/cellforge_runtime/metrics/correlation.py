"""Correlation of rows, with the one rule for what is undefined."""

from __future__ import annotations

import numpy as np


def row_correlation(a: np.ndarray, b: np.ndarray, keep: np.ndarray | None = None) -> np.ndarray:
    """Pearson correlation of each row of `a` with the same row of `b`, (n,); 0 where it is undefined.

    Parameters
    ----------
    a, b
        (n, features), same order.
    keep
        Which features count: bool (features,) or (n, features); all where left out.
    """
    weight = np.ones_like(a) if keep is None else np.broadcast_to(keep, a.shape).astype(float)
    count = np.maximum(weight.sum(axis=1, keepdims=True), 1.0)
    a = weight * (a - (weight * a).sum(axis=1, keepdims=True) / count)
    b = weight * (b - (weight * b).sum(axis=1, keepdims=True) / count)
    within_a, within_b = (a * a).sum(axis=1), (b * b).sum(axis=1)
    scale = np.sqrt(within_a * within_b)
    # rounding leaves a speck of variance in what is constant
    is_flat = (within_a <= 1e-24) | (within_b <= 1e-24)
    return np.where(is_flat, 0.0, (a * b).sum(axis=1) / np.where(is_flat, 1.0, scale))
