"""On which scale the parts of a change add up: as it is, or, for shares of open cells, in logarithms of rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellforge_runtime.training_set import TrainingSet

MOST_OPEN = 0.98  # a share of cells; above it, a peak's rate can't be told from its share
STARTED_AT = 0.5  # of the mean rate of a peak in the controls


@dataclass(frozen=True)
class Scale:
    """Values told on a scale where changes add up, and told back.

    A peak of rate r is seen open in 1 - exp(-r) of the cells, and what opens it multiplies r: on -log(1 - share), in
    logarithms, effects add up (the complementary log-log link: McCullagh and Nelder, "Generalized Linear Models", 1989,
    chapter 4). Of rare peaks the logarithm is mostly noise, so that it is *started*: log(r + start), which for rates below
    the start is near to a line (Tukey, "Exploratory Data Analysis", 1977, chapter 3).
    """

    start: float | None = None  # None: values as they are

    @classmethod
    def of(cls, train: TrainingSet) -> Scale:
        """That of a training set: logarithms of rates for peaks, else values as they are."""
        if train.modality != "atac":
            return cls()
        return cls(STARTED_AT * float(_rate(_mean_control(train)).mean()) + 1e-6)

    def told(self, values: np.ndarray) -> np.ndarray:
        """Shares on the scale, same shape."""
        return values if self.start is None else np.log(_rate(values) + self.start)

    def moved(self, values: np.ndarray, change: np.ndarray) -> np.ndarray:
        """`values` after a change on the scale, same shape; exactly `values` where it is 0."""
        if self.start is None:
            return values + change
        values = values.astype(np.float64)
        begin = self.told(values)
        moved = values + (self._back(begin + change) - self._back(begin))
        return np.minimum(moved, np.maximum(values, 1.0))  # what is open beyond `MOST_OPEN` can open no further than all

    def slope(self, values: np.ndarray) -> np.ndarray:
        """How much the scale moves by for a small change at `values`, same shape."""
        if self.start is None:
            return np.ones_like(values)
        return 1 / ((_rate(values) + self.start) * (1 - np.clip(values, 0, MOST_OPEN)))

    def _back(self, told: np.ndarray) -> np.ndarray:
        return -np.expm1(-np.maximum(np.exp(told) - self.start, 0.0))


def _rate(share: np.ndarray) -> np.ndarray:
    return -np.log1p(-np.clip(share, 0, MOST_OPEN))


def _mean_control(train: TrainingSet) -> np.ndarray:
    return np.mean(list(train.controls.values()), axis=0)
