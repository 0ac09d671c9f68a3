"""What perturbations changed in all that was measured of their cells, as soft switches are learned from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.training.scale import Scale
from cellforge_runtime.training_set import TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.training.describe import Described

MOST_FEATURES = 600
LEAST_NOISE = 0.05  # of the median variance from cell to cell


@dataclass(frozen=True)
class Changes:
    """The model's own features come first, then those of the modality beside it.

    A few dozen proteins show little of what a perturbation switched on; the thousands of genes beside them show the same
    switches, in the same cells.
    """

    aim: np.ndarray  # (conditions, features) what a network should add to its inputs, on the scale of `described`
    controls: np.ndarray  # (contexts with a state, features) means of their controls, about the mean of all contexts
    spread: np.ndarray  # (features,) standard deviation from cell to cell

    @classmethod
    def of(cls, described: Described, aim: np.ndarray) -> Changes:
        """`aim`, (conditions, features), is that of the model's own features."""
        train, scale = described.train, described.scale
        spread = spread_of(train) * scale.slope(described.mean_control)
        own = cls(aim, _about_mean(train, described.states, scale), spread)
        beside = train.beside
        if beside is None:
            return own
        other = cls(beside.delta(), _about_mean(beside, described.states, Scale()), spread_of(beside))
        pairs = ((own.aim, other.aim), (own.controls, other.controls), (own.spread, other.spread))
        return cls(*(np.concatenate(pair, axis=-1) for pair in pairs))

    @property
    def scaled(self) -> np.ndarray:
        """The changes in units of spread, (conditions, features)."""
        return self.aim / self.spread


def spread_of(train: TrainingSet) -> np.ndarray:
    """Standard deviation of each feature from cell to cell in the controls, (features,); a floor for the quietest."""
    if not train.control_variance:
        return np.ones(len(train.features))
    variance = np.mean(list(train.control_variance.values()), axis=0)
    return np.sqrt(np.maximum(variance, LEAST_NOISE * np.median(variance) + 1e-9))


def most_moving(scaled: np.ndarray) -> np.ndarray:
    """The features that move most over all conditions, in their own order; `scaled` is (conditions, features)."""
    moves = (scaled**2).mean(axis=0)
    return np.sort(np.argsort(-moves, kind="stable")[:MOST_FEATURES])


def _about_mean(train: TrainingSet, contexts: list[str], scale: Scale) -> np.ndarray:
    if not contexts:
        return np.zeros((0, len(train.features)))
    told = {context: scale.told(train.controls[context]) for context in train.controls}
    return np.stack([told[context] for context in contexts]) - np.mean(list(told.values()), axis=0)
