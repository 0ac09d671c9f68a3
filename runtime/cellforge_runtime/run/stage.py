"""`Stage`: a stretch of a phase, as where choosing among candidates comes before the fits that are scored."""

from __future__ import annotations

from typing import Any

from cellforge_runtime.run.status import Status


class Stage:
    """Passes on to a status what happens between two of its shares; the end of a stage is not the end of the phase."""

    def __init__(self, status: Status, start: float, end: float) -> None:
        self._status = status
        self._start = start
        self._end = end

    def update(self, *, share: float, **changes: Any) -> None:
        """The share of this stage."""
        self._status.update(share=self._start + share * (self._end - self._start), **changes)

    def end(self, state: str, message: str = "", traceback: list[str] | None = None) -> None:
        """The phase ends with the stage that was stopped or failed."""
        self._status.end(state, message, traceback)
