"""A fifth of a part with thirty scored conditions or more is kept from the design and scored as a part of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cellforge_runtime.splits.fold import BLIND
from cellforge_runtime.splits.measured import Drawn, Measured

LEAST_CONDITIONS = 30
SHARE = 0.2


def blind_conditions(measured: Measured, scored: Mapping[str, Sequence[int]]) -> set[int]:
    """A seeded fifth of the conditions of the parts with thirty or more, whole targets at a time.

    These conditions still train the folds in which they are not scored, as in any cross-validation; `assess` and with
    it the debate, the go or no-go and the facts never see them.

    Parameters
    ----------
    scored
        Ids of the scored conditions by part; one that is scored in two ways stands there twice.
    """
    pool = sorted({i for ids in scored.values() if len(set(ids)) >= LEAST_CONDITIONS for i in ids})
    chosen: set[int] = set()
    for targets in measured.shuffled(measured.conditions[i].targets for i in pool):
        if len(chosen) >= round(SHARE * len(pool)):
            break
        chosen |= {i for i in pool if measured.conditions[i].targets == targets}
    return chosen if len(chosen) <= len(pool) / 3 else _single_conditions(measured, pool)


def _single_conditions(measured: Measured, scored: Sequence[int]) -> set[int]:
    """For few targets in many contexts: conditions one by one."""
    names = {(*measured.conditions[i].targets, measured.conditions[i].context, str(i)): i for i in scored}
    return {names[name] for name in measured.shuffled(names)[: round(SHARE * len(scored))]}


def part_names(part: str, drawn: Sequence[Drawn], blind: set[int]) -> dict[int, str]:
    """The part each held-out condition is scored in."""
    hidden = BLIND if part == "all" else f"{part}-{BLIND}"
    held = {i for fold in drawn for i in fold.held_out}
    split = len(held) >= LEAST_CONDITIONS
    return {i: hidden if split and i in blind else part for i in held}
