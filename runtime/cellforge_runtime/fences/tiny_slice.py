"""A tiny slice of one fold: real structure (targets, contexts, noise), little work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from cellforge_runtime.data import queries as queries_of
from cellforge_runtime.data import training_set
from cellforge_runtime.describe.control_groups import strata
from cellforge_runtime.of_controls import OfControls
from cellforge_runtime.training_set import Query, TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.splits import Fold, Folds

MOST_FEATURES = 64
MOST_CONDITIONS = 24
MOST_QUERIES = 6
MOST_CELLS = 40  # of a condition
MOST_CONTROLS = 240
FEWEST_CONTROLS = 20  # of a context, or of a time in it
CELLS_AT_FULL_SIZE = 3  # of a condition: there the sizes matter, not the values


@dataclass(frozen=True, eq=False)
class TinySlice:
    """What a trial trains on and is asked; `fold` is kept for a training set of full size."""

    train: TrainingSet
    queries: list[Query]
    folds: Folds
    fold: Fold

    def full_size(self) -> TrainingSet:
        """All features and training conditions of the fold, with next to no cells."""
        training = training_set(self.folds.data, self.fold)
        return _cut(training, np.arange(len(training.features)), _first_rows(training, CELLS_AT_FULL_SIZE, CELLS_AT_FULL_SIZE))


def tiny_slice(folds: Folds) -> TinySlice:
    """Of the first fold: at most 24 conditions, 6 queries, 64 features and 40 cells a condition.

    The fold's own rule holds in it: what it holds out is in no array, and the check that proves it is run here, too.
    """
    fold = folds[0]
    held_out = fold.held_out[_spread(len(fold.held_out), MOST_QUERIES)]
    kept = _conditions(folds, fold, held_out)
    small = replace(fold, train=kept, held_out=held_out, model_controls=_controls(folds, fold))
    asked = queries_of(folds.data, small)
    training = training_set(folds.data, small)
    rows = _first_rows(training, MOST_CELLS, len(training.condition_of))
    return TinySlice(_cut(training, _features(training, asked), rows), asked, folds, fold)


def _spread(n: int, most: int) -> np.ndarray:
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(int))


def _conditions(folds: Folds, fold: Fold, held_out: np.ndarray) -> np.ndarray:
    """Ids of training conditions: what the rule leaves of the parts of what is asked, then combinations with theirs."""
    queries = folds.data.queries
    kept = dict.fromkeys(_parts(queries, fold, [queries[i] for i in held_out]))
    combined = [i for i in fold.train if len(queries[i].targets) > 1]
    for i in [*combined, *fold.train[_spread(len(fold.train), MOST_CONDITIONS)]]:
        more = dict.fromkeys([i, *_parts(queries, fold, [queries[i]])])
        if len(kept | more) <= MOST_CONDITIONS:
            kept |= more
    return np.sort(np.array(list(kept)))


def _parts(queries: list[Query], fold: Fold, wanted: list[Query]) -> list[int]:
    """Training conditions of one target alone that is among those wanted, in the same context."""
    pairs = {(target, query.context) for query in wanted for target in query.targets}
    return [i for i in fold.train if len(queries[i].targets) == 1 and (queries[i].targets[0], queries[i].context) in pairs]


def _controls(folds: Folds, fold: Fold) -> np.ndarray:
    groups = folds.data.control_strata(fold.model_controls)
    each = max(FEWEST_CONTROLS, MOST_CONTROLS // max(len(np.unique(groups)), 1))
    return np.concatenate([fold.model_controls[groups == code][:each] for code in np.unique(groups)])


def _features(training: TrainingSet, asked: list[Query]) -> np.ndarray:
    """The targets' own features, then those that differ most between the training conditions."""
    place = {name: i for i, name in enumerate(training.features)}
    targets = dict.fromkeys(t for query in [*asked, *training.conditions] for t in query.targets)
    own = [place[target] for target in targets if target in place][: MOST_FEATURES // 2]
    by_spread = np.argsort(-training.means.var(axis=0), kind="stable")
    return np.sort(list(dict.fromkeys([*own, *by_spread.tolist()]))[:MOST_FEATURES])


def _first_rows(training: TrainingSet, cells: int, controls: int) -> np.ndarray:
    """The first rows of each condition, and of the controls of each context, or of each time in it."""
    groups = np.where(
        training.condition_of >= 0, training.condition_of, -1 - strata(training.context_of, training.control_time_of)
    )
    kept = []
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        kept.append(rows[: cells if group >= 0 else controls])
    return np.sort(np.concatenate(kept))


def _cut(training: TrainingSet, features: np.ndarray, rows: np.ndarray) -> TrainingSet:
    """Only these features and rows, with means and counts that agree with them."""
    cells = training.cells[rows][:, features]
    condition_of, context_of = training.condition_of[rows], training.context_of[rows]
    own = [_moments(cells[condition_of == i]) for i in range(len(training.conditions))]
    times = training.control_time_of[rows] if len(training.control_time_of) else training.control_time_of
    is_of = {name: (condition_of == -1) & (context_of == training.contexts.index(name)) for name in training.controls}
    of_context = {name: _moments(cells[is_own]) for name, is_own in is_of.items()}
    at = {(name, time): _moments(cells[is_of[name] & (times == time)]) for name, time in training.controls.at}
    n_cells = np.array([n for _, _, n in own])
    return replace(
        training,
        features=[training.features[i] for i in features],
        means=np.stack([mean for mean, _, _ in own]),
        n_cells=n_cells,
        cells=cells,
        condition_of=condition_of,
        context_of=context_of,
        batch_of=training.batch_of[rows] if len(training.batch_of) else training.batch_of,
        controls=OfControls(
            {name: mean for name, (mean, _, _) in of_context.items()}, {g: mean for g, (mean, _, _) in at.items()}
        ),
        control_variance=OfControls(
            {name: variance for name, (_, variance, n) in of_context.items() if n > 1}, {g: v for g, (_, v, _) in at.items()}
        ),
        n_controls=OfControls({name: n for name, (_, _, n) in of_context.items()}, {g: n for g, (_, _, n) in at.items()}),
        control_time_of=times,
        min_cells=min(training.min_cells, int(n_cells.min())),
    )


def _moments(cells: sparse.csr_matrix | np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    dense = np.asarray(cells.todense() if sparse.issparse(cells) else cells, dtype=float)
    n = dense.shape[0]
    return dense.mean(axis=0), dense.var(axis=0, ddof=1) if n > 1 else np.zeros(dense.shape[1]), n
