"""Which baselines apply, and which is best on inner folds."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
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
    folds = inner_folds(train, cells=False)
    names = applicable(train.scenario, train)
    return {name: float(np.mean([s for fold in folds for s in _scores(name, fold)] or [0.0])) for name in names}


def best_by_inner_folds(train: TrainingSet) -> str:
    """Id of the baseline with the best inner score; the first of the list where several are equal."""
    scores = inner_scores(train)
    best = max(scores.values())
    return next(name for name, score in scores.items() if score >= best - 1e-12)


def _scores(name: str, fold: InnerFold) -> list[float]:
    predicted = fitted(name, fold.train).change(fold.queries)
    return row_correlation(predicted, fold.held_out.delta()).tolist()
