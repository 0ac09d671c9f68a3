"""What each scenario would hold out here, and which one is proposed (metrics.md, section 3). Counts, never values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cellforge_runtime.describe.conditions import ALL, CONTROL, Condition, Conditions
from cellforge_runtime.describe.problem import CellForgeError

SCENARIOS = ("unseen-perturbation", "unseen-combination", "unseen-context", "unseen-dose", "time")
# the most specific first
PROPOSED = ("unseen-combination", "unseen-perturbation", "unseen-context", "time", "unseen-dose")
PROPOSED_FROM = {"unseen-perturbation": 8, "unseen-combination": 2}
# nothing in the cells tells of a compound that they never met: what was varied on purpose comes first
PROPOSED_OF_COMPOUNDS = ("unseen-combination", "time", "unseen-dose", "unseen-context", "unseen-perturbation")
COMPOUNDS = ("drug", "cytokine")
LEAVE_ONE_OUT_BELOW = 10
MIN_CONTROLS = 10
LISTED = 500


@dataclass(frozen=True)
class Counted:
    """The conditions of a task with what can't be scored, and why."""

    conditions: Sequence[Condition]
    why_not: list[str | None]
    folds: int
    min_cells: int = 30

    @property
    def scorable(self) -> list[Condition]:
        return [each for each, why in zip(self.conditions, self.why_not) if why is None]


def count(found: Conditions, *, min_cells: int, folds: int) -> Counted:
    """Which conditions have the cells and the controls to be scored."""
    control = found.context_of[(found.condition_of == CONTROL) & (found.context_of >= 0)]
    controls = dict(zip(found.contexts, np.bincount(control, minlength=len(found.contexts)).tolist()))

    def why_not(each: Condition) -> str | None:
        here = controls.get(each.context or ALL, 0)
        if each.n_cells < min_cells:
            return f"{each.n_cells} cells, fewer than {min_cells}"
        if here < MIN_CONTROLS:
            return f"{here} control cells in its context, fewer than {MIN_CONTROLS}"
        return None

    return Counted(found.conditions, [why_not(each) for each in found.conditions], folds, min_cells)


def held_out(counted: Counted, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """The wire format `HeldOut` of every scenario."""
    rules = {
        "unseen-perturbation": _unseen_perturbation,
        "unseen-combination": _unseen_combination,
        "unseen-context": _unseen_context,
        "unseen-dose": _unseen_dose,
        "time": _time,
    }
    told = []
    for scenario in SCENARIOS:
        parts, folds, reason, unscored = rules[scenario](counted)
        available = bool(folds)
        told.append(
            {
                "scenario": scenario,
                "available": available,
                "chosen": scenario in chosen,
                "reason": reason,
                "folds": folds if available else 0,
                "parts": [
                    {"part": part, "conditions": len(held), "cells": sum(each.n_cells for each in held)}
                    for part, held in parts.items()
                ],
                "unscored": [{"label": label, "reason": why} for label, why in unscored[:LISTED]],
            }
        )
    return told


def propose(told: Sequence[dict[str, Any]], perturbation_type: str) -> str | None:
    """The most specific available scenario; from 8 perturbations or 2 pairs, or as the only one.

    Of drugs and cytokines, times and doses come before contexts, and contexts before compounds that nobody measured. Of times
    and doses those come first that more perturbations were measured at.
    """
    order = PROPOSED_OF_COMPOUNDS if perturbation_type in COMPOUNDS else PROPOSED
    available = {each["scenario"]: each for each in told if each["available"]}
    of_doses, of_times = (available.get(name, {}).get("n_units", 0) for name in ("unseen-dose", "time"))
    if of_doses > of_times:
        swapped = {"time": "unseen-dose", "unseen-dose": "time"}
        order = tuple(swapped.get(scenario, scenario) for scenario in order)
    for scenario in order:
        if scenario not in available:
            continue
        if available[scenario]["n_units"] >= PROPOSED_FROM.get(scenario, 0):
            return scenario
    return next((scenario for scenario in order if scenario in available), None)


def choose(told: list[dict[str, Any]], counted: Counted, wanted: str | None, *, perturbation_type: str = "unknown") -> list[str]:
    """The scenarios the task holds out: those the analyst names, else the proposed one.

    Raises
    ------
    CellForgeError
        `task/unknown-scenario`, `scenario/not-available`, `task/few-cells` or
        `task/nothing-to-hold-out`.
    """
    names = [name.strip() for name in (wanted or "").split(",") if name.strip()]
    for name in names:
        _check_scenario(name, told)
    if names:
        return list(dict.fromkeys(names))
    n_units = {
        "unseen-perturbation": _n_units(counted, 1),
        "unseen-combination": _n_units(counted, 2),
        "unseen-dose": len({group[0].targets for group in _levels(counted, "dose", least=3)}),
        "time": len({group[0].targets for group in _levels(counted, "time", least=2)}),
    }
    proposed = propose([{**each, "n_units": n_units.get(each["scenario"], 0)} for each in told], perturbation_type)
    if proposed is None:
        raise _nothing(told, counted)
    return [proposed]


def _n_units(counted: Counted, n_targets: int) -> int:
    """How many perturbations of so many targets can be scored."""
    return len({each.targets for each in counted.scorable if len(each.targets) == n_targets})


def _check_scenario(name: str, told: list[dict[str, Any]]) -> None:
    if name not in SCENARIOS:
        raise CellForgeError(
            "task/unknown-scenario",
            f'There is no scenario "{name}"',
            expected=f"one of {', '.join(SCENARIOS)}",
            found=f'"{name}"',
            remedy="Set the scenario to one of these names, or to several with commas between.",
        )
    row = next(each for each in told if each["scenario"] == name)
    if not row["available"]:
        ready = [each["scenario"] for each in told if each["available"]]
        raise CellForgeError(
            "scenario/not-available",
            f"This data has nothing that {name} could hold out",
            expected=_NEEDS[name],
            found=row["reason"],
            remedy=f"Choose {' or '.join(ready)}." if ready else "Choose another part of the file, or another context.",
        )


_NEEDS = {
    "unseen-perturbation": "two or more perturbations measured alone, with enough cells and controls",
    "unseen-combination": "measured pairs of perturbations, and other conditions to train on",
    "unseen-context": "one perturbation measured in two contexts, each with controls",
    "unseen-dose": "one perturbation measured at three doses, with enough cells and controls",
    "time": "one perturbation measured at two times, with enough cells and controls",
}


def _nothing(told: list[dict[str, Any]], counted: Counted) -> CellForgeError:
    conditions = counted.conditions
    if conditions and not counted.scorable and any("cells, fewer" in (why or "") for why in counted.why_not):
        most = max(each.n_cells for each in conditions)
        return CellForgeError(
            "task/few-cells",
            "No condition can be scored: all have too few cells",
            expected=f"{counted.min_cells} cells or more a condition, {MIN_CONTROLS} control cells or more in its context",
            found=f"{len(conditions):,} conditions; the largest has {most} cells",
            remedy=_coarser(counted) or "Use a coarser context or none, or merge guides of one target.",
        )
    of_controls = next((why for why in counted.why_not if why and "control cells" in why), None)
    if conditions and not counted.scorable and of_controls:
        return CellForgeError(
            "task/few-controls",
            "No condition can be scored: there are too few control cells",
            expected=f"{MIN_CONTROLS} control cells or more in the context of a condition: the model sees half, half score it",
            found=f"{len(conditions):,} conditions; {of_controls}",
            remedy="Set another control or a coarser context, or none; other kinds of control can be given the control's label.",
        )
    n = len({each.targets for each in conditions})
    contexts = len({each.context for each in conditions})
    return CellForgeError(
        "task/nothing-to-hold-out",
        "Nothing can be held out, so nothing can be predicted and checked",
        expected="several perturbations, or one measured in several contexts, at three doses or at two times",
        found=f"{n} perturbation{'s' * (n != 1)} in {contexts} context{'s' * (contexts != 1)}",
        remedy="Set a context column with several levels (cell type, cell line, donor), or add perturbations.",
    )


def _coarser(counted: Counted) -> str:
    """Which settings would leave conditions with cells enough, and how many."""
    told = []
    for axis in ("context", "dose", "time"):
        kept = [name for name in ("targets", "context", "dose", "time") if name != axis]
        cells: dict[tuple[object, ...], int] = {}
        for each in counted.conditions:
            key = tuple(getattr(each, name) for name in kept)
            cells[key] = cells.get(key, 0) + each.n_cells
        n = sum(1 for n_cells in cells.values() if n_cells >= counted.min_cells)
        if n and len(cells) < len(counted.conditions):
            told.append(f"{axis}=none ({n:,} of {len(cells):,} conditions would have {counted.min_cells} cells or more)")
    if not told:
        return ""
    return f"Set {' or '.join(told)}: cells that differ in it are then taken together. A coarser context may do as well."


Rule = tuple[dict[str, list[Condition]], int, str, list[tuple[str, str]]]


def _fold_count(n: int, folds: int) -> int:
    return n if n < LEAVE_ONE_OUT_BELOW else min(folds, n)


def _few(counted: Counted, about: Sequence[Condition]) -> list[tuple[str, str]]:
    held = set(map(id, about))
    return [(c.label, why) for c, why in zip(counted.conditions, counted.why_not) if why and id(c) in held]


def _unseen_perturbation(counted: Counted) -> Rule:
    singles = [each for each in counted.conditions if len(each.targets) == 1]
    scored = [each for each in counted.scorable if len(each.targets) == 1]
    n = len({each.targets for each in scored})
    if n < 2:
        return {}, 0, f"{n} perturbation{'s' * (n != 1)} measured alone with enough cells: at least 2 are needed.", []
    folds = _fold_count(n, counted.folds)
    how = "each is held out once" if folds == n else f"held out in {folds} folds"
    reason = f"{n} perturbations measured alone; {how}, everywhere they occur."
    return {"all": scored}, folds, reason, _few(counted, singles)


def _unseen_combination(counted: Counted) -> Rule:
    combinations = [each for each in counted.conditions if len(each.targets) > 1]
    pairs = [each for each in counted.scorable if len(each.targets) == 2]
    if not combinations:
        return {}, 0, "No condition has two targets.", []
    if not pairs or len(counted.conditions) < 2:
        return (
            {},
            0,
            f"{len(combinations)} combinations, no pair of them with enough cells.",
            _few(counted, combinations),
        )
    alone = {(each.targets[0], each.context) for each in counted.conditions if len(each.targets) == 1}
    seen = {each.label: sum((target, each.context) in alone for target in each.targets) for each in pairs}
    # a pair with both targets measured alone is scored twice with one seen: once without the one, once the other
    parts = {
        "seen-2": [each for each in pairs if seen[each.label] == 2],
        "seen-1": [each for each in pairs for _ in range(seen[each.label])],
        "seen-0": [each for each in pairs if _has_rest(each, counted)],
    }
    numbers = " / ".join(str(len(held)) for held in parts.values())
    n = max(len({each.targets for each in held}) for held in parts.values())
    larger = [(each.label, "more than two targets") for each in combinations if len(each.targets) > 2]
    reason = f"{len(pairs)} pairs: {numbers} scored with two, one or no target seen alone."
    return parts, _fold_count(n, counted.folds), reason, _few(counted, combinations) + larger


def _has_rest(pair: Condition, counted: Counted) -> bool:
    """Whether anything is left to train on once both targets are gone."""
    return any(not set(pair.targets) & set(each.targets) for each in counted.conditions)


def _unseen_context(counted: Counted) -> Rule:
    levels = {each.context for each in counted.conditions if each.context is not None}
    if len(levels) < 2:
        return (
            {},
            0,
            f"{len(levels)} context{'s' * (len(levels) != 1)} with perturbed and control cells: 2 are needed.",
            [],
        )
    where: dict[object, set[str | None]] = {}
    for each in counted.scorable:
        where.setdefault((each.targets, each.dose, each.time), set()).add(each.context)
    scored = [each for each in counted.scorable if len(where[each.targets, each.dose, each.time]) > 1]
    kept = set(map(id, scored))
    lone = [(c.label, "measured in no other context with enough cells") for c in counted.scorable if id(c) not in kept]
    unscored = _few(counted, counted.conditions) + lone
    folds = len({each.context for each in scored})
    if not scored:
        return {}, 0, f"{len(levels)} contexts, but no condition has enough cells in two of them.", unscored
    return {"all": scored}, folds, f"{folds} contexts, each held out once; its controls are given.", unscored


def _unseen_dose(counted: Counted) -> Rule:
    doses = _levels(counted, "dose", least=3)
    if not doses:
        return {}, 0, "No perturbation has three doses.", []
    inside = [each for group in doses for each in group if group[0].dose < each.dose < group[-1].dose]
    parts = {"interior": inside, "highest": _tops(doses, "dose")}
    return _ladder_rule(counted, parts, "dose", f"{_counted(len({g[0].targets for g in doses}))} measured at three doses or more")


def _time(counted: Counted) -> Rule:
    times = _levels(counted, "time", least=2)
    if not times:
        return {}, 0, "No perturbation has two times.", []
    parts = {
        "interpolation": [each for group in times for each in group if each.time < group[-1].time],
        "extrapolation": _tops(times, "time"),
    }
    return _ladder_rule(counted, parts, "time", f"{_counted(len({g[0].targets for g in times}))} measured at two times or more")


_NOT_ON_LADDER = {
    "dose": "not between nor above two other doses with enough cells",
    "time": "no other time of it measured with enough cells",
}


def _ladder_rule(counted: Counted, parts: dict[str, list[Condition]], axis: str, reason: str) -> Rule:
    inside, above = parts.values()
    units = [(each.targets, getattr(each, axis)) for each in inside]
    most = max((len({value for targets, value in units if targets == own}) for own, _ in units), default=0)
    folds = max(
        most, _fold_count(len(set(units)), counted.folds), _fold_count(len({each.targets for each in above}), counted.folds)
    )
    numbers = " / ".join(f"{len(held)} {part}" for part, held in parts.items())
    scored = set(map(id, [*inside, *above]))
    about = [each for each in counted.conditions if getattr(each, axis) is not None]
    lone = [(c.label, _NOT_ON_LADDER[axis]) for c in counted.scorable if c in about and id(c) not in scored]
    return parts, folds, f"{reason}: {numbers}.", _few(counted, about) + lone


def _tops(groups: Sequence[Sequence[Condition]], axis: str) -> list[Condition]:
    """The conditions at their targets' highest dose or time, over all contexts."""
    top: dict[tuple[str, ...], float] = {}
    for group in groups:
        highest = getattr(group[-1], axis)
        top[group[0].targets] = max(highest, top.get(group[0].targets, highest))
    return [each for group in groups for each in group if getattr(each, axis) == top[each.targets]]


def _counted(n: int) -> str:
    return f"{n:,} perturbation{'s' * (n != 1)}"


def _levels(counted: Counted, name: str, least: int) -> list[list[Condition]]:
    """Scorable conditions that differ in dose or time only, rising, where there are enough of its levels."""
    groups: dict[object, list[Condition]] = {}
    other = "time" if name == "dose" else "dose"
    for each in counted.scorable:
        if getattr(each, name) is not None:
            groups.setdefault((each.targets, each.context, getattr(each, other)), []).append(each)
    rising = [sorted(group, key=lambda each: getattr(each, name)) for group in groups.values()]
    return [group for group in rising if len(group) >= least]
