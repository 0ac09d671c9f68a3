"""`choose_inside`: the rule applied in several training sets at once, so that all workers have something to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from cellforge_runtime.data import Data
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.piece import Outcome, Piece
from cellforge_runtime.search.arena import Arena
from cellforge_runtime.search.candidates import Contestant, Search
from cellforge_runtime.search.choice import Choice
from cellforge_runtime.search.inside import Inside
from cellforge_runtime.search.proposer import AT_ONCE, Proposer
from cellforge_runtime.search.rule import rung_sizes
from cellforge_runtime.worker import job as jobs

# pieces, the minutes left for them, the shares of the choosing that are done before and after them
FitAll = Callable[[list[Piece], float | None, tuple[float, float]], list[Outcome | CellForgeError]]


def choose_inside(data: Data, insides: Sequence[Inside], search: Search, by: tuple[FitAll, Callable[[], None]]) -> list[Choice]:
    """The choice in each training set, in order.

    `by` has what fits pieces, and what is called between the steps that fit nothing and raises where a stop was asked.

    Raises
    ------
    CellForgeError
        Every candidate failed somewhere, or a fit failed for what is not the model's doing.
    """
    fit_all, go_on = by
    is_alone = len(search.contestants) == 1 and not search.trials
    arenas = [Arena(inside, search.contestants, is_alone=is_alone) for inside in insides]
    track = _Track(data, fit_all, n_fits(insides, search), search.minutes)
    track.race(arenas)
    for inside in insides:
        if search.trials:
            inside.search_baselines(search.trials, data.task.seeds[0], go_on)
    proposers = [_proposer(data, arena, search) for arena in arenas] if search.trials else []
    for first in range(0, search.trials, AT_ONCE):
        if track.is_over:
            break
        numbers = range(first + 1, min(first + AT_ONCE, search.trials) + 1)
        for arena, proposer in zip(arenas, proposers):
            arena.enter([_proposed(search.contestants[0], f"trial-{n}", proposer) for n in numbers])
        track.race(arenas)
        for arena, proposer in zip(arenas, proposers):
            for n in numbers:
                name = f"trial-{n}"
                proposer.tell(name, arena.scores_of(name), is_through=arena.is_through(name))
    choices = []
    for arena in arenas:
        go_on()
        choices.append(arena.chosen())
    return choices


def n_fits(insides: Sequence[Inside], search: Search) -> int:
    """Fits that choosing takes at most."""
    n = len(search.contestants)
    if n == 1 and not search.trials:
        return 0
    races = [n, *(min(AT_ONCE, search.trials - first) for first in range(0, search.trials, AT_ONCE))]
    return sum(sum(rung_sizes(size, len(inside.folds))) for inside in insides for size in races)


class _Track:
    """Races of all training sets side by side, within the budget."""

    def __init__(self, data: Data, fit_all: FitAll, planned: int, minutes: float | None) -> None:
        self._data = data
        self._fit_all = fit_all
        self._planned = max(planned, 1)
        self._done = 0
        self._deadline = None if minutes is None else time.monotonic() + 60 * minutes

    @property
    def is_over(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def race(self, arenas: Sequence[Arena]) -> None:
        """Who races now, from the first inner fold to the last."""
        for rung in range(max((len(arena.inside.folds) for arena in arenas), default=0)):
            asked = _asked(arenas, rung)
            pieces = [_piece(self._data, place, arenas[place], (one, rung)) for place, one in asked]
            for (place, one), came in zip(asked, self._fitted(pieces)):
                arenas[place].take(one, rung, came)
            for arena in arenas:
                arena.halve(rung)

    def _fitted(self, pieces: list[Piece]) -> list[Outcome | CellForgeError]:
        left = None if self._deadline is None else max(self._deadline - time.monotonic(), 0.0) / 60
        before, self._done = self._done, min(self._done + len(pieces), self._planned)
        return self._fit_all(pieces, left, (before / self._planned, self._done / self._planned)) if pieces else []


def _proposer(data: Data, arena: Arena, search: Search) -> Proposer:
    """Knows what the first candidate's own settings scored."""
    inside, first = arena.inside, search.contestants[0]
    proposer = Proposer(search.space, seed=data.task.seeds[0], name=inside.name, higher_is_better=inside.judge.higher_is_better)
    if arena.is_through(first.id):
        proposer.know(first.training, float(np.nanmean(np.concatenate(arena.scores_of(first.id)))))
    return proposer


def _proposed(first: Contestant, name: str, proposer: Proposer) -> Contestant:
    settings = proposer.propose(name)
    words = ", ".join(f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in settings.items())
    return Contestant(name, words, first.source, {**first.training, **settings})


def _asked(arenas: Sequence[Arena], rung: int) -> list[tuple[int, Contestant]]:
    """The first candidate everywhere, then the second: where the budget ends early, all training sets got as far."""
    asked = [(place, one) for place, arena in enumerate(arenas) for one in arena.asked(rung)]
    order = {one.id: n for arena in arenas for n, one in enumerate(arena.contestants)}
    return sorted(asked, key=lambda each: (order[each[1].id], each[0]))


def _piece(data: Data, place: int, arena: Arena, what: tuple[Contestant, int]) -> Piece:
    one, rung = what
    inside = arena.inside
    return Piece(
        kind=jobs.FIT,
        name=f"{inside.name}-inner-{rung}-{one.id}",
        source=one.source,
        give=lambda folder: inside.given(rung).write(folder / jobs.TRAIN),
        queries=inside.queries(rung),
        features=data.features,
        training=one.training,
        seed=data.task.seeds[0],
        scenario=inside.scenario,
        fold=place,
    )
