"""Disjointness proved on the materialised arrays: targets, contexts and cells, never labels alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.splits.fold import Fold
from cellforge_runtime.training_set import Query, TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.data import Data


def assert_disjoint(data: Data, fold: Fold, training: TrainingSet, rows: np.ndarray) -> None:
    """Refuse a training set that holds anything of what the fold holds out.

    Parameters
    ----------
    rows
        Ids of the cells in `training.cells`, in its order.

    Raises
    ------
    CellForgeError
        `split/leak`, with what is on both sides.
    """
    held = [data.queries[i] for i in fold.held_out]
    _none("cells of held-out conditions", np.intersect1d(data.condition_of[rows], fold.held_out).tolist())
    _none("scoring controls", np.intersect1d(rows, fold.scoring_controls).tolist())
    of_training = data.condition_of[rows]
    if not np.array_equal(np.unique(of_training[of_training >= 0]), np.sort(fold.train)):
        _none("conditions that are not the fold's training conditions", ["cells and conditions disagree"])
    _CHECKS[fold.scenario](held, training.conditions, fold.part)


def _check_perturbation(held: list[Query], train: list[Query], _part: str) -> None:
    _none("held-out targets", _targets(held) & _targets(train))


def _check_combination(held: list[Query], train: list[Query], part: str) -> None:
    alone = {(query.targets[0], query.context) for query in train if len(query.targets) == 1}
    anywhere = _targets(train)
    for pair in held:
        _none("a held-out pair", [query for query in train if set(pair.targets) <= set(query.targets)])
        seen = [target for target in pair.targets if (target, pair.context) in alone]
        hidden = [target for target in pair.targets if target not in seen]
        if len(seen) != int(part.removeprefix("seen-")):
            _none(f"targets that {part} should not show", seen)
        _none("targets that should be unseen", set(hidden) & anywhere)


def _check_context(held: list[Query], train: list[Query], _part: str) -> None:
    _none("held-out contexts", {query.context for query in held} & {query.context for query in train})


def _check_dose(held: list[Query], train: list[Query], part: str) -> None:
    _check_ladder(held, train, "dose", is_top=part == "highest")


def _check_time(held: list[Query], train: list[Query], part: str) -> None:
    _check_ladder(held, train, "time", is_top=part == "extrapolation")


def _check_ladder(held: list[Query], train: list[Query], axis: str, *, is_top: bool) -> None:
    """No training condition of the same targets at a held-out dose (time), nor above it where the top is held out."""
    out: dict[tuple[str, ...], set[float]] = {}
    for query in held:
        out.setdefault(query.targets, set()).add(getattr(query, axis))
    for query in train:
        value, gone = getattr(query, axis), out.get(query.targets)
        if value is not None and gone and (value in gone or (is_top and value > min(gone))):
            _none(f"held-out {axis}", [query])


_CHECKS = {
    "unseen-perturbation": _check_perturbation,
    "unseen-combination": _check_combination,
    "unseen-context": _check_context,
    "unseen-dose": _check_dose,
    "time": _check_time,
}


def _targets(queries: list[Query]) -> set[str]:
    return {target for query in queries for target in query.targets}


def _none(what: str, found: object) -> None:
    shared = sorted(map(str, found))  # type: ignore[call-overload]
    if shared:
        raise CellForgeError(
            "split/leak",
            message="The training set holds something of what its fold holds out.",
            expected=f"no {what} in training.",
            found=", ".join(shared[:5]) + (f" and {len(shared) - 5} more." if len(shared) > 5 else "."),
            remedy="This is a fault of CellForge: please report it with the task.",
        )
