"""`Stopped`: how a cell ends when its work was stopped; short, because nothing went wrong."""

from __future__ import annotations


class Stopped(Exception):
    """The work was stopped by the analyst. The kernel and its variables are as they were."""

    def _render_traceback_(self) -> list[str]:
        return [f"Stopped: {self}"]
