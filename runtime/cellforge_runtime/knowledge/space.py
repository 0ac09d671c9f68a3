"""`TermSpace`: how alike two targets are by tables of knowledge, and any gene's place among the training targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cellforge_runtime.training_set import Query

# a plain mapping gene -> terms is one table too: what a model of the user's own may be given
Tables = Sequence[Mapping[str, Any]] | Mapping[str, Sequence[Any]]


class TermSpace:
    """A row of length at most 1 for each gene; the mean row of the training targets is taken off.

    Of terms, rare ones count more (inverse frequency among the training targets), and a row's length is over all of the
    gene's terms, those that no training target has included: what is known besides makes two genes less alike. Tables
    count alike. A gene that no table has lies at the mean: nothing is said of it.
    """

    def __init__(self, tables: Tables, targets: Sequence[str]) -> None:
        self.blocks = [_block(rows, targets) for rows in rows_of(tables)]
        trained = [self._row(target) for target in targets]
        self.centre = np.mean([row for row in trained if row is not None] or [self._nothing()], axis=0)

    @property
    def width(self) -> int:
        return len(self.centre)

    def knows(self, target: str) -> bool:
        return self._row(target) is not None

    def of(self, target: str) -> np.ndarray:
        """The target's row against the mean, (width,)."""
        row = self._row(target)
        return self._nothing() if row is None else row - self.centre

    def of_queries(self, queries: Sequence[Query]) -> np.ndarray:
        """Summed over the targets of each query, (n, width)."""
        rows = [sum((self.of(target) for target in query.targets), self._nothing()) for query in queries]
        return np.array(rows).reshape(len(queries), self.width)

    def _nothing(self) -> np.ndarray:
        return np.zeros(sum(block.width for block in self.blocks))

    def _row(self, target: str) -> np.ndarray | None:
        rows = [block.of(target) for block in self.blocks]
        if all(row is None for row in rows):
            return None
        filled = [np.zeros(block.width) if row is None else row for block, row in zip(self.blocks, rows)]
        return np.concatenate(filled) / np.sqrt(len(self.blocks))


def rows_of(tables: Tables) -> list[Mapping[str, Sequence[Any]]]:
    """The rows of each table."""
    if isinstance(tables, Mapping):
        return [tables]
    return [table["rows"] for table in tables]


class _Terms:
    def __init__(self, rows: Mapping[str, Sequence[str]], targets: Sequence[str]) -> None:
        self.rows = rows
        trained = [set(rows[target]) for target in targets if target in rows]
        count: dict[str, int] = {}
        for terms in trained:
            for term in terms:
                count[term] = count.get(term, 0) + 1
        self.place = {term: i for i, term in enumerate(sorted(count))}
        self.weight = {term: float(np.log((1 + len(trained)) / (1 + n))) for term, n in count.items()}
        self.unseen = float(np.log(1 + len(trained)))
        self.width = len(self.place)

    def of(self, target: str) -> np.ndarray | None:
        if target not in self.rows:
            return None
        terms = set(self.rows[target])
        row = np.zeros(self.width)
        for term in terms & self.place.keys():
            row[self.place[term]] = self.weight[term]
        length = np.sqrt((row**2).sum() + len(terms - self.place.keys()) * self.unseen**2)
        return row / length if length > 0 else row


class _Numbers:
    def __init__(self, rows: Mapping[str, Sequence[float]]) -> None:
        self.rows = rows
        self.width = len(next(iter(rows.values()), ()))

    def of(self, target: str) -> np.ndarray | None:
        if target not in self.rows:
            return None
        row = np.asarray(self.rows[target], dtype=float)
        length = np.linalg.norm(row)
        return row / length if length > 0 else row


def _block(rows: Mapping[str, Sequence[Any]], targets: Sequence[str]) -> _Terms | _Numbers:
    first = next((row[0] for row in rows.values() if len(row)), "")
    return _Terms(rows, targets) if isinstance(first, str) else _Numbers(rows)
