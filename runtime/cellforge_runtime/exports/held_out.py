"""The held-out conditions of every scenario part with what was predicted for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.training_set import Query

if TYPE_CHECKING:
    from cellforge_runtime.prediction import Predictions
    from cellforge_runtime.splits.fold import Fold


@dataclass(frozen=True)
class HeldOut:
    """One part; every list has one entry a scored condition, `predicted` one row, the mean over seeds."""

    scenario: str
    part: str
    folds: list[Fold]
    conditions: list[int]  # ids
    places: list[int]  # among the held-out conditions of the fold
    queries: list[Query]
    labels: list[str]  # targets, dose and time without the context; unique within a context
    predicted: np.ndarray  # (conditions, features)


def held_out_of(predictions: Predictions) -> list[HeldOut]:
    """Every part of the folds, in order."""
    folds, found = predictions.folds, []
    for scenario, part in folds.parts():
        scored = [
            (fold, place, int(condition))
            for fold in folds
            if fold.scenario == scenario
            for place, condition in enumerate(fold.held_out)
            if fold.part_of[int(condition)] == part
        ]
        means = {fold.index: _mean_of_seeds(predictions, fold) for fold, _, _ in scored}
        queries = [folds.data.queries[condition] for _, _, condition in scored]
        found.append(
            HeldOut(
                scenario=scenario,
                part=part,
                folds=[fold for fold, _, _ in scored],
                conditions=[condition for _, _, condition in scored],
                places=[place for _, place, _ in scored],
                queries=queries,
                labels=_labels(queries, [fold for fold, _, _ in scored], folds.data.queries),
                predicted=np.stack([means[fold.index][place] for fold, place, _ in scored]),
            )
        )
    return found


def _mean_of_seeds(predictions: Predictions, fold: Fold) -> np.ndarray:
    return np.mean([item.model for item in predictions if item.fold.index == fold.index], axis=0)


def _labels(asked: list[Query], folds: list[Fold], known: list[Query]) -> list[str]:
    """Names without the context; a pair scored once for each of its targets is named by what was seen."""
    plain = [_plain(query) for query in asked]
    several = {pair for pair, n in Counter(zip(plain, (query.context for query in asked))).items() if n > 1}
    return [
        f"{name} ({_seen(query, fold, known)} seen)" if (name, query.context) in several else name
        for name, query, fold in zip(plain, asked, folds)
    ]


def _plain(query: Query) -> str:
    amounts = [f"{value:g}{unit}" for value, unit in ((query.dose, ""), (query.time, " h")) if value is not None]
    return " · ".join(["+".join(query.targets), *amounts])


def _seen(query: Query, fold: Fold, known: list[Query]) -> str:
    alone = {known[i].targets[0] for i in fold.train if len(known[i].targets) == 1}
    return ", ".join(target for target in query.targets if target in alone) or "none"
