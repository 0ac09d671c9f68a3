"""Inner folds: drawn from training conditions with the scenario's own rule, for epochs, shrinkage and choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse

from cellforge_runtime.describe.control_groups import strata
from cellforge_runtime.of_controls import OfControls
from cellforge_runtime.splits.controls import split_controls
from cellforge_runtime.splits.measured import LEAVE_ONE_OUT_BELOW, MIN_CONTROLS, Drawn, Measured, seed_of
from cellforge_runtime.splits.rules import INSIDE, rules_of
from cellforge_runtime.training_set import Query, TrainingSet

LEAST_CONTROLS_INSIDE = 3
_VALUES_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class InnerFold:
    """`train` to fit on, `held_out` to score on. Each has a half of the model's controls of its own.

    So `held_out.delta()` is measured against controls that `train` never saw, as on outer folds.
    """

    train: TrainingSet
    held_out: TrainingSet

    @property
    def queries(self) -> list[Query]:
        """What to predict: the held-out conditions by name."""
        return self.held_out.conditions


def inner_folds(training: TrainingSet, n: int | None = None, seed: int | None = None, *, cells: bool = True) -> list[InnerFold]:
    """At most `n` inner folds (default: as the task says), each condition held out at most once.

    `cells=False` leaves the cells of conditions out, for work on means alone. The list is empty where the training
    conditions leave nothing to hold out.
    """
    n = training.inner_folds if n is None else n
    seed = training.seed if seed is None else seed
    rng = np.random.default_rng([seed, 0x1A])
    source = training if cells else training.subset(np.arange(len(training.conditions)), cells=False)
    model, scoring = _halves(source, rng)
    return [
        InnerFold(
            train=model.given_to(source.subset(one.train, cells=cells), cells=cells),
            held_out=scoring.given_to(source.subset(one.held_out, cells=cells), cells=cells),
        )
        for one in _drawn(training, n, str(seed))
    ]


def choice_folds(training: TrainingSet) -> list[InnerFold]:
    """Inner folds on means, for choices by squared error: leave-one-out below ten units to hold out.

    Both sides keep all of the model's controls: the error of a predicted profile does not involve the controls it is
    compared with, and the prediction starts from them as on outer folds. Drawn once for each training set.
    """
    if training not in _CHOICE_FOLDS:
        n = max(training.inner_folds, LEAVE_ONE_OUT_BELOW - 1)
        source = training.subset(np.arange(len(training.conditions)), cells=False)
        sides = [(one.train, one.held_out) for one in _drawn(training, n, str(training.seed))]
        _CHOICE_FOLDS[training] = [InnerFold(*(source.subset(ids, cells=False) for ids in side)) for side in sides]
    return _CHOICE_FOLDS[training]


_CHOICE_FOLDS: WeakKeyDictionary[TrainingSet, list[InnerFold]] = WeakKeyDictionary()


@dataclass(frozen=True)
class _Half:
    rows: np.ndarray  # places among the control rows
    means: OfControls[np.ndarray]
    sizes: OfControls[int]
    beside: _Half | None = None

    def given_to(self, training: TrainingSet, *, cells: bool) -> TrainingSet:
        held = training.with_control_rows(_control_rows(training)[self.rows]) if cells else training
        beside = None if self.beside is None else self.beside.given_to(training.beside, cells=cells)
        return replace(held, controls=self.means, n_controls=self.sizes, beside=beside)


def _halves(training: TrainingSet, rng: np.random.Generator) -> tuple[_Half, _Half]:
    rows = _control_rows(training)
    contexts = training.context_of[rows]
    times = training.control_time_of[rows] if len(training.control_time_of) else training.control_time_of
    batches = training.batch_of[rows] if len(training.batch_of) else np.zeros(len(rows), dtype=int)
    first, second = split_controls(np.arange(len(rows)), strata(contexts, times), batches, rng)
    is_of = {context: contexts == code for code, context in enumerate(training.contexts) if context in training.controls}
    is_at = {(context, time): is_of[context] & (times == time) for context, time in training.controls.at}
    return tuple(_half(half, OfControls(is_of, is_at), training) for half in (first, second))


def _half(rows: np.ndarray, is_of: OfControls[np.ndarray], training: TrainingSet) -> _Half:
    """`is_of` tells of each control row of the training set whether it is of a context, and of a group of a time."""
    whole, n_whole = training.controls, training.n_controls
    means, sizes = OfControls(), OfControls()
    cells = training.cells[_control_rows(training)[rows]]
    _add_means(cells, {context: is_own[rows] for context, is_own in is_of.items()}, (whole, n_whole), (means, sizes))
    _add_means(cells, {group: is_own[rows] for group, is_own in is_of.at.items()}, (whole.at, n_whole.at), (means.at, sizes.at))
    return _Half(rows, means, sizes, None if training.beside is None else _half(rows, is_of, training.beside))


def _add_means(
    cells: sparse.csr_matrix | np.ndarray, is_of: dict[Any, np.ndarray], whole: tuple[dict, dict], into: tuple[dict, dict]
) -> None:
    """Adds mean and size of each group of these control cells; `whole` has those of both halves together."""
    for group, is_own in is_of.items():
        own = cells[is_own]
        # a group with one control cell has an empty half: it keeps the whole mean
        is_empty = own.shape[0] == 0
        into[0][group] = whole[0][group] if is_empty else _mean(own)
        into[1][group] = whole[1].get(group, 1) if is_empty else own.shape[0]


def _mean(cells: sparse.csr_matrix | np.ndarray) -> np.ndarray:
    """Mean row in 64 bits, (features,): sums of 20,000 values in their own 32 are off by 1e-4 and more."""
    if not sparse.issparse(cells):
        return cells.mean(axis=0, dtype=float)
    total = np.zeros(cells.shape[1])
    for first in range(0, cells.nnz, _VALUES_AT_ONCE):  # a copy of them all in 64 bits would be large
        some = slice(first, first + _VALUES_AT_ONCE)
        total += np.bincount(cells.indices[some], cells.data[some], cells.shape[1])
    return total / cells.shape[0]


def _as_judged(n_controls: int | None) -> int:
    """Contexts were judged on the outer folds; inside, only those with next to no controls are left out."""
    return 0 if n_controls is not None and n_controls < LEAST_CONTROLS_INSIDE else MIN_CONTROLS


def _control_rows(training: TrainingSet) -> np.ndarray:
    return np.flatnonzero(training.condition_of == -1)


def _drawn(training: TrainingSet, n: int, seed: str) -> list[Drawn]:
    measured = Measured(
        conditions=training.conditions,
        n_cells=training.n_cells,
        n_controls={context: _as_judged(training.n_controls.get(context)) for context in training.controls},
        min_cells=training.min_cells,
        key=str(seed_of("inner", seed)),
    )
    rules = rules_of(training.scenario) | INSIDE.get(training.scenario, {})
    rule = rules.get(training.part) or next(iter(rules.values()))
    drawn = rule(measured, n, leave_one_out=False)
    return drawn or _fallback(measured, training, n)


def _fallback(measured: Measured, training: TrainingSet, n: int) -> list[Drawn]:
    """Where the training pairs leave nothing to hold out (one pair in all), unseen perturbations stand in."""
    if training.scenario != "unseen-combination":
        return []
    return rules_of("unseen-perturbation")["all"](measured, n, leave_one_out=False)
