"""From rates to counts: depth, batch, negative-binomial noise and dropout, and what they make of the expectation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import gammaln

MEDIAN_DEPTH, DEPTH_SPREAD = 3000.0, 0.35
DISPERSION = 0.2
BATCH_SPREAD = 0.12
MOST_DROPOUT = 0.25
DEPTH_NODES = 9


@dataclass(frozen=True)
class Measurement:
    """The instrument: the same for every condition."""

    batch_factors: np.ndarray  # (batches, genes), log scale

    @classmethod
    def draw(cls, n_genes: int, n_batches: int, rng: np.random.Generator) -> Measurement:
        return cls(rng.normal(0.0, BATCH_SPREAD, size=(n_batches, n_genes)))

    def counts(
        self, log_rates: np.ndarray, condition_of: np.ndarray, batch_of: np.ndarray, rng: np.random.Generator
    ) -> sparse.csr_matrix:
        """Counts of every cell. (cells, genes) csr float32"""
        depth = MEDIAN_DEPTH * np.exp(rng.normal(0.0, DEPTH_SPREAD, size=len(condition_of)))
        shares = _shares(log_rates[condition_of] + self.batch_factors[batch_of])
        mean = depth[:, None] * shares  # (cells, genes)
        counts = rng.poisson(mean * rng.gamma(1 / DISPERSION, DISPERSION, size=mean.shape))
        counts[rng.random(mean.shape) < _dropout(mean)] = 0
        return sparse.csr_matrix(counts.astype(np.float32))

    def expected(self, log_rates: np.ndarray, n_batches: int) -> np.ndarray:
        """Expected log1p(counts per 10,000) of a cell of each condition, over depth, batch and noise.

        The mean over depth is a Gauss-Hermite sum; a cell's own total enters by its expectation and, to second
        order, by its spread. (conditions, genes)
        """
        nodes, weights = np.polynomial.hermite_e.hermegauss(DEPTH_NODES)
        weights = weights / weights.sum()
        total = np.zeros_like(log_rates)
        for factors in self.batch_factors[:n_batches]:
            shares = _shares(log_rates + factors)
            for node, weight in zip(nodes, weights):
                depth = MEDIAN_DEPTH * np.exp(DEPTH_SPREAD * node)
                total += weight / n_batches * _expected_at(depth * shares)
        return total


def _shares(log_rates: np.ndarray) -> np.ndarray:
    rates = np.exp(log_rates)
    return rates / rates.sum(axis=1, keepdims=True)


def _dropout(mean: np.ndarray) -> np.ndarray:
    return MOST_DROPOUT * np.exp(-0.5 * mean)


def _expected_at(mean: np.ndarray) -> np.ndarray:
    """E[log1p(10^4 count / total)] at negative-binomial means `mean` of one depth. (conditions, genes)"""
    kept = 1.0 - _dropout(mean)
    seen = mean * kept
    variance = kept * (mean + (1 + DISPERSION) * mean**2) - seen**2
    totals = seen.sum(axis=1, keepdims=True)
    # log total varies around its expectation: E[-log(total)] = -log E[total] + half its relative variance
    relative_variance = variance.sum(axis=1, keepdims=True) / totals**2
    grid = np.exp(np.linspace(np.log(mean.min()), np.log(mean.max()), 160))
    scale = 1e4 / np.exp(np.log(totals).mean())
    moments = _moments(grid, scale)  # (3, grid)
    at = np.log(mean)
    value, slope, bend = (np.interp(at, np.log(grid), m) for m in moments)
    shift = np.log(1e4 / totals / scale)
    second_order = 0.5 * bend * (relative_variance + shift**2) + 0.5 * slope * relative_variance
    return kept * (value + slope * shift + second_order)


def _moments(grid: np.ndarray, scale: float) -> np.ndarray:
    """E[f], E[f'], E[f''] of f(s) = log1p(exp(s) * scale * count) in s, at each mean of the grid. (3, grid)"""
    top = int(grid.max() * 6 + 60)
    count = np.arange(top + 1)[:, None]  # (counts, 1)
    size = 1.0 / DISPERSION
    log_pmf = (
        gammaln(count + size)
        - gammaln(size)
        - gammaln(count + 1)
        + size * np.log(size / (size + grid))
        + count * np.log(grid / (size + grid))
    )
    pmf = np.exp(log_pmf)  # (counts, grid)
    ratio = scale * count / (1 + scale * count)
    return np.stack([(pmf * f).sum(axis=0) for f in (np.log1p(scale * count), ratio, ratio * (1 - ratio))])
