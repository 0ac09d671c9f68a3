"""Time: a time before the last measured one (interpolation), or the last (extrapolation)."""

from __future__ import annotations

from cellforge_runtime.splits.ladders import draw_above, draw_inside, ladders, tops
from cellforge_runtime.splits.measured import Drawn, Measured

# the controls are the course's beginning
LEAST_TIMES = 2


def draw_interpolation(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """A time with a later one in training leaves, in all contexts; before it lies an earlier one, or the controls."""
    return draw_inside(measured, "time", interpolation(measured), folds, leave_one_out=leave_one_out)


def draw_extrapolation(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """The last time of a target leaves everywhere; the earlier ones stay."""
    return draw_above(measured, "time", extrapolation(measured), folds, leave_one_out=leave_one_out)


def interpolation(measured: Measured) -> list[int]:
    """Ids of the conditions before the last time of their ladder."""
    return [i for ladder in ladders(measured, "time", LEAST_TIMES) for value, i in ladder.rungs if value < ladder.highest]


def extrapolation(measured: Measured) -> list[int]:
    """Ids of the conditions at their target's last time, with an earlier one beside them."""
    found = ladders(measured, "time", LEAST_TIMES)
    top = tops(found)
    return [i for ladder in found for value, i in ladder.rungs if value == top[ladder.targets]]


def candidates(measured: Measured) -> list[int]:
    """Ids of the conditions this scenario is about."""
    return [i for i, query in enumerate(measured.conditions) if query.time is not None]
