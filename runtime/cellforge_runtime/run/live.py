"""`Live`: one output of the running cell, updated in place while the work goes on."""

from __future__ import annotations

import uuid
from typing import Any

PROGRESS_MIME = "application/vnd.cellforge.progress.v1+json"


class Live:
    """Shows progress under the cell that runs; outside a notebook it shows nothing."""

    def __init__(self) -> None:
        self._display_id = f"cellforge-{uuid.uuid4().hex}"
        self._is_shown = False

    def show(self, progress: dict[str, Any]) -> None:
        """Draw `progress`, in place of what was drawn before."""
        if not in_notebook():
            return
        from IPython.display import display, update_display

        bundle = {PROGRESS_MIME: progress, "text/plain": progress_line(progress)}
        if self._is_shown:
            update_display(bundle, raw=True, display_id=self._display_id)
        else:
            display(bundle, raw=True, display_id=self._display_id)
            self._is_shown = True


class Silent(Live):
    """Shows nothing: for work of a moment."""

    def show(self, progress: dict[str, Any]) -> None:
        """Nothing."""


def in_notebook() -> bool:
    """Whether this is a notebook's kernel."""
    return kernel_shell() is not None


def kernel_shell() -> Any | None:
    """The notebook kernel's shell; None in a plain Python or a terminal IPython."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if shell is not None and hasattr(shell, "kernel") else None


def progress_line(progress: dict[str, Any]) -> str:
    """One line of words and numbers for readers without the extension."""
    state, phase = progress["state"], progress["phase"].capitalize()
    if state == "done":
        return f"{phase} done in {_time(progress['seconds'])} on {progress['device']}."
    if state != "running":
        return f"{phase} {state} after {_time(progress['seconds'])}. {progress['message']}".rstrip()
    words = [phase]
    if progress["fold"]:
        words.append(f"fold {progress['fold']} of {progress['folds']}")
    if step := step_words(progress["step"]):
        words.append(step)
    if progress["epochs"]:
        words.append(f"epoch {progress['epoch']} of {progress['epochs']}")
    if progress["loss"] is not None:
        words.append(f"loss {progress['loss']:.4g}")
    words.append(f"{100 * progress['share']:.0f} %")
    if progress["seconds_left"] is not None:
        words.append(f"about {_time(progress['seconds_left'])} left")
    return ", ".join(words)


def step_words(step: dict[str, Any] | None) -> str:
    """What a fit does now; nothing where it does not tell."""
    match step:
        case None:
            return ""
        case {"name": "inner-fold", "number": number, "of": of}:
            return f"inner fold {number} of {of}"
        case {"name": "whole", "number": number, "of": of} if of > 1:
            return f"network {number} of {of} on all training conditions"
        case {"name": name}:
            return _STEPS[name]


_STEPS = {
    "starting": "starting the worker",
    "baseline": "choosing the best baseline on inner folds",
    "knowledge": "asking inner folds what tables add",
    "whole": "fitting all training conditions",
}


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
