"""Unseen context: one level of the context column out; its controls are given, its perturbed cells are not."""

from __future__ import annotations

from cellforge_runtime.splits.measured import Drawn, Measured, deal, fold_count
from cellforge_runtime.training_set import what_is_done


def draw(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """Scored are conditions that a training context measured with enough cells.

    Outer folds hold out one level each, however many there are; inner folds may group levels.
    """
    scorable = measured.scorable()
    levels = measured.shuffled((query.context,) for query in measured.conditions)
    if len(levels) < 2:
        return []
    count = len(levels) if leave_one_out else fold_count(len(levels), folds, leave_one_out=False)
    drawn = []
    for group in deal(levels, count):
        out = {level for (level,) in group}
        known = {what_is_done(measured.conditions[i]) for i in scorable if measured.conditions[i].context not in out}
        gone = [i for i in scorable if measured.conditions[i].context in out]
        scored = [i for i in gone if what_is_done(measured.conditions[i]) in known]
        drawn.append(measured.drawn(scored, lambda query, out=out: query.context in out))
    return [fold for fold in drawn if fold.train and fold.held_out]


def candidates(measured: Measured) -> list[int]:
    """Ids of the conditions this scenario is about."""
    return list(range(len(measured.conditions)))
