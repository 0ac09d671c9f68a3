"""roc_auc, pr_auc, da_recall, da_precision: are the peaks that change ranked, and found, above those that do not?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import rankdata

from cellforge_runtime.metrics.changed_genes import de_precision, de_recall
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed

NEIGHBOURS = 100  # on either side, in the order of accessibility
_BLOCK = 4096


def roc_auc(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """P(a peak of D_p has a larger abs(P-C_m) than another peak), ties half, (n,)."""
    return _by_condition(area_under_roc, predicted, observed)


def roc_auc_matched(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """The same against unchanged peaks that are as accessible in the controls, (n,)."""
    size = np.abs(predicted - observed.C_m)
    scores = np.full(len(size), np.nan)
    for row in np.flatnonzero(observed.has_changed):
        scores[row] = _matched(size[row], observed.is_changed[row], observed.C[row])
    return scores


def pr_auc(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Average precision of D_p under abs(P-C_m); peaks that tie stand at one threshold, (n,)."""
    return _by_condition(average_precision, predicted, observed)


def pr_auc_chance(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Share of the peaks that change: what pr_auc is for any ranking that knows nothing, (n,)."""
    return np.where(observed.has_changed, observed.is_changed.mean(axis=1), np.nan)


def _by_condition(score: Callable[[np.ndarray, np.ndarray], float], predicted: np.ndarray, observed: Observed) -> np.ndarray:
    size = np.abs(predicted - observed.C_m)
    scores = np.full(len(size), np.nan)
    for row in np.flatnonzero(observed.has_changed):
        scores[row] = score(size[row], observed.is_changed[row])
    return scores


def area_under_roc(size: np.ndarray, is_changed: np.ndarray) -> float:
    """P(a changed feature has the larger size), ties half; 0.5 where all changed. Both (features,)."""
    n = int(is_changed.sum())
    rest = len(size) - n
    if rest == 0:
        return 0.5
    return float((rankdata(size)[is_changed].sum() - n * (n + 1) / 2) / (n * rest))


def average_precision(size: np.ndarray, is_changed: np.ndarray) -> float:
    """Average precision of the changed features under their sizes; those that tie stand at one threshold."""
    order = np.argsort(-size, kind="stable")
    hits = np.cumsum(is_changed[order])
    is_last = np.append(np.diff(size[order]) != 0, True)  # of the peaks that tie
    found, looked_at = hits[is_last], np.flatnonzero(is_last) + 1
    return float((np.diff(found, prepend=0) * found / looked_at).sum() / hits[-1])


def _matched(size: np.ndarray, is_changed: np.ndarray, accessible: np.ndarray) -> float:
    """Each changed peak against as many less accessible as more accessible unchanged peaks, its nearest ones."""
    others = np.flatnonzero(~is_changed)
    others = others[np.argsort(accessible[others], kind="stable")]
    changed = np.flatnonzero(is_changed)
    left = np.searchsorted(accessible[others], accessible[changed], side="left")
    right = np.searchsorted(accessible[others], accessible[changed], side="right")
    place = (left + right) // 2
    reach = np.minimum(NEIGHBOURS, np.minimum(place, len(others) - place))
    shares = []
    for start in range(0, len(changed), _BLOCK):
        block = slice(start, start + _BLOCK)
        at = place[block, None] + np.arange(-NEIGHBOURS, NEIGHBOURS)
        is_near = np.abs(np.arange(-NEIGHBOURS, NEIGHBOURS) + 0.5) < reach[block, None]
        near = size[others[np.clip(at, 0, max(len(others) - 1, 0))]] if len(others) else np.zeros(at.shape)
        own = size[changed[block], None]
        wins = ((own > near) + 0.5 * (own == near)) * is_near
        shares.append(wins.sum(axis=1)[reach[block] > 0] / (2 * reach[block][reach[block] > 0]))
    found = np.concatenate(shares)
    return float(found.mean()) if len(found) else 0.5


_SHARE = {"range": (0.0, 1.0), "ceiling": "lower-bound", "least": 1}

METRICS = (
    Metric(
        id="roc_auc_matched",
        label="ROC-AUC of changed peaks, matched",
        function=roc_auc_matched,
        definition="Chance that a changed peak has a larger predicted change than an unchanged peak as accessible in the "
        "controls (the nearest 100 on either side). A model that only knows how accessible peaks are scores 0.5.",
        chance=0.5,
        shown="headline",
        **_SHARE,
    ),
    Metric(
        id="roc_auc",
        label="ROC-AUC of changed peaks",
        function=roc_auc,
        definition="Chance that a changed peak has a larger predicted change than an unchanged one. Peaks that are open "
        "more often are seen to change more often, so accessibility alone scores above 0.5.",
        chance=0.5,
        **_SHARE,
    ),
    Metric(
        id="pr_auc",
        label="PR-AUC of changed peaks",
        function=pr_auc,
        definition="Average precision of the changed peaks, ranked by size of predicted change; its chance level is the "
        "row below.",
        chance=None,
        shown="headline",
        **_SHARE,
    ),
    Metric(
        id="pr_auc_chance",
        label="Chance level of PR-AUC",
        function=pr_auc_chance,
        definition="Share of the peaks that change: the average precision of a ranking that knows nothing.",
        chance=None,
        shown="headline",
        range=(0.0, 1.0),
    ),
    Metric(
        id="da_recall",
        label="Changed peaks found (from-means)",
        function=de_recall,
        definition="Share of the changed peaks that the same test finds in predicted cells. Cells are made from means, "
        "one way for all models: control cells resampled, each peak's open ones scaled to the predicted share.",
        chance=None,
        **_SHARE,
    ),
    Metric(
        id="da_precision",
        label="Found peaks that changed (from-means)",
        function=de_precision,
        definition="Share of the peaks that the test finds in predicted cells (made from means) that did change.",
        chance=None,
        **_SHARE,
    ),
)
