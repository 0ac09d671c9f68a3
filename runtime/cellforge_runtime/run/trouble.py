"""What to tell when a worker did not give what it should."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.worker import left

if TYPE_CHECKING:
    from cellforge_runtime.run.piece import Piece

_LOG_LINES = 20
_OF_THE_MODEL = ("worker/model-failed", "worker/refused", "worker/out-of-memory")


class WorkerFailed(CellForgeError):
    """A `CellForgeError` from a worker; `traceback` are the lines of the model cell that led to it."""

    def __init__(self, code: str, *, traceback: list[str], **words: str) -> None:
        self.traceback = traceback
        super().__init__(code, **words)

    def _render_traceback_(self) -> list[str]:
        return [*self.traceback, "", f"{self.code}: {self}"]


def failure(told: dict[str, Any], piece: Piece) -> WorkerFailed:
    """The error for what the worker said went wrong."""
    kind, name, message = (str(told.get(key, "")) for key in ("kind", "name", "message"))
    traceback = [str(line) for line in told.get("traceback", [])][-60:]
    where = f"fold {piece.fold + 1}, seed {piece.seed}"
    if kind == "refused":
        return WorkerFailed(
            "worker/refused",
            traceback=traceback,
            message=message,
            expected="the arrays given to fit(train, ...) to be all that a model reads.",
            found=f"the attempt in {where}.",
            remedy="Take it out of the model cell.",
        )
    if kind == "memory":
        return WorkerFailed(
            "worker/out-of-memory",
            traceback=traceback,
            message=f"Training ran out of memory in {where}.",
            found=f"{name}: {message}",
            remedy="Make the model or its batches smaller, or give the run more: cf.Run(folder, memory_mb=...).",
        )
    return WorkerFailed(
        "worker/model-failed",
        traceback=traceback,
        message=f"The model cell failed in {where}.",
        found=f"{name}: {message}",
        remedy="The traceback's lines are those of the model cell; finished folds are kept.",
    )


def is_of_the_model(error: CellForgeError) -> bool:
    """Whether the model's code did it: other models, and the rest of the run, are not concerned."""
    return error.code in _OF_THE_MODEL or error.code.startswith("prediction/")


def died(exit_status: int, piece: Piece, log: Path) -> WorkerFailed:
    """The error for a worker that ended without a word."""
    return WorkerFailed(
        "worker/died",
        traceback=left.last_lines(log, _LOG_LINES),
        message=f"The worker of fold {piece.fold + 1}, seed {piece.seed} ended without an answer.",
        expected="its predictions.",
        found=_ending(exit_status),
        remedy="Your data and the kernel are unchanged and finished folds are kept; run the cell again to go on.",
    )


def out_of_time(minutes: float) -> CellForgeError:
    """The error for a run beyond its time."""
    return CellForgeError(
        "worker/out-of-time",
        message="The run took longer than it may.",
        expected=f"at most {minutes:g} minutes.",
        found="fits that were not done by then; the finished ones are kept.",
        remedy="Allow more: cf.Run(folder, minutes=...), or train for fewer epochs.",
    )


def _ending(exit_status: int) -> str:
    if exit_status >= 0:
        return f"it left with exit status {exit_status}."
    try:
        name = signal.Signals(-exit_status).name
    except ValueError:
        name = f"signal {-exit_status}"
    why = " (most often the system, when memory runs out)" if name == "SIGKILL" else ""
    return f"it was ended by {name}{why}."
