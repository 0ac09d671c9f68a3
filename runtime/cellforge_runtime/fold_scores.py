"""One fold scored: every metric of the model, its trained component, every baseline, and the halves of the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from cellforge_runtime.baselines import BASELINES, applicable, fitted
from cellforge_runtime.ceiling import half_scores
from cellforge_runtime.data import Data, queries, training_set
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed
from cellforge_runtime.metrics.registry import metrics_for
from cellforge_runtime.observe import observe
from cellforge_runtime.side_by_side import side_by_side
from cellforge_runtime.splits.fold import Fold

MODEL, COMPONENT = "model", "component"
SEARCHED = "-searched"  # after the id of a baseline whose settings were searched as a model's were
Scores = dict[str, np.ndarray]  # metric -> (held out,)


@dataclass(frozen=True)
class FoldScores:
    """Scores of one fold's held-out conditions, in the order of `fold.held_out`; seeds are averaged already."""

    fold: Fold
    scores: dict[str, Scores]  # "model", "component" or a baseline's id
    halves: Scores
    relative_to: Scores
    observed_change: np.ndarray  # (held out, features) T - C_s
    predicted_change: np.ndarray  # (held out, features) P - C_m of the model
    searched: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # baseline -> settings found for it


def score_fold(
    data: Data,
    fold: Fold,
    by_seed: Mapping[str, Sequence[np.ndarray]],
    searched: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    n_threads: int = 1,
) -> FoldScores:
    """Score one fold; baselines are fitted here, on what the model was given.

    Parameters
    ----------
    by_seed
        "model", and "component" where the model tells one apart: predicted mean profiles, one array a seed.
    searched
        Baselines whose settings were searched on inner folds of this fold's training set, with what was found.
    n_threads
        Methods, and the halves of the truth, that are scored side by side: the same scores, that many times the memory.

    Raises
    ------
    CellForgeError
        A prediction is not one finite profile a held-out condition.
    """
    observed, metrics = observe(data, fold), metrics_for(data.modality)
    for predictions in by_seed.values():
        for predicted in predictions:
            _check(predicted, observed.T.shape)
    scorer = _Scorer(metrics, observed)
    training, asked = training_set(data, fold), queries(data, fold)
    answers = {name: [np.asarray(predicted, dtype=float) for predicted in each] for name, each in by_seed.items() if each}
    for name in applicable(fold.scenario, training):
        answers[name] = [fitted(name, training).predict(asked)]
    for name, settings in (searched or {}).items():
        answers[name + SEARCHED] = [BASELINES[name](**settings).fit(training).predict(asked)]
    # the halves take longest, so they begin
    pieces = [partial(half_scores, data, fold, observed), *(partial(scorer.mean_scores, *each) for each in answers.items())]
    halves, *scores = side_by_side(pieces, n_threads)
    return FoldScores(
        fold=fold,
        scores=dict(zip(answers, scores)),
        halves=halves,
        relative_to={name: m.relative_to(observed) for name, m in metrics.items() if m.relative_to},
        observed_change=observed.T - observed.C_s,
        predicted_change=np.mean(by_seed[MODEL], axis=0) - observed.C_m,
        searched=dict(searched or {}),
    )


@dataclass(frozen=True)
class _Scorer:
    metrics: Mapping[str, Metric]
    observed: Observed

    def mean_scores(self, name: str, predictions: Sequence[np.ndarray]) -> Scores:
        """Means over seeds."""
        # a copy keeps the cells that it made to itself; of the component none are made: it is a look inside the model,
        # not a model to be compared
        observed = replace(self.observed, **({"made": None} if name == COMPONENT else {}))
        by_seed = [
            {metric: each.function(predicted, observed) for metric, each in self.metrics.items()} for predicted in predictions
        ]
        return {metric: np.mean([scores[metric] for scores in by_seed], axis=0) for metric in self.metrics}


def _check(predicted: np.ndarray, shape: tuple[int, ...]) -> None:
    if predicted.shape != shape or not np.isfinite(predicted).all():
        found = f"shape {predicted.shape}" if predicted.shape != shape else "NaN or infinite values"
        raise CellForgeError(
            "prediction/not-profiles",
            message="These predictions can't be scored.",
            expected=f"finite numbers of shape {shape}: one mean profile a held-out condition.",
            found=f"{found}.",
            remedy="Let predict(queries) return one finite profile a query.",
        )
