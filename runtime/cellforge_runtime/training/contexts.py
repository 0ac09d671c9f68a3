"""How a context is described to a model: by its control cells alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.training_set import Query, TrainingSet

RESPONSE_DIRECTIONS = 8
CONTROL_DIRECTIONS = 4
TEMPERATURE = 0.2  # in units of the median squared distance between contexts


class ContextCodes:
    """Each context's control profile, seen along the directions in which the training conditions respond.

    A programme that a perturbation could switch on shows in the controls of a context where it is on already, and it
    shows along the direction of the response. The directions in which controls differ most are added.
    """

    def __init__(self, train: TrainingSet) -> None:
        names = list(train.controls)
        profiles = np.stack([train.controls[name] for name in names])  # (contexts, features)
        centred = profiles - profiles.mean(axis=0)
        responses = np.linalg.svd(train.delta(), full_matrices=False)[2][:RESPONSE_DIRECTIONS]
        between = np.linalg.svd(centred, full_matrices=False)[2][: min(CONTROL_DIRECTIONS, len(names) - 1)]
        codes = centred @ np.concatenate([responses, between]).T  # (contexts, directions)
        spread = codes.std(axis=0)
        codes = codes / np.where(spread > 1e-9, spread, 1.0)
        self.rows = dict(zip(names, codes.astype(np.float32)))
        self.width = codes.shape[1]

    def of(self, queries: Sequence[Query]) -> np.ndarray:
        """(n, width)"""
        if not len(queries):
            return np.zeros((0, self.width), dtype=np.float32)
        return np.stack([self.rows[query.context] for query in queries])


class NoContext:
    """Every context is the same."""

    width = 0

    def of(self, queries: Sequence[Query]) -> np.ndarray:
        """(n, 0)"""
        return np.zeros((len(queries), 0), dtype=np.float32)


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
        rows = [
            row
            for row, other in enumerate(train.conditions)
            if other.targets == query.targets and other.context != query.context
        ]
        if not rows:
            carried[i] = mean
            continue
        own = profiles[query.context]
        distance = np.array([((own - profiles[train.conditions[row].context]) ** 2).sum() for row in rows]) / scale
        weights = np.exp(-(distance - distance.min()) / TEMPERATURE)
        carried[i] = (weights / weights.sum()) @ delta[rows]
    return carried


def _median_distance(profiles: np.ndarray) -> float:
    squared = ((profiles[:, None] - profiles[None]) ** 2).sum(axis=2)[np.triu_indices(len(profiles), 1)]
    return float(np.median(squared)) if squared.size and np.median(squared) > 0 else 1.0
