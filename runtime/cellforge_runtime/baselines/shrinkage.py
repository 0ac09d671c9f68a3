"""How much of a predicted change to keep, by the error on inner folds."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.splits.inner import choice_folds
from cellforge_runtime.training_set import TrainingSet


def inner_changes(baseline: type[Baseline], train: TrainingSet) -> tuple[np.ndarray, np.ndarray]:
    """Predicted and measured change of every condition that an inner fold holds out.

    Measured against controls that the inner training sets do not see.

    Returns
    -------
    Two arrays (n_held_out, n_features), with no rows where nothing could be held out.
    """
    folds = choice_folds(train)
    predicted = [baseline().fit(fold.train).change(fold.queries) for fold in folds]
    measured = [fold.held_out.delta() for fold in folds]
    empty = np.zeros((0, len(train.features)))
    return np.concatenate([empty, *predicted]), np.concatenate([empty, *measured])


def kept_share(predicted: np.ndarray, measured: np.ndarray) -> float:
    """The factor in [0, 1] with which the predicted change has the least squared error; 1 where nothing tells."""
    size = float((predicted**2).sum())
    if size == 0:
        return 1.0
    return float(np.clip((predicted * measured).sum() / size, 0.0, 1.0))
