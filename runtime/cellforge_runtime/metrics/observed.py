"""`Observed`: all a fold's held-out conditions are scored against, in the letters of metrics.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

LEAST_CHANGED = 3


@dataclass(frozen=True)
class FromMeans:
    """Predicted means turned into cells and looked at as cells are."""

    is_changed: np.ndarray  # (n, features) bool
    energy: np.ndarray  # (n,) energy distance to the observed cells


@dataclass(frozen=True, eq=False)
class Observed:
    """n held-out conditions of one fold; every array has one row a condition.

    `made` turns predicted means into cells; it is None for halves, where the scores that need it are not computed.
    """

    contexts: tuple[str, ...]
    T: np.ndarray  # (n, features) mean of the held-out cells
    C: np.ndarray  # (n, features) mean of all matched controls
    C_m: np.ndarray  # (n, features) of the model's half
    C_s: np.ndarray  # (n, features) of the scoring half
    O: np.ndarray  # (n, features) the uninformative reference  # noqa: E741
    spread: np.ndarray  # (n, features) standard deviation over the matched controls
    is_changed: np.ndarray  # (n, features) bool, D_p
    is_target: np.ndarray  # (features,) targets of any held-out condition of the fold
    T_top: np.ndarray  # (n, features) mean of the half of the cells that did not choose the top features
    is_top: np.ndarray  # (n, features) bool, at most 20 each, the condition's own targets left out
    top_cells: tuple[np.ndarray, ...] = ()  # ids of the cells behind T_top
    made: Callable[[np.ndarray], FromMeans] | None = None
    _last: dict[int, tuple[np.ndarray, FromMeans]] = field(default_factory=dict, init=False, repr=False)

    @property
    def has_changed(self) -> np.ndarray:
        """Conditions with enough changed features to be scored on them, (n,) bool."""
        return self.is_changed.sum(axis=1) >= LEAST_CHANGED

    def from_means(self, predicted: np.ndarray) -> FromMeans | None:
        """The predicted means as cells, made once for the metrics that share them."""
        if self.made is None:
            return None
        known = self._last.get(id(predicted))
        if known is None or known[0] is not predicted:
            self._last.clear()
            self._last[id(predicted)] = (predicted, self.made(predicted))
        return self._last[id(predicted)][1]
