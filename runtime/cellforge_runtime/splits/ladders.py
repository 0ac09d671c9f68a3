"""Doses and times: conditions that differ in one of the two only, from the lowest to the highest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from cellforge_runtime.splits.measured import Drawn, Measured, fold_count
from cellforge_runtime.training_set import Query

Axis = Literal["dose", "time"]
Rung = tuple[tuple[str, ...], float]  # targets, and one dose or time of them


@dataclass(frozen=True)
class Ladder:
    """Scorable conditions of the same targets and context, and of the same time (dose), by rising dose (time)."""

    targets: tuple[str, ...]
    rungs: tuple[tuple[float, int], ...]  # (dose or time, condition id), rising

    @property
    def lowest(self) -> float:
        return self.rungs[0][0]

    @property
    def highest(self) -> float:
        return self.rungs[-1][0]


def ladders(measured: Measured, axis: Axis, least: int) -> list[Ladder]:
    """Every ladder with `least` rungs or more."""
    groups: dict[tuple[object, ...], list[tuple[float, int]]] = {}
    for i in measured.scorable():
        query = measured.conditions[i]
        value = getattr(query, axis)
        if value is not None:
            other = query.time if axis == "dose" else query.dose
            groups.setdefault((query.targets, query.context, other), []).append((value, i))
    found = [Ladder(key[0], tuple(sorted(rungs))) for key, rungs in groups.items()]  # type: ignore[arg-type]
    return [ladder for ladder in found if len(ladder.rungs) >= least]


def tops(found: Sequence[Ladder]) -> dict[tuple[str, ...], float]:
    """The highest dose or time of each target set, over its ladders."""
    highest: dict[tuple[str, ...], float] = {}
    for ladder in found:
        highest[ladder.targets] = max(ladder.highest, highest.get(ladder.targets, ladder.highest))
    return highest


def draw_inside(measured: Measured, axis: Axis, scored: Collection[int], folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """One rung held out at a time, in every context; a fold holds at most one rung of any targets.

    So the rungs below and above stay in training, and what is asked for lies between measured ones.
    """
    units = sorted({_rung(measured.conditions[i], axis) for i in scored})
    if not units:
        return []
    by_targets: dict[tuple[str, ...], list[Rung]] = {}
    for unit in units:
        by_targets.setdefault(unit[0], []).append(unit)
    most = max(len(own) for own in by_targets.values())
    count = max(fold_count(len(units), folds, leave_one_out=leave_one_out), most)
    # the rungs of one target follow each other, so they are dealt to different folds
    order = [unit for targets in measured.shuffled(by_targets) for unit in by_targets[targets]]
    drawn = []
    for k in range(count):
        out = set(order[k::count])
        held = [i for i in scored if _rung(measured.conditions[i], axis) in out]
        drawn.append(measured.drawn(held, lambda query, out=out: _is_on(query, axis) and _rung(query, axis) in out))
    return [fold for fold in drawn if fold.train and fold.held_out]


def draw_above(measured: Measured, axis: Axis, scored: Collection[int], folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """Folds over targets: their highest rung is held out in every context."""
    top = {measured.conditions[i].targets: getattr(measured.conditions[i], axis) for i in scored}
    units = measured.shuffled(top)
    count = fold_count(len(units), folds, leave_one_out=leave_one_out)
    drawn = []
    for k in range(count):
        out = set(units[k::count])
        held = [i for i in scored if measured.conditions[i].targets in out]
        drawn.append(
            measured.drawn(
                held,
                lambda query, out=out: (
                    query.targets in out and _is_on(query, axis) and getattr(query, axis) >= top[query.targets]
                ),
            )
        )
    return [fold for fold in drawn if fold.train and fold.held_out]


def _is_on(query: Query, axis: Axis) -> bool:
    return getattr(query, axis) is not None


def _rung(query: Query, axis: Axis) -> Rung:
    return query.targets, getattr(query, axis)
