"""Which baselines apply, and which is best on inner folds."""

from __future__ import annotations

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.registry import BASELINES
from cellforge_runtime.baselines.shrinkage import inner_changes
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.training_set import TrainingSet


def applicable(scenario: str, train: TrainingSet) -> list[str]:
    """Ids of the baselines that make sense here, in the order of the list."""
    return [name for name, baseline in BASELINES.items() if scenario in baseline.scenarios and baseline.applies(train)]


def inner_scores(train: TrainingSet) -> dict[str, float]:
    """Mean correlation of predicted and measured change over inner held-out conditions, by baseline.

    The two changes are measured against different halves of the model's controls.
    """
    scores = {}
    for name in applicable(train.scenario, train):
        predicted, measured = inner_changes(BASELINES[name], train)
        scores[name] = float(row_correlation(predicted, measured).mean()) if len(measured) else 0.0
    return scores


def best_by_inner_folds(train: TrainingSet) -> str:
    """Id of the baseline with the best inner score; the first of the list where several are equal."""
    scores = inner_scores(train)
    best = max(scores.values())
    return next(name for name, score in scores.items() if score >= best - 1e-12)


def fitted(name: str, train: TrainingSet) -> Baseline:
    """One baseline, fitted."""
    return BASELINES[name]().fit(train)


