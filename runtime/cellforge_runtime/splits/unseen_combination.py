"""Unseen combination: a pair is held out; zero, one or two of its targets stay measured alone in training."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from cellforge_runtime.splits.measured import Drawn, Measured, deal, fold_count
from cellforge_runtime.training_set import Query

Pair = tuple[str, ...]


def draw_seen_2(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """Both targets measured alone in training, in the pair's own context."""
    alone = _measured_alone(measured)
    scored = [i for i in _pairs(measured) if len(_seen(measured.conditions[i], alone)) == 2]
    units = measured.shuffled(measured.conditions[i].targets for i in scored)
    groups = deal(units, fold_count(len(units), folds, leave_one_out=leave_one_out))
    return _drawn(measured, [_Group(pairs=group) for group in groups], scored)


def draw_seen_1(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """One target measured alone in training; the other is removed from training everywhere, alone and in pairs.

    A pair with both targets measured alone is scored once for each of them, in different folds.
    """
    alone = _measured_alone(measured)
    scored = [i for i in _pairs(measured) if _seen(measured.conditions[i], alone)]
    ways = {(*measured.conditions[i].targets, seen) for i in scored for seen in _seen(measured.conditions[i], alone)}
    groups = [_Group() for _ in range(fold_count(len(ways), folds, leave_one_out=leave_one_out))]
    for first, second, seen in measured.shuffled(ways):
        _place((first, second), seen, groups)
    return _drawn(measured, groups, scored, must_see=1)


def draw_seen_0(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """Both targets are removed from training everywhere, alone and in pairs."""
    scored = _pairs(measured)
    units = measured.shuffled(measured.conditions[i].targets for i in scored)
    dealt = deal(units, fold_count(len(units), folds, leave_one_out=leave_one_out))
    groups = [_Group(pairs=group, removed={target for pair in group for target in pair}) for group in dealt]
    return _drawn(measured, groups, scored)


def draw_seen_0_inside(measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]:
    """Inner folds of seen-0: targets are dealt, and what has none but dealt ones is scored, alone and in pairs.

    The pairs of one fold have most targets of a training set between them: to remove these once more would leave next to
    nothing to train on and one or two pairs to score. What was never perturbed alone is as unknown as such a pair.
    """
    scored = measured.scorable()
    units = measured.shuffled((target,) for i in scored for target in measured.conditions[i].targets)
    drawn = []
    for group in deal(units, fold_count(len(units), folds, leave_one_out=leave_one_out)):
        removed = {target for (target,) in group}
        held = [i for i in scored if removed.issuperset(measured.conditions[i].targets)]
        drawn.append(measured.drawn(held, partial(_leaves, pairs=[], removed=removed)))
    return [fold for fold in drawn if fold.train and fold.held_out]


def candidates(measured: Measured) -> list[int]:
    """Ids of the conditions this scenario is about."""
    return [i for i, query in enumerate(measured.conditions) if len(query.targets) > 1]


@dataclass
class _Group:
    """The pairs of one fold; `removed` targets leave training everywhere, `kept` ones have to stay."""

    pairs: list[Pair] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def takes(self, pair: Pair, seen: str) -> bool:
        removed = _other(pair, seen)
        return pair not in self.pairs and seen not in self.removed and removed not in self.kept

    def add(self, pair: Pair, seen: str) -> None:
        self.pairs.append(pair)
        self.removed.add(_other(pair, seen))
        self.kept.add(seen)


def _place(pair: Pair, seen: str, groups: list[_Group]) -> None:
    """Put the pair into the smallest group in which its seen target stays; open another where there is none."""
    fits = [group for group in groups if group.takes(pair, seen)]
    if not fits:
        fits = [_Group()]
        groups += fits
    min(fits, key=lambda group: len(group.pairs)).add(pair, seen)


def _other(pair: Pair, target: str) -> str:
    return pair[1] if target == pair[0] else pair[0]


def _drawn(measured: Measured, groups: list[_Group], scored: list[int], must_see: int | None = None) -> list[Drawn]:
    alone = _measured_alone(measured)
    drawn = []
    for group in groups:
        held = [i for i in scored if measured.conditions[i].targets in group.pairs]
        if must_see is not None:
            left = {(target, context) for target, context in alone if target not in group.removed}
            held = [i for i in held if len(_seen(measured.conditions[i], left)) == must_see]
        drawn.append(measured.drawn(held, partial(_leaves, pairs=group.pairs, removed=group.removed)))
    return [fold for fold in drawn if fold.train and fold.held_out]


def _leaves(query: Query, pairs: list[Pair], removed: set[str]) -> bool:
    # a triple that contains a held-out pair would show its interaction
    return not removed.isdisjoint(query.targets) or any(set(pair) <= set(query.targets) for pair in pairs)


def _pairs(measured: Measured) -> list[int]:
    return [i for i in measured.scorable() if len(measured.conditions[i].targets) == 2]


def _measured_alone(measured: Measured) -> set[tuple[str, str]]:
    return {(query.targets[0], query.context) for query in measured.conditions if len(query.targets) == 1}


def _seen(query: Query, alone: set[tuple[str, str]]) -> list[str]:
    return [target for target in query.targets if (target, query.context) in alone]
