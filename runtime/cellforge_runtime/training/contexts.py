"""What other contexts tell of a context: the changes measured there, similar control cells first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.training_set import Query, TrainingSet, what_is_done

TEMPERATURE = 0.2  # in units of the median squared distance between contexts


def carried_over(train: TrainingSet, queries: Sequence[Query]) -> np.ndarray:
    """The change of the same targets in the *other* training contexts, similar contexts first.

    A query's own context is left out, so that training conditions see what a new context will see. Targets that were
    measured in no other context get the mean change. (n, features)
    """
    delta, profiles = train.delta(), train.controls
    scale = _median_distance(np.stack(list(profiles.values())))
    mean = delta.mean(axis=0) if len(delta) else np.zeros(len(train.features))
    carried = np.zeros((len(queries), len(train.features)))
    for i, query in enumerate(queries):
        elsewhere = [row for row, other in enumerate(train.conditions) if other.context != query.context]
        rows = [row for row in elsewhere if train.conditions[row].targets == query.targets]
        # the same dose and time where they were measured there
        rows = [row for row in rows if what_is_done(train.conditions[row]) == what_is_done(query)] or rows
        if not rows:
            carried[i] = mean
            continue
        own = profiles.of(query)
        distance = np.array([((own - profiles.of(train.conditions[row])) ** 2).sum() for row in rows]) / scale
        weights = np.exp(-(distance - distance.min()) / TEMPERATURE)
        carried[i] = (weights / weights.sum()) @ delta[rows]
    return carried


def _median_distance(profiles: np.ndarray) -> float:
    squared = ((profiles[:, None] - profiles[None]) ** 2).sum(axis=2)[np.triu_indices(len(profiles), 1)]
    return float(np.median(squared)) if squared.size and np.median(squared) > 0 else 1.0
