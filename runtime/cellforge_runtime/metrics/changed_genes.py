"""direction_match, de_overlap, de_recall, de_precision: which genes change, and which way."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.metrics.errors_of_means import mean_where
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed


def direction_match(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Share of D_p with sign(P-C_m) = sign(T-C_s), (n,)."""
    agree = np.sign(predicted - observed.C_m) == np.sign(observed.T - observed.C_s)
    return mean_where(agree.astype(float), observed)


def de_overlap(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Share of D_p among the size-of-D_p features ranked first by abs(P-C_m); ties share their places, (n,)."""
    size = np.abs(predicted - observed.C_m)
    scores = np.full(len(size), np.nan)
    for row in np.flatnonzero(observed.has_changed):
        scores[row] = _share_first(size[row], observed.is_changed[row])
    return scores


def de_recall(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Share of D_p that the same test finds in the predicted cells, (n,)."""
    made = observed.from_means(predicted)
    if made is None:
        return np.full(len(predicted), np.nan)
    return mean_where(made.is_changed.astype(float), observed)


def de_precision(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Share of what the test finds in the predicted cells that is in D_p; 0 where it finds nothing, (n,)."""
    made = observed.from_means(predicted)
    if made is None:
        return np.full(len(predicted), np.nan)
    found = made.is_changed.sum(axis=1)
    right = (made.is_changed & observed.is_changed).sum(axis=1)
    return np.where(observed.has_changed, right / np.maximum(found, 1), np.nan)


def _share_first(size: np.ndarray, is_changed: np.ndarray) -> float:
    k = int(is_changed.sum())
    border = np.sort(size)[-k]
    above, level = size > border, size == border
    # the places left at the border are shared by all that tie there, as if drawn at random
    chance = (k - above.sum()) / level.sum()
    return float((is_changed & above).sum() + chance * (is_changed & level).sum()) / k


_SHARE = {"range": (0.0, 1.0), "chance": None}

METRICS = (
    Metric(
        id="direction_match",
        least=5,
        label="Direction of changed genes",
        function=direction_match,
        definition="Share of the condition's changed genes that are predicted to change in the observed direction.",
        range=(0.0, 1.0),
        chance=0.5,
        ceiling="lower-bound",
    ),
    Metric(
        id="de_overlap",
        least=5,
        label="Changed genes ranked first",
        function=de_overlap,
        definition="With k changed genes: the share of them among the k genes of largest predicted change.",
        ceiling="lower-bound",
        **_SHARE,
    ),
    Metric(
        id="de_recall",
        least=5,
        label="Changed genes found (from-means)",
        function=de_recall,
        definition="Share of the changed genes that the same test finds in predicted cells. Cells are made from means, "
        "one way for all models: control cells resampled and scaled on the count scale, zeros stay zeros.",
        ceiling="lower-bound",
        **_SHARE,
    ),
    Metric(
        id="de_precision",
        least=5,
        label="Found genes that changed (from-means)",
        function=de_precision,
        definition="Share of the genes that the test finds in predicted cells (made from means) that did change.",
        ceiling="lower-bound",
        **_SHARE,
    ),
)
