"""`Metric`: what a score is, stated once, and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cellforge_runtime.metrics.observed import Observed

Function = Callable[[np.ndarray, "Observed"], np.ndarray]


@dataclass(frozen=True)
class Metric:
    """One metric: `function(predicted, observed)` gives a score per held-out condition, NaN where it can't be scored.

    `ceiling` says how the noise ceiling follows from half-against-half scores: "correlation", "squared-error",
    "absolute-error", "explained", "lower-bound", or "" where none is stated. `relative_to` gives what scores are
    divided by, averaged over the part's conditions first. Below `least` scored conditions the mean is not shown.
    """

    id: str
    label: str
    function: Function
    definition: str
    higher_is_better: bool = True
    range: tuple[float | None, float | None] = (-1.0, 1.0)
    chance: float | None = 0.0
    shown: str = "table"
    ceiling: str = ""
    relative_to: Callable[[Observed], np.ndarray] | None = None
    least: int = 1

    def info(self) -> dict[str, Any]:
        """The wire form `MetricInfo`."""
        return {
            "id": self.id,
            "label": self.label,
            "higher_is_better": self.higher_is_better,
            "range": list(self.range),
            "chance": self.chance,
            "shown": self.shown,
            "definition": self.definition,
        }
