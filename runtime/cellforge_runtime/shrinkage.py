"""How far a trained component may pull a prediction away from the best simple baseline, by inner folds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellforge_runtime.intervals import standard_error
from cellforge_runtime.metrics.correlation import row_correlation

GRID = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ALL_OR_NOTHING = (0.0, 1.0)
LEAST_CONDITIONS = 4
STANDARD_ERRORS = 2
LEAST_SHARE = 0.02  # of the baseline's squared error


@dataclass(frozen=True)
class Shrinkage:
    """`factor` 0 is the baseline, 1 the trained component; `gain` is what it won per condition on inner folds."""

    factor: float
    gain: float
    standard_error: float
    n_conditions: int


def choose_shrinkage(
    baseline: np.ndarray, component: np.ndarray, measured: np.ndarray, grid: tuple[float, ...] = GRID
) -> Shrinkage:
    """The factor of the grid with the least squared error on inner held-out conditions, if that is worth having.

    Stays at 0, the baseline, unless the mean gain over conditions is more than two standard errors above 0 both in
    squared error and in correlation: a component can lower the error by predicting smaller changes, without knowing
    better which features change. And unless it takes away a fiftieth of the baseline's error: two good estimates
    averaged are always a little better than one, which is not worth a network.

    Parameters
    ----------
    baseline, component, measured
        Changes, (n_conditions, n_features), same order; measured against controls that neither saw.
    """
    n = len(measured)
    if n < LEAST_CONDITIONS:
        return Shrinkage(0.0, 0.0, 0.0, n)
    before = ((baseline - measured) ** 2).mean(axis=1)  # (conditions,)
    errors = {f: ((baseline + f * (component - baseline) - measured) ** 2).mean(axis=1) for f in grid}
    factor = min(grid, key=lambda f: errors[f].mean())
    gains = before - errors[factor]
    gain_error = standard_error(gains)
    chosen = baseline + factor * (component - baseline)
    closer = row_correlation(chosen, measured) - row_correlation(baseline, measured)
    is_sure = all(gain.mean() > STANDARD_ERRORS * standard_error(gain) for gain in (gains, closer))
    if not is_sure or gains.mean() < LEAST_SHARE * before.mean():
        return Shrinkage(0.0, 0.0, gain_error, n)
    return Shrinkage(float(factor), float(gains.mean()), gain_error, n)
