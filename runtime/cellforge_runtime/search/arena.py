"""`Arena`: the candidates inside one training set, their scores so far, and who is still in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.piece import Outcome
from cellforge_runtime.search.candidates import Contestant
from cellforge_runtime.search.choice import BASELINE, Choice, Tried
from cellforge_runtime.search.inside import Inside
from cellforge_runtime.search.rule import first_as_good, survivors

OUT_OF_TIME = "worker/out-of-time"


class Arena:
    """One application of the rule."""

    def __init__(self, inside: Inside, contestants: tuple[Contestant, ...], *, is_alone: bool) -> None:
        self.inside = inside
        self.is_alone = is_alone
        self.contestants: list[Contestant] = []
        self.failures: list[CellForgeError] = []
        self._scores: dict[str, list[np.ndarray]] = {}
        self._status: dict[str, str] = {}
        self._why: dict[str, str] = {}
        self.enter(contestants)

    def enter(self, contestants: Sequence[Contestant]) -> None:
        """Let these race next; who is through from earlier races stays so."""
        self.contestants += contestants
        self.racing = [one.id for one in contestants]
        self._scores |= {one.id: [] for one in contestants}

    def scores_of(self, name: str) -> list[np.ndarray]:
        """One array for each inner fold it saw."""
        return self._scores[name]

    def is_through(self, name: str) -> bool:
        """Whether it saw every inner fold."""
        return name not in self._status and len(self._scores[name]) == len(self.inside.folds) > 0

    def contestant(self, wanted: str) -> Contestant:
        """The one of that id."""
        return next(one for one in self.contestants if one.id == wanted)

    def asked(self, rung: int) -> list[Contestant]:
        """Who is fitted on an inner fold; a choice of one needs no scores."""
        if rung >= len(self.inside.folds) or self.is_alone:
            return []
        return [self.contestant(name) for name in self.racing]

    def take(self, contestant: Contestant, rung: int, came: Outcome | CellForgeError) -> None:
        """The outcome of a fit."""
        if isinstance(came, CellForgeError):
            self._status[contestant.id] = "stopped" if came.code == OUT_OF_TIME else "failed"
            self._why[contestant.id] = f"{came.message} {came.found}"
            self.racing.remove(contestant.id)
            self.failures.append(came)
        else:
            self._scores[contestant.id].append(self.inside.score(rung, came.model))

    def halve(self, rung: int) -> None:
        """Let the better half go on, after any inner fold but the last."""
        if rung + 1 < len(self.inside.folds) and len(self.racing) > 1:
            kept = survivors({name: self._all(name) for name in self.racing}, self.inside.sign)
            self._status |= {name: "dropped" for name in self.racing if name not in kept}
            self.racing = kept

    def chosen(self) -> Choice:
        """What the rule comes to.

        Raises
        ------
        CellForgeError
            Every candidate failed: the failure of the first.
        """
        if all(self._status.get(one.id) == "failed" for one in self.contestants):
            raise self.failures[0]
        n = len(self.inside.folds)
        through = {one.id: self._all(one.id) for one in self.contestants if self.is_through(one.id)}
        if not through:
            return self._choice(*self._without_scores())
        taken = first_as_good(through, self.inside.sign, self.inside.units(n))
        why = f"within one standard error of the best of {len(self.contestants)} on {n} inner folds"
        best = max(through, key=lambda name: self.inside.sign * float(np.nanmean(through[name])))
        why = f"best of {len(self.contestants)} on {n} inner folds" if taken == best else why
        baseline, theirs = self.inside.best_baseline
        if self.inside.sign * (float(np.nanmean(theirs)) - float(np.nanmean(through[taken]))) > 1e-9:
            return self._choice(BASELINE, f"{baseline} scored higher than {taken} on the same {n} inner folds")
        return self._choice(taken, why)

    def _without_scores(self) -> tuple[str, str]:
        left = [one.id for one in self.contestants if self._status.get(one.id) != "failed"]
        if self.is_alone:
            return left[0], "the only candidate"
        if not self.inside.folds:
            return left[0], "the training conditions leave nothing to hold out: the first in order"
        return left[0], "no candidate saw every inner fold within the budget: the first in order"

    def _choice(self, taken: str, why: str) -> Choice:
        baseline = None if self.is_alone else self.inside.best_baseline
        return Choice(
            taken=taken,
            why=why,
            metric=self.inside.judge.id,
            tried=tuple(self._tried(one) for one in self.contestants),
            baseline=None if baseline is None else baseline[0],
            baseline_score=None if baseline is None else float(np.nanmean(baseline[1])),
            searched=self.inside.searched,
        )

    def _tried(self, one: Contestant) -> Tried:
        n = len(self._scores[one.id])
        status = self._status.get(one.id, "scored")
        score = float(np.nanmean(self._all(one.id))) if n else None
        return Tried(one.id, one.name, status, n, score, one.training, self._why.get(one.id, ""))

    def _all(self, name: str) -> np.ndarray:
        return np.concatenate(self._scores[name])
