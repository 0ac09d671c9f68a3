"""mse, mae: how far the predicted means are from the observed ones."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed


def mse(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Mean over features of (P-T)^2, (n,)."""
    return ((predicted - observed.T) ** 2).mean(axis=1)


def mae(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Mean over features of abs(P-T), (n,)."""
    return np.abs(predicted - observed.T).mean(axis=1)


def mse_de(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """mse over D_p, (n,)."""
    return mean_where((predicted - observed.T) ** 2, observed)


def mae_de(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """mae over D_p, (n,)."""
    return mean_where(np.abs(predicted - observed.T), observed)


def mean_where(values: np.ndarray, observed: Observed) -> np.ndarray:
    """Mean over each condition's changed features; NaN for conditions with too few of them."""
    counts = np.maximum(observed.is_changed.sum(axis=1), 1)
    return np.where(observed.has_changed, (values * observed.is_changed).sum(axis=1) / counts, np.nan)


_ERROR = {"higher_is_better": False, "range": (0.0, None), "chance": None}

METRICS = (
    Metric(
        id="mse_share",
        label="Squared error, share of training mean's",
        function=mse,
        definition="Mean squared error of mean profiles, divided by that of the training mean on the same conditions.",
        higher_is_better=False,
        range=(0.0, None),
        chance=1.0,
        shown="headline",
        ceiling="squared-error",
        relative_to=lambda observed: mse(observed.O, observed),
    ),
    Metric(
        id="mse",
        label="Mean squared error",
        function=mse,
        definition="Mean over features of (P - T) squared; P predicted, T observed mean profile.",
        ceiling="squared-error",
        **_ERROR,
    ),
    Metric(
        id="mae",
        label="Mean absolute error",
        function=mae,
        definition="Mean over features of the absolute difference of predicted and observed mean profile.",
        ceiling="absolute-error",
        **_ERROR,
    ),
    Metric(
        id="mae_share",
        label="Absolute error, share of training mean's",
        function=mae,
        definition="Mean absolute error, divided by that of the training mean over the same conditions.",
        higher_is_better=False,
        range=(0.0, None),
        chance=1.0,
        ceiling="absolute-error",
        relative_to=lambda observed: mae(observed.O, observed),
    ),
    Metric(
        id="mse_de",
        least=5,
        label="Squared error on changed genes",
        function=mse_de,
        definition="Mean squared error over the condition's changed genes: Wilcoxon, Benjamini-Hochberg p < 0.05, "
        "abs log2 fold change > 0.5.",
        **_ERROR,
    ),
    Metric(
        id="mae_de",
        least=5,
        label="Absolute error on changed genes",
        function=mae_de,
        definition="Mean absolute error over the condition's changed genes.",
        **_ERROR,
    ),
)
