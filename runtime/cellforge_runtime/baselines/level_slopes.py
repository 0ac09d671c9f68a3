"""How much a feature's change depends on its level in the controls, from the few contexts that were measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEAST_CONTEXTS = 3  # a line through two is no evidence of a slope


@dataclass(frozen=True)
class SlopeRule:
    """Ridge towards `0` or towards the slope that all features have in common; `penalty` in median sums of squares."""

    penalty: float = np.inf
    is_common: bool = False

    @property
    def is_off(self) -> bool:
        return np.isinf(self.penalty) and not self.is_common


SLOPE_RULES = tuple(
    SlopeRule(penalty, common) for common in (False, True) for penalty in (np.inf, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
)


@dataclass(frozen=True)
class LevelSlopes:
    """Regression, feature by feature, of the change in a context on the level in its controls.

    What is high already can rise less, and what a control mean has too much by chance its change has too little: both
    make slopes negative.

    References
    ----------
    The law of initial values: Wilder, Journal of Nervous and Mental Disease 73 (1931). Ridge: Hoerl and Kennard,
    Technometrics 12 (1970).
    """

    squares: np.ndarray  # of levels about their mean over contexts, (features,)
    products: np.ndarray  # of levels and changes, (features,)

    @classmethod
    def of(cls, levels: np.ndarray, changes: np.ndarray) -> LevelSlopes:
        """From levels and changes, (contexts, features) each."""
        levels, changes = levels - levels.mean(axis=0), changes - changes.mean(axis=0)
        return cls((levels**2).sum(axis=0), (levels * changes).sum(axis=0))

    def under(self, rule: SlopeRule) -> np.ndarray | float:
        """Slopes, (features,), or the one that all have."""
        total = self.squares.sum()
        if not total > 0:
            return 0.0
        start = self.products.sum() / total if rule.is_common else 0.0
        if np.isinf(rule.penalty):
            return start
        weight = rule.penalty * np.median(self.squares[self.squares > 0])
        return (self.products + weight * start) / (self.squares + weight)
