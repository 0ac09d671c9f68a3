"""What a trial left behind, read with distrust, and the report it makes."""

from __future__ import annotations

import ast
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.fences.classify import failure_of, remedy_for
from cellforge_runtime.fences.contract import MODEL
from cellforge_runtime.fences.report import Report, hash_of, infrastructure
from cellforge_runtime.fences.scrub import CELL, cell_line, of_the_cell, scrubbed, without_paths
from cellforge_runtime.run.piece import Piece
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker import left

MOST_WORDS = 600
_MOST_OF_STACK = 1000  # lines
# steps after every promise was looked at: running out of time there fails nobody
_EXTRA_STEPS = ("sizes",)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A trial that is over; `status` None: it was killed for taking too long."""

    status: int | None
    step: str | None  # None: the worker never began
    done: dict[str, Any] | None
    failed: dict[str, Any] | None
    found: dict[str, Any] | None  # what the trial itself said
    stack: list[str] = field(default_factory=list)  # where it was when its time was over
    log: list[str] = field(default_factory=list)
    unreadable: CellForgeError | None = None

    @classmethod
    def read(cls, out: Path, status: int | None, piece: Piece) -> Ended:
        """Everything in the job's folder `out`, before it is removed."""
        done = left.json_object(out / jobs.DONE)
        unreadable = None
        if done is not None:
            try:
                piece.read(out.parent)
            except CellForgeError as error:
                unreadable = error
            except (KeyError, TypeError, ValueError):
                done = None
        return cls(
            status=status,
            step=(left.json_object(out / jobs.STEP) or {}).get("step"),
            done=done,
            failed=left.json_object(out / jobs.FAILED),
            found=left.json_object(out / jobs.FOUND),
            stack=left.last_lines(out / jobs.STACK, _MOST_OF_STACK),
            log=left.last_lines(out / jobs.LOG, 20),
            unreadable=unreadable,
        )


def report_of(ended: Ended, source: str, most_parameters: int | None, seconds: float) -> Report:
    """The report on a trial."""
    about = _About(source, seconds, ended.step or "")
    if ended.unreadable is not None:
        failure = "nan-prediction" if ended.unreadable.code.endswith("not-finite") else "shape"
        return about.failed(failure, ended.unreadable.message, found=ended.unreadable.found, method="predict")
    if ended.done is not None and ended.status == 0:
        return _passed(ended.done.get("trial") or {}, about, most_parameters)
    if ended.step in _EXTRA_STEPS and ended.found and "parameters" in ended.found:
        note = "Parameters were counted on the slice alone: at full size it took too long."
        return _passed(ended.found, about, most_parameters, note)
    if ended.step is None:
        return infrastructure(
            source,
            "The worker did not start.",
            seconds,
            expected="a process that begins the trial.",
            found="; ".join(scrubbed(ended.log[-3:])) or f"exit status {ended.status}.",
            remedy="Nothing is wrong with the cell as far as is known: try the same one again.",
        )
    if ended.found and ended.found.get("class"):
        return about.told(ended.found)
    if ended.failed:
        return _raised(ended.failed, about)
    if ended.stack or ended.status is None:
        return about.failed(
            "endless",
            f"The trial was not done in time; it was at the step '{ended.step}'.",
            traceback=of_the_cell(ended.stack),
            line=cell_line(ended.stack, first=True),
        )
    return _died(ended, about)


@dataclass(frozen=True)
class _About:
    source: str
    seconds: float
    step: str

    def failed(self, failure: str, message: str, **words: Any) -> Report:
        traceback = list(words.pop("traceback", []))
        line = words.pop("line", None) or cell_line(traceback) or self._line_of(words.pop("method", ""))
        words.pop("method", None)
        words = {name: without_paths(str(value))[:MOST_WORDS] for name, value in words.items()}
        lines = self.source.splitlines()
        return Report(
            ok=False,
            source_hash=hash_of(self.source),
            failure=failure,
            message=without_paths(message)[:MOST_WORDS],
            line=line,
            text=lines[line - 1].strip()[:300] if line and line <= len(lines) else "",
            traceback=scrubbed(traceback),
            seconds=self.seconds,
            **{"remedy": remedy_for(failure), **{name: value for name, value in words.items() if value}},
        )

    def told(self, found: dict[str, Any]) -> Report:
        """The report on a promise that the trial saw broken."""
        words = {name: str(found.get(name, "")) for name in ("expected", "found", "remedy", "method")}
        return self.failed(str(found["class"]), str(found.get("message", "")), **words)

    def _line_of(self, method: str) -> int | None:
        """Where the model defines a method, else where it begins."""
        model = next((n for n in ast.parse(self.source).body if isinstance(n, ast.ClassDef) and n.name == MODEL), None)
        if model is None:
            return None
        own = next((n for n in model.body if isinstance(n, ast.FunctionDef) and n.name == method), model)
        return own.lineno


def _passed(found: dict[str, Any], about: _About, most: int | None, *notes: str) -> Report:
    full = found.get("full")
    parameters = full if isinstance(full, int) else found.get("parameters")
    parameters = parameters if isinstance(parameters, int) else None
    warnings = [without_paths(str(w))[:MOST_WORDS] for w in found.get("warnings", [])] + list(notes)
    if most is not None and parameters is not None and parameters > most:
        return about.failed(
            "parameters",
            "The model is larger than it may be.",
            expected=f"at most {most:,} trainable parameters.",
            found=f"about {parameters:,} at the size of the whole fold.",
            remedy="Fewer hidden units, a low-rank decoder, or fewer members.",
        )
    return Report(ok=True, source_hash=hash_of(about.source), seconds=about.seconds, parameters=parameters, warnings=warnings)


def _raised(failed: dict[str, Any], about: _About) -> Report:
    name, message = str(failed.get("name", "")), str(failed.get("message", ""))
    traceback = [str(line) for line in failed.get("traceback", [])]
    in_cell = any(CELL in line for line in traceback)
    failure = "memory" if failed.get("kind") == "memory" else failure_of(name, message, about.step, in_cell=in_cell)
    return about.failed(
        failure,
        f"{name} in the step '{about.step}': {message}",
        traceback=traceback if in_cell else traceback[-3:],
        found=f"{name}: {message}",
        method=about.step.split()[0],
    )


def _died(ended: Ended, about: _About) -> Report:
    status = ended.status or 0
    try:
        how = f"ended by {signal.Signals(-status).name}" if status < 0 else f"left with exit status {status}"
    except ValueError:
        how = f"ended by signal {-status}"
    # the system's own way of saying that memory ran out
    failure = "memory" if status == -9 else "worker-died"
    words = f"The worker died in the step '{ended.step}': {how}."
    return about.failed(failure, words, traceback=ended.log, found=how)
