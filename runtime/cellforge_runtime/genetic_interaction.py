"""Genetic-interaction scores of a pair: how its change follows from the changes of its two targets alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Interaction:
    """Scores of one pair, NaN where undefined; those of Norman et al. (2019), as GEARS computes them but for the fit."""

    c1: float
    c2: float
    magnitude: float  # sqrt(c1^2 + c2^2): above sqrt(2) synergy, below buffering
    dominance: float  # abs(log10(c1 / c2)): 0 where both count alike
    model_fit: float  # correlation of c1 a + c2 b with the pair; low: something new
    equality: float  # smaller / larger distance correlation of either target alone with the pair
    similarity: float  # distance correlation of both alone, as one, with the pair


def interaction(first: np.ndarray, second: np.ndarray, both: np.ndarray) -> Interaction:
    """Fit both = c1 first + c2 second robustly, and how alike the three are.

    Parameters
    ----------
    first, second, both
        Changes against controls, (features,) each, same order.

    References
    ----------
    Norman et al., Science 365 (2019); GEARS `get_coeffs`, whose Theil-Sen regression draws subsets at random: here a
    Huber fit (scipy) stands in, which draws nothing and agrees with it within a few hundredths on screens without outliers.
    """
    c1, c2 = _huber(np.column_stack([first, second]), both)
    fitted = c1 * first + c2 * second
    alone = [distance_correlation(each[:, None], both[:, None]) for each in (first, second)]
    with np.errstate(divide="ignore", invalid="ignore"):
        dominance = float(np.abs(np.log10(np.abs(c1) / np.abs(c2))))
        equality = float(np.divide(min(alone), max(alone)))
    return Interaction(
        c1=c1,
        c2=c2,
        magnitude=float(np.hypot(c1, c2)),
        dominance=dominance if np.isfinite(dominance) else float("nan"),
        model_fit=_correlation(fitted, both),
        equality=equality,
        similarity=distance_correlation(np.column_stack([first, second]), both[:, None]),
    )


def _huber(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    from scipy.optimize import least_squares

    start = np.linalg.lstsq(x, y, rcond=None)[0]
    left = y - x @ start
    # 1.345 robust standard deviations: 95 % of the efficiency of least squares on normal noise
    scale = 1.345 * 1.4826 * float(np.median(np.abs(left - np.median(left))))
    if scale <= 1e-12 * max(float(np.abs(y).max(initial=0.0)), 1e-300):
        return float(start[0]), float(start[1])
    found = least_squares(lambda c: y - x @ c, start, jac=lambda c: -x, loss="huber", f_scale=scale)
    return float(found.x[0]), float(found.x[1])


def distance_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Distance correlation of the rows of two samples, in [0, 1]; NaN where one does not vary. (n, p) and (n, q).

    References
    ----------
    Szekely, Rizzo, Bakirov, Annals of Statistics 35 (2007); the biased estimate, as `dcor.distance_correlation`.
    """
    from scipy.spatial.distance import cdist

    def centred(x: np.ndarray) -> np.ndarray:
        distance = cdist(x, x)
        distance -= distance.mean(axis=0) + distance.mean(axis=1)[:, None] - distance.mean()
        return distance

    one, two = centred(np.asarray(a, dtype=float)), centred(np.asarray(b, dtype=float))
    scale = np.sqrt((one * one).mean() * (two * two).mean())
    return float("nan") if scale <= 0 else float(np.sqrt(max((one * two).mean() / scale, 0.0)))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float("nan") if np.ptp(a) == 0 or np.ptp(b) == 0 else float(np.corrcoef(a, b)[0, 1])
