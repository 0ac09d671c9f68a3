"""pearson_delta and its kin: does the predicted change go where the observed change goes?"""

from __future__ import annotations

import numpy as np

from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed


def pearson_delta(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """corr(P-C, T-C), (n,)."""
    return row_correlation(predicted - observed.C, observed.T - observed.C)


def pearson_delta_indep(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """corr(P-C_m, T-C_s), (n,)."""
    return row_correlation(predicted - observed.C_m, observed.T - observed.C_s)


def pearson_delta_mean_ref(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """corr(P-O, T-O), (n,)."""
    return row_correlation(predicted - observed.O, observed.T - observed.O)


def pearson_delta_notarget(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """pearson_delta_indep without the target genes of any held-out condition, (n,)."""
    return row_correlation(predicted - observed.C_m, observed.T - observed.C_s, ~observed.is_target)


def pearson_delta_z(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """pearson_delta_indep in units of the control standard deviation; features without one are left out, (n,)."""
    is_known = observed.spread > 0
    unit = np.where(is_known, observed.spread, 1.0)
    return row_correlation((predicted - observed.C_m) / unit, (observed.T - observed.C_s) / unit, is_known)


def pearson_delta_top20(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """pearson_delta on the 20 features that changed most in the other half of the held-out cells, (n,)."""
    scores = row_correlation(predicted - observed.C, observed.T_top - observed.C, observed.is_top)
    return np.where(observed.is_top.sum(axis=1) >= 3, scores, np.nan)


METRICS = (
    Metric(
        id="pearson_delta_indep",
        label="Pearson of change",
        function=pearson_delta_indep,
        definition="Correlation of predicted change (against the model's half of the controls) with observed change "
        "(against the other half), so that no control noise is shared.",
        shown="headline",
        ceiling="correlation",
    ),
    Metric(
        id="pearson_delta_mean_ref",
        label="Pearson of change, against the mean",
        function=pearson_delta_mean_ref,
        definition="Correlation of P - O and T - O, O the controls plus the mean change of the training conditions. "
        "The training mean scores 0 by definition, no change does not.",
        shown="headline",
        ceiling="correlation",
    ),
    Metric(
        id="pearson_delta_notarget",
        label="Pearson of change, without targets",
        function=pearson_delta_notarget,
        definition="Pearson of change without the target genes of any held-out condition, so that the on-target "
        "effect alone does not win.",
        shown="headline",
        ceiling="correlation",
    ),
    Metric(
        id="pearson_delta",
        label="Pearson of change, all controls",
        function=pearson_delta,
        definition="Correlation of P - C and T - C with all controls on both sides, for comparison with papers; shares "
        "the controls' noise, and so does its ceiling.",
        ceiling="correlation",
    ),
    Metric(
        id="pearson_delta_z",
        label="Pearson of change, in control s.d.",
        function=pearson_delta_z,
        definition="Pearson of change with each feature divided by its standard deviation over the control cells.",
        ceiling="correlation",
    ),
    Metric(
        id="pearson_delta_top20",
        label="Pearson of change, top 20",
        function=pearson_delta_top20,
        definition="Pearson of change, all controls, on the 20 features of largest Wilcoxon score, targets left out; "
        "chosen on one half of the held-out cells and scored on the other.",
        ceiling="correlation",
    ),
)
