"""The evaluator's verdicts, without the metrics that no verdict rests on: those take three quarters of the time."""

from __future__ import annotations

import numpy as np
from cellforge_runtime.baselines import applicable, fitted
from cellforge_runtime.ceiling import half_scores
from cellforge_runtime.data import Data, queries, training_set
from cellforge_runtime.fold_scores import MODEL, FoldScores
from cellforge_runtime.metrics.registry import METRICS, metric
from cellforge_runtime.observe import observe
from cellforge_runtime.part_result import ScoredPart, best_baseline, part_verdict
from cellforge_runtime.prediction import Predictions
from cellforge_runtime.scoring import scored_parts
from cellforge_runtime.splits import Fold
from cellforge_runtime.verdict import Verdict

_NEEDED = {name: METRICS[name] for name in ("pearson_delta_indep", "mse", "pearson_delta_notarget")}


def verdicts(predictions: Predictions) -> dict[str, Verdict]:
    """The verdict on each scenario part that the folds of these predictions hold out."""
    data = predictions.folds.data
    primary = metric(data.task.primary, data.modality)
    return {part.part: part_verdict(part, primary, best_baseline(part, primary)) for part in scored_by_needed(predictions)}


def scored_by_needed(predictions: Predictions) -> list[ScoredPart]:
    """The scored conditions of every part, by the metrics that verdicts rest on."""
    folds = predictions.folds
    return scored_parts(folds, [_scored(folds.data, item.fold, item.model) for item in predictions])


def _scored(data: Data, fold: Fold, model: np.ndarray) -> FoldScores:
    observed, train, asked = observe(data, fold), training_set(data, fold), queries(data, fold)
    profiles = {name: fitted(name, train).predict(asked) for name in applicable(fold.scenario, train)}
    profiles[MODEL] = model
    return FoldScores(
        fold=fold,
        scores={
            name: {needed: each.function(profile, observed) for needed, each in _NEEDED.items()}
            for name, profile in profiles.items()
        },
        halves=half_scores(data, fold, observed, _NEEDED),
        relative_to={},
        observed_change=observed.T - observed.C_s,
        predicted_change=model - observed.C_m,
    )
