"""A fifth of a part with thirty scored conditions or more is kept from the design and scored as a part of its own."""

from __future__ import annotations

from collections.abc import Sequence

from cellforge_runtime.splits.fold import BLIND
from cellforge_runtime.splits.measured import Drawn, Measured

LEAST_CONDITIONS = 30
SHARE = 0.2


def blind_conditions(measured: Measured, scored: Sequence[int]) -> set[int]:
    """A seeded fifth of the scored conditions, whole targets at a time; none below thirty.

    These conditions still train the folds in which they are not scored, as in any cross-validation; `assess` and with
    it the debate, the go or no-go and the facts never see them.
    """
    if len(scored) < LEAST_CONDITIONS:
        return set()
    chosen: set[int] = set()
    for targets in measured.shuffled(measured.conditions[i].targets for i in scored):
        if len(chosen) >= round(SHARE * len(scored)):
            break
        chosen |= {i for i in scored if measured.conditions[i].targets == targets}
    return chosen if len(chosen) < len(scored) / 2 else _single_conditions(measured, scored)


def _single_conditions(measured: Measured, scored: Sequence[int]) -> set[int]:
    """For few targets in many contexts: conditions one by one."""
    names = {(*measured.conditions[i].targets, measured.conditions[i].context, str(i)): i for i in scored}
    return {names[name] for name in measured.shuffled(names)[: round(SHARE * len(scored))]}


def part_names(part: str, drawn: Sequence[Drawn], blind: set[int]) -> dict[int, str]:
    """The part each held-out condition is scored in."""
    hidden = BLIND if part == "all" else f"{part}-{BLIND}"
    held = [i for fold in drawn for i in fold.held_out]
    split = len(held) >= LEAST_CONDITIONS
    return {i: hidden if split and i in blind else part for i in held}
