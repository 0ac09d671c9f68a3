"""Predicted against observed change of every held-out condition, small enough for the record."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from cellforge_runtime.fold_scores import MODEL
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.part_result import ScoredPart

MOST_FEATURES = 300
_MOST_POINTS = 4000


def scatter_conditions(parts: list[ScoredPart], primary: Metric) -> list[dict[str, Any]]:
    """The wire `ScatterCondition`s: the features of largest observed change, fewer where there are many conditions."""
    n = sum(len(part.rows) for part in parts)
    most = int(np.clip(_MOST_POINTS // max(n, 1), 30, MOST_FEATURES))
    return [condition for part in parts for condition in _conditions(part, primary, most)]


def _conditions(part: ScoredPart, primary: Metric, most: int) -> list[dict[str, Any]]:
    data = part.folds.data
    names = [MODEL, *part.baselines]
    scores = {name: part.scores(name, primary) for name in names}
    labels = _labels(part)
    found = []
    for row, (fold, place) in enumerate(part.rows):
        observed, predicted = fold.observed_change[place], fold.predicted_change[place]
        first = np.argsort(-np.abs(observed), kind="stable")[:most]
        found.append(
            {
                "label": labels[row],
                "scenario": part.scenario,
                "part": part.part,
                "features": [data.features[i] for i in first],
                "observed": [_rounded(observed[i]) for i in first],
                "predicted": [_rounded(predicted[i]) for i in first],
                "scores": {name: _number(scores[name][row]) for name in names},
            }
        )
    return found


def _labels(part: ScoredPart) -> list[str]:
    """Labels, with what is seen where a pair is scored once for each of its targets."""
    data = part.folds.data
    labels = [data.label(int(found.fold.held_out[place])) for found, place in part.rows]
    several = {label for label, count in Counter(labels).items() if count > 1}
    return [
        f"{label} ({_seen(found.fold.train, query.targets, data.queries)} seen)" if label in several else label
        for label, (found, _), query in zip(labels, part.rows, part.queries)
    ]


def _seen(train: np.ndarray, targets: tuple[str, ...], queries: list[Any]) -> str:
    alone = {queries[i].targets[0] for i in train if len(queries[i].targets) == 1}
    return ", ".join(target for target in targets if target in alone) or "none"


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _number(value: float) -> float | None:
    return None if np.isnan(value) else _rounded(value)
