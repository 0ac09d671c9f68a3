"""How a target is described to a model: by its name, by its co-expression, or by a table of prior knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cellforge_runtime.training_set import Query, TrainingSet

MOST_CONTROL_CELLS = 2000
COEXPRESSION_DIRECTIONS = 10
KNOWLEDGE_DIRECTIONS = 20


class TargetCodes:
    """A row of numbers for each target; one that nothing is known of gets the mean row of the training targets."""

    def __init__(self, rows: Mapping[str, np.ndarray], width: int, known: Sequence[str]) -> None:
        self.rows = {name: np.asarray(row, dtype=np.float32) for name, row in rows.items()}
        self.width = width
        trained = [self.rows[name] for name in known if name in self.rows]
        self.unknown = np.mean(trained, axis=0) if trained else np.zeros(width, dtype=np.float32)

    def of(self, queries: Sequence[Query]) -> tuple[np.ndarray, np.ndarray]:
        """Codes and presence of each query's targets: (n, most targets, width) and (n, most targets)."""
        most = max((len(query.targets) for query in queries), default=1) or 1
        codes = np.zeros((len(queries), most, self.width), dtype=np.float32)
        present = np.zeros((len(queries), most), dtype=np.float32)
        for i, query in enumerate(queries):
            for j, target in enumerate(query.targets):
                codes[i, j] = self.rows.get(target, self.unknown)
                present[i, j] = 1.0
        return codes, present


def training_targets(train: TrainingSet) -> list[str]:
    """Names of the targets that some training condition has, sorted."""
    return sorted({target for query in train.conditions for target in query.targets})


def multi_hot(train: TrainingSet) -> TargetCodes:
    """One entry for each training target."""
    names = training_targets(train)
    return TargetCodes(dict(zip(names, np.eye(len(names)))), len(names), names)


def coexpression(train: TrainingSet) -> TargetCodes:
    """Where the target's own gene lies among the features that vary together in the model's control cells.

    Principal components of at most 2,000 standardised control cells. A target that is no feature is unknown.
    """
    rows = np.flatnonzero(train.condition_of == -1)
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_CONTROL_CELLS)).astype(int)] if len(rows) else rows
    cells = train.cells[rows]
    cells = np.asarray(cells.todense() if hasattr(cells, "todense") else cells, dtype=np.float64)
    spread = cells.std(axis=0)
    cells = (cells - cells.mean(axis=0)) / np.where(spread > 0, spread, 1.0)  # (cells, features)
    _, values, directions = np.linalg.svd(cells, full_matrices=False)
    kept = min(COEXPRESSION_DIRECTIONS, len(values))
    embedded = (directions[:kept].T * values[:kept]) / np.sqrt(max(len(rows), 1))  # (features, kept)
    return TargetCodes(dict(zip(train.features, embedded)), kept, training_targets(train))


def knowledge(train: TrainingSet, table: Mapping[str, Sequence[str]]) -> TargetCodes:
    """What a table says of each target: its terms, rare ones counting more, on the directions that tell targets apart.

    `table` is a recorded input of the run, such as gene -> GO terms; it may know the answer.
    """
    terms = sorted({term for listed in table.values() for term in listed})
    place = {term: i for i, term in enumerate(terms)}
    names = sorted(table)
    has = np.zeros((len(names), len(terms)))
    for i, name in enumerate(names):
        has[i, [place[term] for term in table[name]]] = 1.0
    weighted = has * np.log((1 + len(names)) / (1 + has.sum(axis=0)))  # (targets, terms)
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    left, values, _ = np.linalg.svd(weighted / np.where(length > 0, length, 1.0), full_matrices=False)
    kept = min(KNOWLEDGE_DIRECTIONS, len(values))
    return TargetCodes(dict(zip(names, left[:, :kept] * values[:kept])), kept, training_targets(train))
