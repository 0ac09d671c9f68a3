"""How much of a predicted change to keep, by the error on inner folds."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.splits.inner import choice_folds
from cellforge_runtime.training_set import TrainingSet

Changes = tuple[np.ndarray, np.ndarray]


def inner_changes(baseline: type[Baseline], train: TrainingSet) -> Changes:
    """Predicted and measured change of every condition that an inner fold holds out.

    Returns
    -------
    Two arrays (n_held_out, n_features), with no rows where nothing could be held out. Settings of the baseline
    are those chosen on the whole of `train`.
    """
    known = _KNOWN.setdefault(train, {})
    if baseline.id not in known:
        known[baseline.id] = _inner_changes(baseline.settled(train), train)
    return known[baseline.id]


_KNOWN: WeakKeyDictionary[TrainingSet, dict[str, Changes]] = WeakKeyDictionary()


def _inner_changes(baseline: Callable[[], Baseline], train: TrainingSet) -> Changes:
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
