"""Which baselines apply, and which is best on inner folds."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.mixture import Mixture
from cellforge_runtime.baselines.once import once_per_training_set
from cellforge_runtime.baselines.registry import BASELINES
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits.inner import InnerFold, inner_folds
from cellforge_runtime.training_set import TrainingSet


def applicable(scenario: str, train: TrainingSet) -> list[str]:
    """Ids of the baselines that make sense here, in the order of the list."""
    return [name for name, baseline in BASELINES.items() if scenario in baseline.scenarios and baseline.applies(train)]


def fitted(name: str, train: TrainingSet) -> Baseline:
    """One baseline, fitted."""
    return BASELINES[name]().fit(train)


def inner_scores(train: TrainingSet) -> dict[str, float]:
    """Mean correlation of predicted and measured change over inner held-out conditions, by baseline.

    The two changes are measured against different halves of the model's controls.
    """
    return {name: float(scores.mean()) for name, scores in _by_condition(train).items()}


def best_by_inner_folds(train: TrainingSet) -> str:
    """Id of the baseline with the best inner score; the first of the list where several are equal.

    The mixture is taken only where it gains more than two standard errors over its best part: by chance alone it is as
    often a little above as below.
    """
    scores = _by_condition(train)
    parts = {name: found.mean() for name, found in scores.items() if name != Mixture.id}
    best = next(name for name, score in parts.items() if score >= max(parts.values()) - 1e-12)
    gain = scores[Mixture.id] - scores[best]
    is_clear = len(gain) > 1 and gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(len(gain))
    return Mixture.id if is_clear else best


@once_per_training_set
def _by_condition(train: TrainingSet) -> dict[str, np.ndarray]:
    folds = inner_folds(train, cells=False)
    names = applicable(train.scenario, train)
    return {name: np.concatenate([_scores(name, fold) for fold in folds] or [np.zeros(1)]) for name in names}


def _scores(name: str, fold: InnerFold) -> np.ndarray:
    return row_correlation(fitted(name, fold.train).change(fold.queries), fold.held_out.delta())
