"""How a target is described to a model: by its name, by its co-expression, or by a table of prior knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cellforge_runtime.knowledge.space import Tables, TermSpace
from cellforge_runtime.training_set import Query, TrainingSet

MOST_CONTROL_CELLS = 2000
COEXPRESSION_DIRECTIONS = 10
MOST_DENSE = 1000  # cells or features: beyond, the whole decomposition takes longer than a fit
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
    values, directions = leading_directions(cells, COEXPRESSION_DIRECTIONS)
    embedded = (directions.T * values) / np.sqrt(max(len(rows), 1))  # (features, kept)
    return TargetCodes(dict(zip(train.features, embedded)), len(values), training_targets(train))


def leading_directions(cells: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The `n` greatest singular values, (n,), and the directions of features that go with them, (n, features).

    By Lanczos iteration where cells and features are many: the same to rounding, and on 2,000 cells of 5,000 features in a
    thirtieth of the time of the whole decomposition, all but ten directions of which would be thrown away.
    """
    if min(cells.shape) <= MOST_DENSE:
        _, values, directions = np.linalg.svd(cells, full_matrices=False)
        return values[:n], directions[:n]
    from scipy.sparse.linalg import svds

    _, values, directions = svds(cells, k=n, v0=np.ones(min(cells.shape)), return_singular_vectors="vh")
    order = np.argsort(-values, kind="stable")
    directions = directions[order]
    # a direction has no sign of its own: its greatest entry is positive
    sign = np.sign(directions[np.arange(n), np.abs(directions).argmax(axis=1)])
    return values[order], directions * sign[:, None]


class KnowledgeCodes(TargetCodes):
    """Codes of any gene that a table has; one that none has lies at the mean."""

    def __init__(self, space: TermSpace, names: Sequence[str]) -> None:
        trained = np.array([space.of(name) for name in names]).reshape(len(names), space.width)
        _, values, directions = np.linalg.svd(trained, full_matrices=False)
        kept = min(KNOWLEDGE_DIRECTIONS, len(values))
        self.space, self.directions = space, directions[:kept].T  # (width, kept)
        super().__init__(dict(zip(names, trained @ self.directions)), kept, names)

    def of(self, queries: Sequence[Query]) -> tuple[np.ndarray, np.ndarray]:
        for name in {target for query in queries for target in query.targets} - self.rows.keys():
            if self.space.knows(name):
                self.rows[name] = (self.space.of(name) @ self.directions).astype(np.float32)
        return super().of(queries)


def knowledge(train: TrainingSet, table: Tables) -> TargetCodes:
    """What tables say of each target, on the directions that tell the training targets apart.

    A table is a recorded input of the run, such as gene -> GO terms; it may know the answer. See `TermSpace`.
    """
    names = training_targets(train)
    return KnowledgeCodes(TermSpace(table, names), names)
