"""How well two halves of a condition's cells agree, for all conditions at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellforge_runtime.data import Data, control_means, group_means
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits.controls import split_controls
from cellforge_runtime.splits.measured import seed_of

SPLITS = 20


@dataclass(frozen=True)
class Halves:
    """Mean over 20 splits, by condition id."""

    correlation: dict[int, float]  # of the halves' changes, against independent control halves
    squared_error: dict[int, float]  # of half against half


def agreement(data: Data, conditions: np.ndarray, controls: np.ndarray) -> Halves:
    """Split the cells of these conditions, and these controls, in halves 20 times."""
    rng = np.random.default_rng(seed_of(data.content, "halves"))
    rows = np.concatenate([data.cells_of(i) for i in conditions])
    half_of = np.full(data.x.shape[0], -1)
    of = np.repeat(np.arange(len(conditions)), [len(data.cells_of(i)) for i in conditions])
    queries = [data.queries[i] for i in conditions]
    n = len(conditions)
    correlation, error = np.zeros(n), np.zeros(n)
    for _ in range(SPLITS):
        half_of[rows] = of + n * _side(of, rng)
        means = group_means(data.x, half_of, 2 * n)
        first, second = split_controls(controls, data.control_strata(controls), data.batch_of[controls], rng)
        one, two = control_means(data, first), control_means(data, second)
        a = means[:n] - np.stack([one.of(query) for query in queries])
        b = means[n:] - np.stack([two.of(query) for query in queries])
        correlation += row_correlation(a, b)
        error += ((means[:n] - means[n:]) ** 2).mean(axis=1)
    ids = [int(i) for i in conditions]
    return Halves(dict(zip(ids, correlation / SPLITS)), dict(zip(ids, error / SPLITS)))


def _side(of: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """0 or 1 for each cell, as many of each in every group, give or take one."""
    shuffled = rng.permutation(len(of))
    order = shuffled[np.argsort(of[shuffled], kind="stable")]
    side = np.empty(len(of), dtype=int)
    side[order] = (np.arange(len(of)) - np.searchsorted(of[order], of[order])) % 2
    return side
