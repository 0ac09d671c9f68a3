"""Unseen perturbation: folds over targets; every condition that contains a held-out target leaves training."""

from __future__ import annotations

from cellforge_runtime.splits.measured import Drawn, Measured, deal, fold_count


def draw(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """Each target measured alone is held out once, in all its contexts and doses and in every combination."""
    singles = [i for i in measured.scorable() if len(measured.conditions[i].targets) == 1]
    units = measured.shuffled(measured.conditions[i].targets for i in singles)
    drawn = []
    for group in deal(units, fold_count(len(units), folds, leave_one_out=leave_one_out)):
        targets = {target for unit in group for target in unit}
        scored = [i for i in singles if targets.issuperset(measured.conditions[i].targets)]
        drawn.append(measured.drawn(scored, lambda query, out=targets: not out.isdisjoint(query.targets)))
    return [fold for fold in drawn if fold.train]


def candidates(measured: Measured) -> list[int]:
    """Ids of the conditions this scenario is about."""
    return [i for i, query in enumerate(measured.conditions) if len(query.targets) == 1]
