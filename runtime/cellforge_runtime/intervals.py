"""Intervals of means over conditions: bootstrap for many, exact sign flips for few."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

DRAWS = 1000
LEVEL = 0.95
BOOTSTRAP_FROM = 10


def interval(scores: np.ndarray, units: Sequence[object] | None = None, *, seed: int = 0) -> tuple[float, float] | None:
    """95 % interval of the mean score, or of the mean difference where `scores` are differences.

    The mean is the one that is reported: over conditions, so a unit weighs as much as it has conditions. Ten units and
    more: percentile bootstrap over units, 1,000 draws. Below: the interval of values m of that mean that the exact test
    does not reject, which flips the sign of each unit's sum of (score - m); below six units no test reaches 5 %, and
    the interval is the range of the units' means, of level 1 - 2 / 2^n. None below two units.

    Parameters
    ----------
    scores
        One a condition, (n,); conditions with NaN are left out.
    units
        What is independent, one a condition, such as its target; every condition by itself where left out.

    References
    ----------
    Sign-flip intervals by subset means: Hartigan, "Using subsample values as typical values", JASA 64 (1969).
    """
    is_scored = np.isfinite(scores)
    scores = scores[is_scored]
    keys = np.arange(len(is_scored)) if units is None else _codes(units)
    of_unit = np.unique(keys[is_scored], return_inverse=True)[1]
    n_units = int(of_unit.max()) + 1 if len(of_unit) else 0
    if n_units < 2:
        return None
    sums, sizes = np.bincount(of_unit, scores), np.bincount(of_unit)
    if n_units >= BOOTSTRAP_FROM:
        return _bootstrap(sums, sizes, np.random.default_rng(seed))
    return _sign_flip(sums, sizes)


def _bootstrap(sums: np.ndarray, sizes: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    drawn = rng.integers(0, len(sums), size=(DRAWS, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _sign_flip(sums: np.ndarray, sizes: np.ndarray) -> tuple[float, float]:
    chosen = np.array(list(product((0.0, 1.0), repeat=len(sums)))[1:])  # every subset but the empty one
    # flipping a subset makes the whole sum smaller just where m is below the subset's mean over its conditions
    means = np.sort(chosen @ sums / (chosen @ sizes))
    # the true mean falls between two neighbouring subset means with probability 1 / 2^n each
    outside = max(int((1 - LEVEL) / 2 * (len(means) + 1)), 1)
    return float(means[outside - 1]), float(means[-outside])


def standard_error(scores: np.ndarray, units: Sequence[object] | None = None) -> float:
    """Standard error over units of the mean over conditions; infinite below two units.

    That mean is a ratio of sums, of scores and of conditions: its error is that of the units' residuals.
    """
    is_scored = np.isfinite(scores)
    keys = np.arange(len(scores)) if units is None else _codes(units)
    of_unit = np.unique(keys[is_scored], return_inverse=True)[1]
    if not len(of_unit) or of_unit.max() < 1:
        return float("inf")
    sums, sizes = np.bincount(of_unit, scores[is_scored]), np.bincount(of_unit)
    n_units = len(sums)
    residuals = sums - sizes * (sums.sum() / sizes.sum())
    return float(np.sqrt(n_units / (n_units - 1) * (residuals**2).sum()) / sizes.sum())


def _codes(units: Sequence[object]) -> np.ndarray:
    place = {unit: i for i, unit in enumerate(dict.fromkeys(units))}
    return np.array([place[unit] for unit in units], dtype=int)
