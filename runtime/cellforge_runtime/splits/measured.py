"""`Measured`: the conditions a rule may hold out, and `Drawn`: one fold as a rule draws it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cellforge_runtime.training_set import Query

LEAVE_ONE_OUT_BELOW = 10
MIN_CONTROLS = 10


@dataclass(frozen=True)
class Drawn:
    """Ids of the training conditions and of the scored conditions of one fold."""

    train: tuple[int, ...]
    held_out: tuple[int, ...]


@dataclass(frozen=True)
class Measured:
    """What is there to draw folds from: names and numbers only, never values."""

    conditions: Sequence[Query]
    n_cells: np.ndarray  # (n_conditions,)
    n_controls: dict[str, int]  # by context
    min_cells: int
    key: str

    def why_not(self, condition: int) -> str | None:
        """Why a condition can't be scored under any scenario; None where it can."""
        cells, context = int(self.n_cells[condition]), self.conditions[condition].context
        controls = self.n_controls.get(context, 0)
        if cells < self.min_cells:
            return f"{cells} cells, fewer than {self.min_cells}"
        if controls < MIN_CONTROLS:
            return f"{controls} control cells in its context, fewer than {MIN_CONTROLS}"
        return None

    def scorable(self) -> list[int]:
        """Ids of the conditions with enough cells and enough controls."""
        return [i for i in range(len(self.conditions)) if self.why_not(i) is None]

    def shuffled(self, units: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The units in an order that depends on their names and the key alone."""
        return sorted(set(units), key=lambda unit: (digest(self.key, *unit), unit))

    def drawn(self, held_out: Iterable[int], leaves: Callable[[Query], bool]) -> Drawn:
        """The fold that scores `held_out` and trains on every condition that does not leave."""
        scored = tuple(sorted(held_out))
        out = set(scored)
        train = [i for i, query in enumerate(self.conditions) if i not in out and not leaves(query)]
        return Drawn(tuple(train), scored)


def fold_count(n_units: int, folds: int, *, leave_one_out: bool) -> int:
    """How many folds for so many units: leave-one-out below ten where it is asked for."""
    if leave_one_out and n_units < LEAVE_ONE_OUT_BELOW:
        return n_units
    return min(folds, n_units)


def deal(units: Sequence[tuple[str, ...]], n_folds: int) -> list[list[tuple[str, ...]]]:
    """The units dealt out like cards."""
    return [list(units[fold::n_folds]) for fold in range(n_folds)]


def digest(*parts: str) -> str:
    """A hash of texts in which ("ab", "c") and ("a", "bc") differ."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def seed_of(*parts: str) -> int:
    """A seed for numpy, from texts."""
    return int(digest(*parts)[:8], 16)
