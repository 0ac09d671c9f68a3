"""`finite_mean`: the mean of scores of which some may be undefined."""

from __future__ import annotations

import numpy as np


def finite_mean(scores: np.ndarray) -> float:
    """The mean over scores that are not NaN, whatever their shape; NaN, without numpy's warning, where none is finite."""
    return float(np.nanmean(scores)) if np.isfinite(scores).any() else float("nan")
