"""`Candidate` and `Search`: what the rule may choose among inside each training set, and within which budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.cell_source import CellSource, cell_source
from cellforge_runtime.run.settings import checked_settings
from cellforge_runtime.search.space import distributions


@dataclass(frozen=True)
class Candidate:
    """A model's class with the settings its constructor is given; `name` is what results call it."""

    model: type
    training: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Contestant:
    """A candidate as a worker is given it."""

    id: str  # "candidate-1"
    name: str
    source: CellSource
    training: dict[str, Any]


class Search:
    """Candidates that `run.fit` and `run.refit` choose among afresh inside each training set, by one rule.

    The rule is successive halving on inner folds of that training set alone: all are fitted on the first inner fold, the
    better half (two at least) also on the next one, and so on. Of those that saw every inner fold, the first in the order
    given here is taken whose mean score is within one paired standard error of the best. The best simple baseline on the
    same inner folds takes its place where it scored higher. What the outer fold holds out plays no part.

    Parameters
    ----------
    candidates
        The one to take where inner folds can't tell comes first.
    trials, space
        Further settings of the first candidate to try inside each training set, and between which bounds, such as
        `{"learning_rate": (0.001, 0.1, "log"), "dropout": (0.0, 0.5)}`. Four at a time are proposed by Optuna and halved;
        the next ones take their scores into account. Needs `cellforge-runtime[search]`. Baselines that have settings
        of their own get as many trials, and are scored beside the others.
    minutes
        The most that choosing may last in all; candidates not fitted by then are out, and the result says so. Without it
        the choice is the same on every machine.

    Raises
    ------
    CellForgeError
        `search/no-candidates`, `search/space`, `search/no-optuna`, or what `run.fit` says of a model that can't be sent
        to a worker.

    References
    ----------
    Successive halving: Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization"
    (AISTATS 2016), here with inner folds as the resource. It runs in step, not asynchronously, so that the choice does
    not depend on which worker is done first. The one-standard-error rule: Breiman et al., Classification and Regression
    Trees (1984), section 3.4.3.
    """

    def __init__(
        self,
        *candidates: Candidate,
        trials: int = 0,
        space: Mapping[str, Any] | None = None,
        minutes: float | None = None,
    ) -> None:
        if not candidates:
            raise CellForgeError(
                "search/no-candidates",
                message="There is nothing to choose among.",
                expected="one candidate or more: cf.Search(cf.Candidate(Model, training), ...).",
                found="none.",
                remedy="Give the models, the one to take in doubt first.",
            )
        if trials:
            _check_space(trials, space)
        self.trials = trials
        self.space = dict(space or {})
        self.minutes = minutes
        self.plan_name = str(getattr(candidates[0].model, "plan_name", None) or candidates[0].model.__name__)
        self.contestants = tuple(_contestant(n, each) for n, each in enumerate(candidates, start=1))


def _contestant(n: int, candidate: Candidate) -> Contestant:
    name = candidate.name or str(getattr(candidate.model, "plan_name", None) or candidate.model.__name__)
    return Contestant(f"candidate-{n}", name, cell_source(candidate.model), checked_settings(dict(candidate.training)))


def _check_space(trials: int, space: Mapping[str, Any] | None) -> None:
    if trials < 0 or not space:
        raise CellForgeError(
            "search/space",
            message="There are no settings to try.",
            expected='trials above 0, and a space such as {"learning_rate": (0.001, 0.1, "log")}.',
            found=f"{trials} trials, {len(space or {})} settings.",
            remedy="Name the settings to vary, or leave trials out.",
        )
    distributions(space)
