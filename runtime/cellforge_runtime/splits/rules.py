"""The parts of each scenario and the rule that draws their folds, named once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.splits import unseen_combination, unseen_context, unseen_dose, unseen_perturbation, unseen_time
from cellforge_runtime.splits.measured import Drawn, Measured


class Rule(Protocol):
    """Draws the folds of one scenario part."""

    def __call__(self, measured: Measured, folds: int, *, leave_one_out: bool) -> list[Drawn]: ...


ALL = "all"

RULES: dict[str, dict[str, Rule]] = {
    "unseen-perturbation": {ALL: unseen_perturbation.draw},
    "unseen-combination": {
        "seen-2": unseen_combination.draw_seen_2,
        "seen-1": unseen_combination.draw_seen_1,
        "seen-0": unseen_combination.draw_seen_0,
    },
    "unseen-context": {ALL: unseen_context.draw},
    "unseen-dose": {"interior": unseen_dose.draw_interior, "highest": unseen_dose.draw_highest},
    "time": {"interpolation": unseen_time.draw_interpolation, "extrapolation": unseen_time.draw_extrapolation},
}

# the same for inner folds, where the rule of the part would leave too little of a training set
INSIDE: dict[str, dict[str, Rule]] = {"unseen-combination": {"seen-0": unseen_combination.draw_seen_0_inside}}

CANDIDATES: dict[str, Callable[[Measured], list[int]]] = {
    "unseen-perturbation": unseen_perturbation.candidates,
    "unseen-combination": unseen_combination.candidates,
    "unseen-context": unseen_context.candidates,
    "unseen-dose": unseen_dose.candidates,
    "time": unseen_time.candidates,
}


def rules_of(scenario: str) -> dict[str, Rule]:
    """The rules of a scenario by part.

    Raises
    ------
    CellForgeError
        The scenario is declared but can't be trained or scored yet.
    """
    if scenario not in RULES:
        raise CellForgeError(
            "task/scenario-not-available",
            message=f"The scenario {scenario} can't be trained or scored yet.",
            expected=f"one of {', '.join(RULES)}.",
            found=f"{scenario}.",
            remedy="Choose one of these, or wait for a version that has it.",
        )
    return RULES[scenario]


__all__ = ["ALL", "CANDIDATES", "INSIDE", "RULES", "Rule", "rules_of"]
