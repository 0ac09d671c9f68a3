"""`Choice`: which candidate the rule took inside one training set, and the inner scores that it went by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cellforge_runtime.metrics.registry import METRICS
from cellforge_runtime.part_result import rounded

BASELINE = "best-baseline"
TRIALS = "trials"


@dataclass(frozen=True)
class Tried:
    """A candidate inside one training set.

    `status` is "scored" where it saw every inner fold, "dropped" where others were better before that, "failed" (`why`
    says how) or "stopped" where the budget ran out.
    """

    id: str
    name: str
    status: str
    inner_folds: int
    score: float | None  # mean over the inner held-out conditions it was scored on
    training: Mapping[str, Any]
    why: str = ""

    def wire(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "inner_folds": self.inner_folds,
            "score": None if self.score is None else rounded(self.score),
            "settings": {name: value for name, value in self.training.items() if isinstance(value, int | float | str)},
            "why": self.why,
        }


@dataclass(frozen=True)
class Choice:
    """`taken` is a candidate's id, or "best-baseline"."""

    taken: str
    why: str
    metric: str
    tried: tuple[Tried, ...]
    baseline: str | None  # id of the best one on the same inner folds
    baseline_score: float | None
    searched: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # baseline id -> settings found in as many trials

    def wire(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "taken": self.taken,
            "why": self.why,
            "metric": self.metric,
            "baseline": self.baseline,
            "baseline_score": None if self.baseline_score is None else rounded(self.baseline_score),
            "searched_baselines": {name: dict(settings) for name, settings in self.searched.items()},
            "tried": [one.wire() for one in self.tried],
        }


def candidates_of(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The wire form `Result.candidates`: each candidate with its mean inner score and how often it was taken."""
    by_id: dict[str, list[Tried]] = {}
    for choice in choices:
        for one in _with_trials_as_one(choice):
            by_id.setdefault(one.id, []).append(one)
    first = next(iter(by_id))
    taken_ids = [TRIALS if choice.taken.startswith("trial-") else choice.taken for choice in choices]
    rows = [_row(found, taken_ids, None if name == first else first) for name, found in by_id.items()]
    baselines = [choice for choice in choices if choice.baseline is not None]
    if not baselines:
        return rows
    names = ", ".join(sorted({str(choice.baseline) for choice in baselines}))
    taken = sum(choice.taken == BASELINE for choice in choices)
    return [
        *rows,
        {
            "id": BASELINE,
            "name": f"best baseline on inner folds: {names} (taken in {taken} of {len(choices)} folds)",
            "parent": None,
            "inner": rounded(float(np.mean([choice.baseline_score for choice in baselines]))),
            "chosen": taken > 0,
            "status": "scored",
        },
    ]


def _with_trials_as_one(choice: Choice) -> list[Tried]:
    """Candidates, and the best of the settings that were searched: each fold has other ones."""
    given = [one for one in choice.tried if not one.id.startswith("trial-")]
    trials = [one for one in choice.tried if one.id.startswith("trial-")]
    if not trials:
        return given
    sign = 1.0 if METRICS[choice.metric].higher_is_better else -1.0
    best = max(trials, key=lambda one: (one.status == "scored", -np.inf if one.score is None else sign * one.score))
    return [*given, replace(best, id=TRIALS, name=f"the best of {len(trials)} settings searched in each fold")]


def _row(found: list[Tried], taken: list[str], parent: str | None) -> dict[str, Any]:
    """A mean over inner folds that others did not see would not be comparable: only folds where it saw all of them."""
    scores = [one.score for one in found if one.status == "scored" and one.score is not None]
    n = taken.count(found[0].id)
    return {
        "id": found[0].id,
        "name": f"{found[0].name} (taken in {n} of {len(taken)} folds)",
        "parent": parent,
        "inner": rounded(float(np.mean(scores))) if scores else None,
        "chosen": n > 0,
        "status": "scored" if scores else "failed" if any(one.status == "failed" for one in found) else "stopped",
    }
