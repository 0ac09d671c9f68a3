"""Pairs that are no sums, scored apart: the wire `InteractionResult` of a part of unseen combinations."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.additivity import LEAST_SHARE, Additivity, additivity
from cellforge_runtime.data import CONTROL, control_means
from cellforge_runtime.genetic_interaction import interaction
from cellforge_runtime.kept_means import four_digits, kept_means
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.registry import metrics_for

if TYPE_CHECKING:
    from cellforge_runtime.part_result import ScoredPart

SCENARIO = "unseen-combination"
MOST_SHOWN = 40


def interactions_of(part: ScoredPart, primary: Metric) -> dict[str, Any]:
    """`{"interactions": ...}`, or nothing where no scored pair has both targets measured alone."""
    if part.scenario != SCENARIO:
        return {}
    data = part.folds.data
    conditions = [int(found.fold.held_out[place]) for found, place in part.rows]
    told = additivity(data, conditions)
    if told is None:
        return {}
    place = {condition: i for i, condition in enumerate(told.pairs)}
    judged = np.array([place.get(condition, -1) for condition in conditions])  # (rows,)
    is_strong = np.array([i >= 0 and bool(told.is_strong[i]) for i in judged])
    wanted = {primary.id: primary, "mse": metrics_for(data.modality)["mse"]}
    return {
        "interactions": {
            "pairs": len(told.pairs),
            "beyond_noise": int(told.is_beyond_noise.sum()),
            "non_additive": int(told.is_strong.sum()),
            "least_share": LEAST_SHARE,
            # a pair scored in two ways counts in both
            "scores": {name: kept_means(part, metric, is_strong) for name, metric in wanted.items()},
            "each": _strongest(part, told, judged),
        }
    }


def _strongest(part: ScoredPart, told: Additivity, judged: np.ndarray) -> list[dict[str, Any]]:
    """The strongly non-additive rows of largest share: the record is to stay small."""
    rows = [row for row, i in enumerate(judged) if i >= 0 and told.is_strong[i]]
    rows = sorted(rows, key=lambda row: -told.share[judged[row]])[:MOST_SHOWN]
    return [_pair(part, told, row, int(judged[row])) for row in rows]


def _pair(part: ScoredPart, told: Additivity, row: int, i: int) -> dict[str, Any]:
    found, place = part.rows[row]
    data = part.folds.data
    query = part.queries[row]
    model = control_means(data, found.fold.model_controls).of(query)
    everything = control_means(data, np.flatnonzero(data.condition_of == CONTROL)).of(query)
    # as the singles are measured: against all controls
    predicted = (found.predicted_change[place] + model - everything)[told.features]
    return {
        "label": data.label(told.pairs[i]),
        "fold": found.fold.index,
        "share": four_digits(told.share[i]),
        "q": four_digits(told.q[i]),
        "observed": _wire(told.first[i], told.second[i], told.both[i]),
        "predicted": _wire(told.first[i], told.second[i], predicted),
    }


def _wire(first: np.ndarray, second: np.ndarray, both: np.ndarray) -> dict[str, float | None]:
    return {name: four_digits(value) for name, value in asdict(interaction(first, second, both)).items()}
