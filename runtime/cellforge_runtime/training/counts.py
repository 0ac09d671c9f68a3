"""For counts: what a change of a gene's rate does to its mean log1p value, and how far a rate is from the seen one."""

from __future__ import annotations

from typing import Any

import numpy as np

from cellforge_runtime.training_set import TrainingSet

MOST_CELLS = 2000
LEAST_RATE = 1e-4  # counts a cell
DISPERSIONS = (0.05, 5.0)
PRIOR_CELLS = 100
NEWTON_STEPS = 2  # from where it starts, each step squares the error: 0.0001 of a rate after two
MOST_LOG_RATE = 12.0


def count_noise(train: TrainingSet) -> np.ndarray:
    """What one count is worth and how counts scatter from cell to cell, by the control cells, (2, features).

    The first row is the value of a single count in a typical cell, counts per 10,000: the smallest value of a cell is one
    count. The second is the negative-binomial dispersion of each feature by moments, drawn towards the median feature's.
    """
    rows = np.flatnonzero(train.condition_of == -1)
    rows = rows if len(rows) else np.arange(train.cells.shape[0])
    if len(rows) > MOST_CELLS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_CELLS).astype(int)]
    cells = train.cells[rows]
    cells = np.expm1(np.asarray(cells.todense() if hasattr(cells, "todense") else cells, dtype=np.float64))
    smallest = np.where(cells > 1e-9, cells, np.inf).min(axis=1)
    smallest = smallest[np.isfinite(smallest)]
    one = float(np.median(smallest)) if len(smallest) else 1.0
    counts = cells / one
    mean, variance = counts.mean(axis=0), counts.var(axis=0)
    found = np.clip((variance - mean) / np.maximum(mean, LEAST_RATE) ** 2, *DISPERSIONS)
    seen = mean * len(rows)  # counts that the estimate rests on
    usual = float(np.median(found[seen > PRIOR_CELLS])) if (seen > PRIOR_CELLS).any() else 0.2
    dispersion = (seen * found + PRIOR_CELLS * usual) / (seen + PRIOR_CELLS)
    return np.stack([np.full(len(mean), one), dispersion]).astype(np.float32)


def mean_log1p(rate: Any, noise: Any) -> Any:
    """The mean log1p(counts per 10,000) of cells with this mean count, (conditions, features).

    The share of cells that have any count, times the mean logarithm of what those have: that of a log-normal number with
    their mean and variance.
    """
    import torch

    one, dispersion = noise
    some = -torch.expm1(-torch.log1p(dispersion * rate) / dispersion)  # share of cells with a count
    mean = rate / some
    variance = (mean + (1 + dispersion) * rate * mean - mean.square()).clamp_min(0)
    scatter = variance * (one / (1 + one * mean)).square()
    return some * (torch.log1p(one * mean) - torch.log1p(scatter) / 2)


def _slope(rate: Any, noise: Any) -> Any:
    """The derivative of `mean_log1p` with respect to the logarithm of the rate, by a step of a hundredth to both sides."""
    return (mean_log1p(rate * 1.01, noise) - mean_log1p(rate / 1.01, noise)) / (2 * np.log(1.01))


def rate_of(profile: Any, noise: Any) -> Any:
    """The mean count at which `mean_log1p` is this profile, at least 0.0001; without gradient.

    Newton's method on logarithms: the function is concave there and the start lies below the solution, so that each step
    comes closer from below.
    """
    import torch

    one, _ = noise
    with torch.no_grad():
        least, most = float(np.log(LEAST_RATE)), MOST_LOG_RATE
        wanted = torch.maximum(profile, mean_log1p(torch.full_like(profile, LEAST_RATE), noise))
        log_rate = torch.log(torch.expm1(wanted) / one).clamp(least, most)
        for _ in range(NEWTON_STEPS):
            rate = log_rate.exp()
            value = mean_log1p(rate, noise)
            log_rate = (log_rate + value * torch.log(wanted / value) / _slope(rate, noise)).clamp(least, most)
        return log_rate.exp()


def log_rate_slope(profile: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """How much a mean log1p profile changes with the logarithm of each rate there, (features,)."""
    import torch

    given, both = torch.as_tensor(profile, dtype=torch.float64), torch.as_tensor(noise, dtype=torch.float64)
    return _slope(rate_of(given, both), both).numpy()


def moved_counts(base: Any, change: Any, noise: Any) -> Any:
    """The change of a mean log1p profile when the logarithm of each rate moves by `change`; exactly 0 for 0.

    Tensors (conditions, features); `noise` as `described.count_noise()` gives it.
    """
    rate = rate_of(base, noise)
    moved = (rate.log() + change).clamp(float(np.log(LEAST_RATE)), MOST_LOG_RATE).exp()
    return mean_log1p(moved, noise) - mean_log1p(rate, noise)


def negative_binomial_loss(answer: Any, batch: Any, noise: Any) -> Any:
    """Mean negative log likelihood of the mean counts that were seen, less that of a perfect answer; rows weighted.

    A miss of a quiet gene weighs by its few counts, one of a loud gene by its logarithm.

    Parameters
    ----------
    answer
        (conditions, features), added to `base` for the predicted mean log1p profiles.
    batch
        `base` and `aim`, (conditions, features); `weight`, (conditions,).
    noise
        (2, features), as `described.count_noise()` gives it.

    References
    ----------
    Lopez et al., "Deep generative modeling for single-cell transcriptomics" (2018), for the likelihood.
    """
    import torch

    size = 1 / noise[1]
    counts = rate_of(batch["base"] + batch["aim"], noise)
    rate = _differentiable_rate(batch["base"] + answer, noise)

    def likelihood(mean: Any) -> Any:
        return counts * torch.log(mean / (mean + size)) - size * torch.log1p(mean / size)

    return (batch["weight"][:, None] * (likelihood(counts) - likelihood(rate))).mean()


def _differentiable_rate(profile: Any, noise: Any) -> Any:
    """The rate of a predicted profile, with the gradient of the inverse function; below 0 it falls on exponentially."""
    rate = rate_of(profile, noise)
    off = (profile - mean_log1p(rate, noise)) / _slope(rate, noise).clamp_min(1e-4)
    return (rate.log() + off).clamp(-20.0, MOST_LOG_RATE).exp()
