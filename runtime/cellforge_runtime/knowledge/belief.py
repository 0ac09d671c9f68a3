"""`row_beliefs`: which rows of a table the measured changes contradict."""

from __future__ import annotations

import numpy as np

ROUNDS = 8
MOST_TOGETHER = 200  # conditions: beyond, the rounds would take longer than the rest of a fit
AT_FIRST = 0.9
_MOST_LOG = 30.0
_LEAST_VARIANCE = 1e-6


def row_beliefs(likeness: np.ndarray, noise: np.ndarray, left_over: np.ndarray) -> np.ndarray:
    """The probability that what tables say of a condition is so, by what was measured of it and of those it should be like.

    A row of a table is taken to be right, or to be another gene's: then what was measured of it is as large as before but
    like nothing. Both are asked how well they foretell the condition from all others, each weighed by its own belief, in
    turns until these agree; half of the way is gone each time, so that two rows that contradict each other do not swap.
    More than 200 conditions are dealt into groups, at random but always alike, and asked within these.

    Parameters
    ----------
    likeness
        By the tables, (n, n), symmetric and positive semi-definite.
    noise
        Variance of each condition that no likeness explains, (n,), in units of `likeness`.
    left_over
        What a baseline left over of each, (n, features). Features that move together say one thing: they count as the
        participation ratio of their covariance, (sum of eigenvalues)^2 / sum of their squares.

    Returns
    -------
    (n,) in [0, 1]. 1 throughout where nothing was left over.

    References
    ----------
    Leave-one-out predictive densities of Gaussian processes: Rasmussen and Williams (2006), section 5.4.2.
    """
    n = len(left_over)
    if n > MOST_TOGETHER:
        belief = np.empty(n)
        for some in np.array_split(np.random.default_rng(n).permutation(n), -(-n // MOST_TOGETHER)):
            belief[some] = row_beliefs(likeness[np.ix_(some, some)], noise[some], left_over[some])
        return belief
    products = left_over @ left_over.T
    size, own = np.diag(products), np.diag(likeness)
    alone = own + noise  # variance of a row that is like nothing
    if size.sum() == 0:
        return np.ones(len(own))
    n_features = size.sum() ** 2 / (products**2).sum()
    scale = size.mean() / alone.mean()
    belief = np.full(len(own), AT_FIRST)
    for _ in range(ROUNDS):
        weights, variance = _from_others(likeness, noise, belief)
        missed = size - 2 * np.einsum("ij,ij->j", weights, products) + np.einsum("ij,ij->j", weights, products @ weights)
        gain = np.log(alone) - np.log(variance) + (size / alone - missed / variance) / scale
        belief = (belief + _sigmoid(0.5 * n_features * gain)) / 2
    return belief


def believed(likeness: np.ndarray, belief: np.ndarray) -> np.ndarray:
    """Likeness between conditions as far as their rows are believed; each is as like itself as before, (n, n)."""
    weighed = belief[:, None] * likeness * belief
    np.fill_diagonal(weighed, np.diag(likeness))
    return weighed


def _from_others(likeness: np.ndarray, noise: np.ndarray, belief: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each condition foretold by all others as if its own row were right: weights, (others, n), and variance left, (n,)."""
    precision = np.linalg.inv(believed(likeness, belief) + np.diag(noise))
    shared = belief[:, None] * likeness
    np.fill_diagonal(shared, 0.0)
    weights = precision @ shared
    # without the condition itself, by the inverse of a matrix in blocks
    weights -= precision * (np.diag(weights) / np.diag(precision))
    variance = np.diag(likeness) + noise - np.einsum("ij,ij->j", shared, weights)
    return weights, np.maximum(variance, _LEAST_VARIANCE)


def _sigmoid(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(value, -_MOST_LOG, _MOST_LOG)))
