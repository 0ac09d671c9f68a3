"""Intervals of means over conditions: bootstrap for many, exact sign flips for few, and pairs that share targets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

DRAWS = 1000
LEVEL = 0.95
BOOTSTRAP_FROM = 10
CROSSED_FROM = 6  # units; below, no claim is made and the range is shown


def interval(scores: np.ndarray, units: Sequence[object] | None = None, *, seed: int = 0) -> tuple[float, float] | None:
    """95 % interval of the mean score, or of the mean difference where `scores` are differences.

    The mean is the one that is reported: over conditions, so a unit weighs as much as it has conditions. Ten units and
    more: percentile bootstrap over units, 1,000 draws. Below: the interval of values m of that mean that the exact test
    does not reject, which flips the sign of each unit's sum of (score - m); below six units no test reaches 5 %, and
    the interval is the range of the units' means, of level 1 - 2 / 2^n. None below two units.

    Combinations that have a target in common are not independent, though none is another: a target whose effect is badly
    predicted spoils all of its pairs. From six such units on, the interval is the mean and Student's t of as many degrees
    of freedom as there are targets, less one, times `standard_error`, and no wider than the scores are.

    Parameters
    ----------
    scores
        One a condition, (n,); conditions with NaN are left out.
    units
        What is independent, one a condition, such as its targets, or its context; every condition by itself where left
        out. Tuples are sets of targets, and may overlap.

    References
    ----------
    Sign-flip intervals by subset means: Hartigan, "Using subsample values as typical values", JASA 64 (1969). Pairs that
    share members: Aronow, Samii and Assenova, "Cluster-robust variance estimation for dyadic data", Political Analysis 23
    (2015).
    """
    is_scored = np.isfinite(scores)
    scores, units = scores[is_scored], _of(units, is_scored)
    of_unit = np.unique(_codes(units), return_inverse=True)[1]
    n_units = int(of_unit.max()) + 1 if len(of_unit) else 0
    if n_units < 2:
        return None
    if n_units >= CROSSED_FROM and _is_crossed(units):
        return _crossed(scores, units)
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


def _crossed(scores: np.ndarray, units: Sequence[object]) -> tuple[float, float]:
    from scipy.stats import t

    n_targets = _membership(units).shape[1]
    mean = float(scores.mean())
    half = float(t.ppf((1 + LEVEL) / 2, n_targets - 1)) * standard_error(scores, units)
    return max(mean - half, float(scores.min())), min(mean + half, float(scores.max()))


def standard_error(scores: np.ndarray, units: Sequence[object] | None = None) -> float:
    """Standard error of the mean over conditions; infinite below two units.

    That mean is a ratio of sums, of scores and of conditions: its error is that of the units' residuals. Units that have
    targets in common add the products of their residuals, as sets of conditions of one target do.
    """
    is_scored = np.isfinite(scores)
    scores, units = scores[is_scored], _of(units, is_scored)
    of_unit = np.unique(_codes(units), return_inverse=True)[1]
    if not len(of_unit) or of_unit.max() < 1:
        return float("inf")
    sums, sizes = np.bincount(of_unit, scores), np.bincount(of_unit)
    n_units = len(sums)
    residuals = sums - sizes * (sums.sum() / sizes.sum())
    variance = n_units / (n_units - 1) * (residuals**2).sum()
    if n_units >= CROSSED_FROM and _is_crossed(units):
        variance = max(variance, _shared_variance(scores, units))
    return float(np.sqrt(variance) / sizes.sum())


def _shared_variance(scores: np.ndarray, units: Sequence[object]) -> float:
    """Variance of the sum of scores: products of residuals over all conditions that have a target in common."""
    membership = _membership(units)
    residuals = scores - scores.mean()
    n_targets = membership.shape[1]
    have_common = (membership @ membership.T) > 0  # (conditions, conditions), sparse
    return float(residuals @ (have_common @ residuals)) * n_targets / (n_targets - 1)


def _is_crossed(units: Sequence[object]) -> bool:
    """Whether a target is in several units that are not the same."""
    sets = {unit for unit in units if isinstance(unit, tuple)}
    return sum(map(len, sets)) > len({target for unit in sets for target in unit})


def _membership(units: Sequence[object]) -> Any:
    """Which targets are in which conditions, (conditions, targets), sparse; what is no tuple is a target by itself."""
    from scipy.sparse import csr_matrix

    sets = [frozenset(unit) if isinstance(unit, tuple) else (unit,) for unit in units]
    place = {target: i for i, target in enumerate(dict.fromkeys(target for unit in sets for target in unit))}
    columns = [place[target] for unit in sets for target in unit]
    rows = np.repeat(np.arange(len(sets)), [len(unit) for unit in sets])
    return csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(sets), len(place)))


def _of(units: Sequence[object] | None, is_scored: np.ndarray) -> list[object]:
    """Units of the scored conditions."""
    return [unit for unit, is_one in zip(range(len(is_scored)) if units is None else units, is_scored) if is_one]


def _codes(units: Sequence[object]) -> np.ndarray:
    place = {unit: i for i, unit in enumerate(dict.fromkeys(units))}
    return np.array([place[unit] for unit in units], dtype=int)
