"""`split`: the outer folds of a task, the same for the same task, data and seed whatever the order of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.given import must_be
from cellforge_runtime.splits.blind import blind_conditions, part_names
from cellforge_runtime.splits.controls import split_controls
from cellforge_runtime.splits.fold import Fold, Folds, Unscored
from cellforge_runtime.splits.measured import Drawn, Measured, seed_of
from cellforge_runtime.splits.rules import CANDIDATES, RULES, rules_of

if TYPE_CHECKING:
    from cellforge_runtime.data import Data


def split(data: Data) -> Folds:
    """All outer folds of the task's scenarios.

    Raises
    ------
    CellForgeError
        The task names no scenario, a scenario is not available yet, or the data has nothing it could hold out.
    """
    from cellforge_runtime.data import Data

    must_be(data, Data, "What split is given", "folds = cf.split(cf.prepare(adata, task))")
    if not data.task.scenarios:
        raise _no_scenario(data)
    folds: list[Fold] = []
    unscored: list[Unscored] = []
    hidden: set[int] = set()
    for scenario in data.task.scenarios:
        measured = measured_of(data, scenario)
        drawn = {part: rule(measured, data.task.folds, leave_one_out=True) for part, rule in rules_of(scenario).items()}
        if not any(drawn.values()):
            raise _nothing_to_hold_out(scenario, measured)
        scored = {part: sorted(i for fold in found for i in fold.held_out) for part, found in drawn.items()}
        blind = blind_conditions(measured, scored)
        hidden |= blind
        for part, found in drawn.items():
            names = part_names(part, found, blind)
            folds += [_fold(data, (scenario, part), one, names, len(folds) + k) for k, one in enumerate(found)]
            unscored += _unscored(data, measured, (scenario, part), set(scored[part]))
    return Folds(data=data, folds=tuple(folds), unscored=tuple(unscored), blind=frozenset(hidden))


def measured_of(data: Data, scenario: str) -> Measured:
    """What a rule may know of the data: names and numbers."""
    controls = data.context_of[data.condition_of == -1]
    counts = np.bincount(controls, minlength=len(data.contexts))
    return Measured(
        conditions=data.queries,
        n_cells=data.n_cells,
        n_controls=dict(zip(data.contexts, counts.tolist())),
        min_cells=data.task.min_cells,
        key=f"{data.task.split_hash}/{data.content}/{scenario}",
    )


def _fold(data: Data, of: tuple[str, str], drawn: Drawn, names: dict[int, str], index: int) -> Fold:
    scenario, part = of
    held = sorted(data.label(i) for i in drawn.held_out)
    seed = seed_of(data.task.split_hash, data.content, scenario, part, *held)
    controls = np.flatnonzero(data.condition_of == -1)
    model, scoring = split_controls(controls, data.control_strata(controls), data.batch_of[controls], np.random.default_rng(seed))
    return Fold(
        scenario=scenario,
        index=index,
        train=np.array(drawn.train),
        held_out=np.array(drawn.held_out),
        part_of={i: names[i] for i in drawn.held_out},
        model_controls=model,
        scoring_controls=scoring,
        seed=seed,
        part=part,
    )


_WHY_NOT_IN_PART = {
    "seen-2": "not both of its targets are measured alone in its context",
    "seen-1": "neither of its targets is measured alone in its context",
    "seen-0": "more than two targets, or nothing is left to train on",
    "unseen-perturbation": "nothing is left to train on",
    "unseen-context": "measured in no other context with enough cells",
    "interior": "no lower and higher dose of it measured with enough cells",
    "highest": "not the highest of three doses or more",
    "interpolation": "no later time of it measured with enough cells",
    "extrapolation": "not the last of two times or more",
}


def _unscored(data: Data, measured: Measured, of: tuple[str, str], scored: set[int]) -> list[Unscored]:
    scenario, part = of
    found = []
    for i in CANDIDATES[scenario](measured):
        if i not in scored:
            reason = measured.why_not(i) or _WHY_NOT_IN_PART.get(part) or _WHY_NOT_IN_PART[scenario]
            found.append(Unscored(scenario, part, data.label(i), reason))
    return found


def _no_scenario(data: Data) -> CellForgeError:
    possible = []
    for scenario, rules in RULES.items():
        measured = measured_of(data, scenario)
        if any(rule(measured, data.task.folds, leave_one_out=True) for rule in rules.values()):
            possible.append(scenario)
    named = ", ".join(f'"{scenario}"' for scenario in possible) or "none"
    return CellForgeError(
        "task/no-scenario",
        message="The task names no scenario, so nothing is held out.",
        expected=f"one or more of {', '.join(RULES)}.",
        found=f"none. What this data could hold out: {named}.",
        remedy=f"scenarios=[{named}]" if possible else "Choose another perturbation or context column.",
    )


def _nothing_to_hold_out(scenario: str, measured: Measured) -> CellForgeError:
    needs = {
        "unseen-perturbation": "two or more perturbations measured alone",
        "unseen-combination": "a measured pair of targets, and other conditions to train on",
        "unseen-context": "one perturbation measured in two contexts",
        "unseen-dose": "one perturbation measured at three doses",
        "time": "one perturbation measured at two times",
    }
    scorable, everything = len(measured.scorable()), len(measured.conditions)
    return CellForgeError(
        "task/nothing-to-hold-out",
        message=f"The data has nothing that {scenario} could hold out.",
        expected=f"{needs[scenario]}, with {measured.min_cells} cells each and controls in their context.",
        found=f"{everything} conditions, {scorable} of them with enough cells and controls.",
        remedy="Choose another scenario, or another context column.",
    )
