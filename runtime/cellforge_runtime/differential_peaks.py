"""Differential accessibility: a logistic score test with depth as covariate, for all peaks at once.

Model under the null, peak by peak: logit P(open) = a + s x log depth. The test asks whether a group's cells are open more
often than that. Depth is taken as the mean log depth of 24 equal-sized bins of the tested cells, so that a peak is 24
counts and 200,000 peaks never stand as cells x peaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import expit, ndtr

from cellforge_runtime.differential import SIGNIFICANT, Differential, benjamini_hochberg

BINS = 24
LEAST_OPEN = 10  # cells of both sides in which a peak must be open to be tested
_STEPS = 12
_BLOCK = 8192
_RIDGE = 1e-3


@dataclass(frozen=True)
class Binned:
    """Cells by depth: how many there are in each bin, and in how many of them each peak is open."""

    n: np.ndarray  # (bins,)
    is_open: np.ndarray  # (bins, peaks) counts, not necessarily whole

    def scaled_to(self, mean: np.ndarray) -> Binned:
        """The same cells with every peak's open ones scaled until their share is `mean`; closed peaks stay closed."""
        share = self.is_open.sum(axis=0) / max(self.n.sum(), 1)
        factor = np.clip(mean, 0.0, 1.0) / np.where(share > 0, share, np.inf)
        return Binned(self.n, np.minimum(self.is_open * factor, self.n[:, None]))


@dataclass(frozen=True)
class DepthBins:
    """Where the bins of a comparison begin, and the depth each stands for."""

    edges: np.ndarray  # (bins - 1,)
    level: np.ndarray  # (bins,) mean log depth, centred

    @classmethod
    def of(cls, depth: np.ndarray) -> DepthBins:
        """Equal shares of these cells; ties share a bin."""
        logged = np.log(np.maximum(depth, 1.0))
        edges = np.unique(np.quantile(logged, np.linspace(0, 1, BINS + 1)[1:-1]))
        place = np.searchsorted(edges, logged, side="right")
        n = np.bincount(place, minlength=len(edges) + 1)
        level = np.bincount(place, logged, minlength=len(n)) / np.maximum(n, 1)
        return cls(edges, np.where(n > 0, level - logged.mean(), 0.0))

    def binned(self, cells: sparse.csr_matrix, depth: np.ndarray) -> Binned:
        """These cells, open where they are above 0."""
        place = np.searchsorted(self.edges, np.log(np.maximum(depth, 1.0)), side="right")
        rows = sparse.csr_matrix((np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(self.level), len(place)))
        is_open = sparse.csr_matrix((np.ones(cells.nnz), cells.indices, cells.indptr), shape=cells.shape)
        counts = (rows @ is_open).toarray()
        return Binned(np.bincount(place, minlength=len(self.level)).astype(float), counts)


def differential_peaks(groups: Sequence[Binned], reference: Binned, bins: DepthBins) -> Differential:
    """Which peaks differ between each group and the reference at equal depth.

    Changed is what has a Benjamini-Hochberg p below 0.05 over the peaks that are open in ten tested cells or more.
    """
    scores = np.stack([score_test(group, reference, bins) for group in groups])
    is_changed = np.zeros(scores.shape, dtype=bool)
    for row, group in enumerate(groups):
        tested = np.flatnonzero(_is_tested(group, reference))
        p_values = 2 * ndtr(-np.abs(scores[row, tested]))
        is_changed[row, tested] = benjamini_hochberg(p_values) < SIGNIFICANT
    return Differential(scores, is_changed)


def score_test(group: Binned, reference: Binned, bins: DepthBins) -> np.ndarray:
    """z of each peak, above 0 where it is open more often in the group than at the same depth in the reference, (peaks,)."""
    scores = np.zeros(group.is_open.shape[1])
    tested = np.flatnonzero(_is_tested(group, reference))
    n = group.n + reference.n
    for start in range(0, len(tested), _BLOCK):
        peaks = tested[start : start + _BLOCK]
        own = group.is_open[:, peaks]
        p = _fitted(own + reference.is_open[:, peaks], n, bins.level)
        scores[peaks] = _score(own, p, (group.n, n), bins.level)
    return scores


def _is_tested(group: Binned, reference: Binned) -> np.ndarray:
    total = group.is_open.sum(axis=0) + reference.is_open.sum(axis=0)
    return (total >= LEAST_OPEN) & (total <= group.n.sum() + reference.n.sum() - LEAST_OPEN)


def _fitted(counts: np.ndarray, n: np.ndarray, level: np.ndarray) -> np.ndarray:
    """P(open) in each bin by Newton's method on intercept and slope, (bins, peaks)."""
    share = (counts.sum(axis=0) + 0.5) / (n.sum() + 1.0)
    a, s = np.log(share / (1 - share)), np.ones(counts.shape[1])  # to first order a peak opens as depth grows
    z = level[:, None]
    for _ in range(_STEPS):
        p = expit(a + s * z)
        w = n[:, None] * p * (1 - p)
        left = counts - n[:, None] * p
        u_a, u_s = left.sum(axis=0), (left * z).sum(axis=0) - _RIDGE * s
        i_aa, i_as, i_ss = w.sum(axis=0), (w * z).sum(axis=0), (w * z**2).sum(axis=0) + _RIDGE
        det = np.maximum(i_aa * i_ss - i_as**2, 1e-12)
        step_a, step_s = (i_ss * u_a - i_as * u_s) / det, (i_aa * u_s - i_as * u_a) / det
        a, s = a + np.clip(step_a, -2, 2), s + np.clip(step_s, -2, 2)
        if max(np.abs(step_a).max(), np.abs(step_s).max()) < 1e-6:
            break
    return expit(a + s * z)


def _score(own: np.ndarray, p: np.ndarray, n: tuple[np.ndarray, np.ndarray], level: np.ndarray) -> np.ndarray:
    in_group, in_both = (each[:, None] for each in n)
    z, v = level[:, None], p * (1 - p)
    u = (own - in_group * p).sum(axis=0)
    g, g_a, g_s = (in_group * v).sum(axis=0), (in_group * v).sum(axis=0), (in_group * v * z).sum(axis=0)
    aa, a_s, ss = ((in_both * v * f).sum(axis=0) for f in (1.0, z, z**2))
    det = np.maximum(aa * ss - a_s**2, 1e-12)
    explained = (ss * g_a**2 - 2 * a_s * g_a * g_s + aa * g_s**2) / det
    variance = np.maximum(g - explained, 0.0)
    return np.where(variance > 1e-9, u / np.sqrt(np.where(variance > 1e-9, variance, 1.0)), 0.0)
