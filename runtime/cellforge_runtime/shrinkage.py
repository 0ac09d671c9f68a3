"""How far a trained component may pull a prediction away from the best simple baseline, by inner folds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GRID = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ALL_OR_NOTHING = (0.0, 1.0)
LEAST_CONDITIONS = 4
FEW_CONDITIONS = 10


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
    """The factor of the grid with the least squared error on inner held-out conditions, if that is more than luck.

    Stays at 0, the baseline, unless the mean gain over conditions is more than one standard error above 0, two where
    there are fewer than ten: a factor chosen on few noisy conditions is larger than what a new condition can bear.

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
    standard_error = float(gains.std(ddof=1) / np.sqrt(n))
    needed = standard_error * (1 if n >= FEW_CONDITIONS else 2)
    if gains.mean() <= needed:
        return Shrinkage(0.0, 0.0, standard_error, n)
    return Shrinkage(float(factor), float(gains.mean()), standard_error, n)
