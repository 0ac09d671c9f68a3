"""pearson, r2: agreement of whole profiles, near 1 for no change at all; shown last, never alone."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.metrics.errors_of_means import mean_where
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed


def pearson(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """corr(P, T), (n,)."""
    return row_correlation(predicted, observed.T)


def r2(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """1 - SS_res/SS_tot over features, (n,)."""
    return _explained(((predicted - observed.T) ** 2).mean(axis=1), observed.T.var(axis=1))


def pearson_de(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """corr(P, T) over D_p, (n,)."""
    scores = row_correlation(predicted, observed.T, observed.is_changed)
    return np.where(observed.has_changed, scores, np.nan)


def r2_de(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """r2 over D_p, (n,)."""
    mean = mean_where(observed.T, observed)[:, None]
    spread = mean_where((observed.T - mean) ** 2, observed)
    return _explained(mean_where((predicted - observed.T) ** 2, observed), spread)


def _explained(error: np.ndarray, spread: np.ndarray) -> np.ndarray:
    # a profile without spread has nothing to explain: counts as 0, like an undefined correlation
    return np.where(spread == 0, 0.0, 1.0 - error / np.where(spread == 0, 1.0, spread))


METRICS = (
    Metric(
        id="pearson_de",
        least=5,
        label="Pearson of profiles, changed genes",
        function=pearson_de,
        definition="Correlation of predicted and observed mean profile over the condition's changed genes.",
    ),
    Metric(
        id="r2_de",
        least=5,
        label="R2 of profiles, changed genes",
        function=r2_de,
        definition="1 - residual / total sum of squares over the condition's changed genes.",
        range=(None, 1.0),
    ),
    Metric(
        id="pearson",
        label="Pearson of profiles",
        function=pearson,
        definition="Correlation of predicted and observed mean profile. Near 1 even when no change is predicted.",
        shown="last",
        ceiling="correlation",
    ),
    Metric(
        id="r2",
        label="R2 of profiles",
        function=r2,
        definition="1 - residual / total sum of squares over features. Near 1 even when no change is predicted.",
        range=(None, 1.0),
        shown="last",
        ceiling="explained",
    ),
)
