"""How far a trained component may pull a prediction away from the best simple baseline, by inner folds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellforge_runtime.intervals import standard_error
from cellforge_runtime.metrics.correlation import row_correlation

GRID = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ALL_OR_NOTHING = (0.0, 1.0)
LEAST_CONDITIONS = 4
CONFIDENCE = 0.975  # one-sided, that the error falls
LEAST_SHARE = 0.02  # of the baseline's squared error
LEAST_CLOSER = 1e-6  # in correlation; less is rounding


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

    Stays at 0, the baseline, unless the squared error surely falls (a paired t-test over conditions, since inner folds may
    hold out only a few) and by a fiftieth, and the correlation rises on average. A component that knows nothing can lower
    the error by predicting smaller changes, but what is noise in it lowers the correlation; two good estimates averaged are
    always a little better than one, which is not worth a network. That the correlation rises *surely* is not asked for:
    where the baseline's changes are too large everywhere, as beyond the last measured time, the error is most of what can
    be won.

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
    is_sure = gains.mean() > _quantile(n - 1) * gain_error and closer.mean() > LEAST_CLOSER
    if not is_sure or gains.mean() < LEAST_SHARE * before.mean():
        return Shrinkage(0.0, 0.0, gain_error, n)
    return Shrinkage(float(factor), float(gains.mean()), gain_error, n)


def _quantile(degrees: int) -> float:
    """Student's t: 2 for many conditions, 3.2 for four."""
    from scipy.stats import t

    return float(t.ppf(CONFIDENCE, degrees))
