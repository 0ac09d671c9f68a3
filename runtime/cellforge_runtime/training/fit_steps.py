"""`FitSteps`: what a fit is doing and how far it is, told with everything that it tells of its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

BASELINE, KNOWLEDGE, INNER_FOLD, WHOLE = "baseline", "knowledge", "inner-fold", "whole"


class FitSteps:
    """Called as `progress(epoch=, epochs=, loss=)` is, and passes it on with the step and the share of the whole fit.

    Every inner fold is taken to be as much work as every network that is kept. What comes before the first of them is of no
    known length and has no share, but is told all the same: nobody should look at a bar that stands still without a word.
    """

    def __init__(self, progress: Callable[..., None] | None, *, kept: int) -> None:
        self._progress, self._kept = progress, kept
        self._inner = 0
        self._now: dict[str, Any] = {}
        self._from, self._until = 0.0, 0.0

    def before(self, name: str) -> None:
        """A step without epochs, before the inner folds."""
        self._begin(name, (1, 1), (0.0, 0.0))

    def inner_fold(self, number: int, of: int) -> None:
        """Inner fold `number`, counted from 1, begins."""
        self._inner = of
        self._begin(INNER_FOLD, (number, of), (number - 1, number))

    def whole(self, number: int = 1, of: int = 1) -> None:
        """The fit of every training condition begins: of the network `number` of `of`, or of all that are kept at once."""
        each = self._kept / of
        self._begin(WHOLE, (number, of), (self._inner + (number - 1) * each, self._inner + number * each))

    def __call__(self, *, epoch: int, epochs: int, **told: Any) -> None:
        if self._progress is None:
            return
        done = min(epoch / max(epochs, 1), 1.0)
        share = (self._from + done * (self._until - self._from)) / (self._inner + self._kept)
        self._progress(epoch=epoch, epochs=epochs, share=share, step=self._now, **told)

    def _begin(self, name: str, place: tuple[int, int], parts: tuple[float, float]) -> None:
        self._now = {"name": name, "number": place[0], "of": place[1]}
        self._from, self._until = parts
        self(epoch=0, epochs=0, loss=None)
