"""What each scenario would hold out here, and which one is proposed (metrics.md, section 3). Counts, never values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cellforge_runtime.describe.conditions import ALL, CONTROL, Condition, Conditions
from cellforge_runtime.describe.problem import CellForgeError

SCENARIOS = ("unseen-perturbation", "unseen-combination", "unseen-context", "unseen-dose", "time")
NOT_YET = ("unseen-dose", "time")
# the most specific first
PROPOSED = ("unseen-combination", "unseen-perturbation", "unseen-context", "time", "unseen-dose")
PROPOSED_FROM = {"unseen-perturbation": 8, "unseen-combination": 2}
LEAVE_ONE_OUT_BELOW = 10
MIN_CONTROLS = 10
LISTED = 500


@dataclass(frozen=True)
class Counted:
    """The conditions of a task with what can't be scored, and why."""

    conditions: Sequence[Condition]
    why_not: list[str | None]
    folds: int

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

    return Counted(found.conditions, [why_not(each) for each in found.conditions], folds)


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
        available = bool(folds) and scenario not in NOT_YET
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


def propose(told: Sequence[dict[str, Any]]) -> str | None:
    """The most specific available scenario; from 8 perturbations or 2 pairs, or as the only one."""
    available = {each["scenario"]: each for each in told if each["available"]}
    for scenario in PROPOSED:
        if scenario not in available:
            continue
        if available[scenario]["n_units"] >= PROPOSED_FROM.get(scenario, 0):
            return scenario
    return next((scenario for scenario in PROPOSED if scenario in available), None)


def choose(told: list[dict[str, Any]], counted: Counted, wanted: str | None) -> list[str]:
    """The scenarios the task holds out: those the analyst names, else the proposed one.

    Raises
    ------
    CellForgeError
        `task/unknown-scenario`, `scenario/not-yet-available`, `scenario/not-available`, `task/few-cells` or
        `task/nothing-to-hold-out`.
    """
    names = [name.strip() for name in (wanted or "").split(",") if name.strip()]
    for name in names:
        _check_scenario(name, told)
    if names:
        return list(dict.fromkeys(names))
    n_units = {"unseen-perturbation": _n_units(counted, 1), "unseen-combination": _n_units(counted, 2)}
    proposed = propose([{**each, "n_units": n_units.get(each["scenario"], 0)} for each in told])
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
    if name in NOT_YET:
        raise _not_yet(name, row["reason"])
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
}


def _not_yet(name: str, found: str) -> CellForgeError:
    return CellForgeError(
        "scenario/not-yet-available",
        f'The scenario "{name}" is not available yet',
        expected="unseen-perturbation, unseen-combination or unseen-context",
        found=found,
        remedy="Choose one of these scenarios; doses and times stay parts of the conditions.",
    )


def _nothing(told: list[dict[str, Any]], counted: Counted) -> CellForgeError:
    conditions = counted.conditions
    if conditions and not counted.scorable and any("cells, fewer" in (why or "") for why in counted.why_not):
        most = max(each.n_cells for each in conditions)
        return CellForgeError(
            "task/few-cells",
            "No condition can be scored: all have too few cells",
            expected="conditions of 30 cells or more, with 10 control cells or more in their context",
            found=f"{len(conditions):,} conditions; the largest has {most} cells",
            remedy="Use a coarser context or none, or merge guides of one target.",
        )
    later = [each for each in told if each["scenario"] in NOT_YET and each["parts"]]
    if later:
        return _not_yet(later[-1]["scenario"], later[-1]["reason"])
    n = len({each.targets for each in conditions})
    contexts = len({each.context for each in conditions})
    return CellForgeError(
        "task/nothing-to-hold-out",
        "Nothing can be held out, so nothing can be predicted and checked",
        expected="several perturbations, or one perturbation measured in several contexts",
        found=f"{n} perturbation{'s' * (n != 1)} in {contexts} context{'s' * (contexts != 1)}",
        remedy="Set a context column with several levels (cell type, cell line, donor), or add perturbations.",
    )


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
    doses = _levels(counted, "dose")
    if not doses:
        return {}, 0, "No perturbation has three doses.", []
    parts: dict[str, list[Condition]] = {"interior": [], "highest": []}
    for group in doses:
        top = max(each.dose for each in group)
        low = min(each.dose for each in group)
        parts["highest"] += [each for each in group if each.dose == top]
        parts["interior"] += [each for each in group if low < each.dose < top]
    return parts, 0, f"Measured at three doses or more: {_counted(len(doses))}. Not yet available.", []


def _time(counted: Counted) -> Rule:
    times = _levels(counted, "time", least=2)
    if not times:
        return {}, 0, "No perturbation has two times.", []
    parts: dict[str, list[Condition]] = {"interpolation": [], "extrapolation": []}
    for group in times:
        last = max(each.time for each in group)
        parts["extrapolation"] += [each for each in group if each.time == last]
        parts["interpolation"] += [each for each in group if each.time < last]
    return parts, 0, f"Measured at two times or more: {_counted(len(times))}. Not yet available.", []


def _counted(n: int) -> str:
    return f"{n:,} perturbation{'s' * (n != 1)}"


def _levels(counted: Counted, name: str, least: int = 3) -> list[list[Condition]]:
    """Scorable conditions that differ in dose or time only, where there are enough of its levels."""
    groups: dict[object, list[Condition]] = {}
    other = "time" if name == "dose" else "dose"
    for each in counted.scorable:
        if getattr(each, name) is not None:
            groups.setdefault((each.targets, each.context, getattr(each, other)), []).append(each)
    return [group for group in groups.values() if len({getattr(each, name) for each in group}) >= least]
