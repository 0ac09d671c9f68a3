"""The rule: who goes on to the next inner fold, and who is taken in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cellforge_runtime.intervals import standard_error

LEAST_IN = 2  # see every inner fold, so that the last comparison rests on all of them


def survivors(scores: Mapping[str, np.ndarray], sign: float) -> list[str]:
    """The better half by mean score, two at least, in the order given.

    Parameters
    ----------
    scores
        By candidate, scores of the same inner held-out conditions, (n_conditions,).
    sign
        1 where higher is better, else -1.
    """
    kept = max(LEAST_IN, -(-len(scores) // 2))
    order = list(scores)
    ranked = sorted(order, key=lambda name: (-sign * _mean(scores[name]), order.index(name)))
    return [name for name in order if name in ranked[:kept]]


def first_as_good(scores: Mapping[str, np.ndarray], sign: float, units: Sequence[object]) -> str:
    """The first whose mean score is within one paired standard error of the best one's."""
    best = max(scores, key=lambda name: sign * _mean(scores[name]))
    for name, own in scores.items():
        behind = sign * (scores[best] - own)
        # one unit has no error to allow for: its value decides
        allowed = standard_error(behind, units) if len(set(units)) > 1 else 0.0
        if name == best or _mean(behind) <= allowed + 1e-12:
            return name
    raise AssertionError("the best is as good as itself")


def rung_sizes(n: int, rungs: int) -> list[int]:
    """How many candidates are fitted on each inner fold."""
    sizes: list[int] = []
    for _ in range(rungs):
        sizes.append(n)
        n = min(n, max(LEAST_IN, -(-n // 2)))
    return sizes


def _mean(scores: np.ndarray) -> float:
    return float(np.nanmean(scores)) if np.isfinite(scores).any() else -np.inf
