"""Unseen dose: a dose between measured ones (interior), or the highest of a target (highest)."""

from __future__ import annotations

from cellforge_runtime.splits.ladders import draw_above, draw_inside, ladders, tops
from cellforge_runtime.splits.measured import Drawn, Measured

LEAST_DOSES = 3


def draw_interior(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """A dose with a lower and a higher one in training leaves, with the same dose in all other contexts."""
    return draw_inside(measured, "dose", interior(measured), folds, leave_one_out=leave_one_out)


def draw_highest(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """The highest dose of a target leaves everywhere; two lower ones or more stay."""
    return draw_above(measured, "dose", highest(measured), folds, leave_one_out=leave_one_out)


def interior(measured: Measured) -> list[int]:
    """Ids of the conditions between the lowest and the highest dose of their ladder."""
    found = ladders(measured, "dose", LEAST_DOSES)
    return [i for ladder in found for value, i in ladder.rungs if ladder.lowest < value < ladder.highest]


def highest(measured: Measured) -> list[int]:
    """Ids of the conditions at their target's highest dose, with two lower ones beside them."""
    found = ladders(measured, "dose", LEAST_DOSES)
    top = tops(found)
    return [i for ladder in found for value, i in ladder.rungs if value == top[ladder.targets]]


def candidates(measured: Measured) -> list[int]:
    """Ids of the conditions this scenario is about."""
    return [i for i, query in enumerate(measured.conditions) if query.dose is not None]
