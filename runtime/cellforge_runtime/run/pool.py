"""`do_all`: the pieces of a run, on as many workers as the machine has room for, until done or stopped."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.kept import Kept
from cellforge_runtime.run.piece import Outcome, Piece
from cellforge_runtime.run.room import imports_of, n_workers
from cellforge_runtime.run.stage import Stage
from cellforge_runtime.run.status import Status
from cellforge_runtime.run.stop_file import STOP
from cellforge_runtime.run.stopped import Stopped
from cellforge_runtime.run.trouble import died, failure, is_of_the_model, out_of_time
from cellforge_runtime.run.workers import Workers, start_workers
from cellforge_runtime.training.fit_steps import BASELINE, INNER_FOLD, KNOWLEDGE, WHOLE
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker import left

if TYPE_CHECKING:
    from cellforge_runtime.run.cluster import Cluster

POLL_SECONDS = 0.2
STARTING = "starting"  # a worker that has told nothing yet


@dataclass(frozen=True, kw_only=True)
class PoolSettings:
    """Where and within which limits pieces run."""

    folder: Path
    device: str
    threads: int = 1
    is_named: bool = False  # by the analyst, instead of left to us
    one_by_one: bool = False  # on this machine: what a fit takes does not fit twice beside large data
    memory_mb: int | None = None  # of one worker
    memory_in_all_mb: int | None = None  # shared out among the workers where the above is not set
    minutes: float | None = None
    cluster: Cluster | None = None  # None: processes of this machine
    fails_alone: bool = False  # what a model does wrong, or too slowly, is given back as its piece's outcome
    start: Callable[..., Workers] = start_workers  # workers of another environment, for published methods


def do_all(pieces: Sequence[Piece], settings: PoolSettings, status: Status | Stage, kept: Kept) -> list[Outcome | CellForgeError]:
    """The outcome of each piece, in order. Pieces that `kept` holds already are not done again.

    An outcome is an error only where the settings let pieces fail alone.

    Raises
    ------
    Stopped
        The kernel was interrupted, or a file `stop` appeared in the run folder.
    CellForgeError
        A model failed, was refused something, predicted nonsense, took too long or too much, or its worker died.
    """
    work = _Work(pieces, settings, status, kept)
    try:
        outcomes = work.run()
    except KeyboardInterrupt:
        raise _stopped(work, status) from None
    except Stopped:
        raise _stopped(work, status) from None
    except CellForgeError as error:
        work.close()
        status.end("failed", str(error), getattr(error, "traceback", []))
        raise
    except BaseException as error:
        work.close()
        status.end("failed", f"{type(error).__name__}: {error}")
        raise
    work.close()
    return outcomes


def _stopped(work: _Work, status: Status | Stage) -> Stopped:
    work.close()
    words = f"{work.n_done} of {work.n_pieces} fits are kept. Run the cell again to go on."
    status.end("stopped", words)
    return Stopped(words)


class _Work:
    def __init__(self, pieces: Sequence[Piece], settings: PoolSettings, status: Status | Stage, kept: Kept) -> None:
        self._pieces = pieces
        self._settings = settings
        self._status = status
        self._kept = kept
        self._stop_file = settings.folder / STOP  # removed by who began the work: this may be one stage of many
        # beside the notebook for a cluster: its machines may see the run folder, never this one's /tmp
        beside = None if settings.cluster is None else settings.folder.resolve()
        self._base = Path(tempfile.mkdtemp(prefix="cellforge-", dir=beside))
        self._memory_mb = settings.memory_mb
        self._workers: Workers | None = None
        self._running: dict[Path, int] = {}  # job folder -> index of its piece
        self._shares = [0.0] * len(pieces)
        self._outcomes: list[Outcome | CellForgeError | None] = [None] * len(pieces)
        self._deadline = None if settings.minutes is None else time.monotonic() + 60 * settings.minutes

    @property
    def n_done(self) -> int:
        return sum(outcome is not None for outcome in self._outcomes)

    @property
    def n_pieces(self) -> int:
        return len(self._pieces)

    def run(self) -> list[Outcome | CellForgeError]:
        waiting = self._not_kept()
        self._tell(at_once=True)
        if self._stop_file.exists():
            raise Stopped
        if waiting:
            self._serve(waiting)
        return [outcome for outcome in self._outcomes if outcome is not None]

    def _serve(self, waiting: list[int]) -> None:
        most = self._open(waiting)
        while waiting or self._running:
            while waiting and len(self._running) < most():
                self._start(waiting.pop(0))
            for folder, exit_status in self._workers.ended(POLL_SECONDS):
                self._take(folder, exit_status)
            if self._stop_file.exists():
                raise Stopped
            if self._deadline is not None and time.monotonic() > self._deadline:
                error = out_of_time(self._settings.minutes or 0.0)
                if not self._settings.fails_alone:
                    raise error
                self._outcomes = [error if outcome is None else outcome for outcome in self._outcomes]
                return
            self._tell()

    def _open(self, waiting: list[int]) -> Callable[[], int]:
        """Get workers ready; gives how many pieces run side by side, which changes as a cluster grows."""
        settings = self._settings
        # an accelerator serves one fit at a time; fits that leave it idle run side by side on the cores
        sources = {self._pieces[i].source for i in waiting}  # one for many pieces, and each is parsed
        device = "cpu" if all(source.is_fitted_on_cpu for source in sources) else settings.device
        if settings.cluster is not None:
            self._workers = settings.cluster.workers(threads=settings.threads)
            return lambda: 1 + settings.cluster.n_places(device)  # one more waits where a place gets free
        # one job imports for itself what it needs; several share what a nursery has imported
        modules = imports_of(self._pieces[waiting[0]].source.text) if len(waiting) > 1 else []
        most = 1 if settings.one_by_one else n_workers(len(waiting), device)
        if self._memory_mb is None and settings.memory_in_all_mb is not None:
            self._memory_mb = settings.memory_in_all_mb // most
        self._workers = settings.start(self._base, threads=settings.threads, modules=modules)
        return lambda: most

    def close(self) -> None:
        """End every worker and remove what was written for them."""
        if self._workers is not None:
            self._workers.kill()
            self._workers = None
        shutil.rmtree(self._base, ignore_errors=True)

    def _not_kept(self) -> list[int]:
        for i, piece in enumerate(self._pieces):
            self._outcomes[i] = self._kept.get(piece)
            self._shares[i] = float(self._outcomes[i] is not None)
        return [i for i, outcome in enumerate(self._outcomes) if outcome is None]

    def _start(self, index: int) -> None:
        piece = self._pieces[index]
        # a folder of its own behind a random name: no job finds another's
        folder = Path(tempfile.mkdtemp(dir=self._base))
        settings = self._settings
        work = _emptied(settings.folder / "checkpoints" / piece.name)
        wire = {
            "work": os.fspath(work),
            "device": settings.device,
            "threads": settings.threads,
            "memory_mb": self._memory_mb,
            "is_named": settings.is_named,
        }
        piece.write(folder, wire)
        self._workers.start(folder)
        self._running[folder] = index

    def _take(self, folder: Path, exit_status: int) -> None:
        index = self._running.pop(folder)
        piece = self._pieces[index]
        try:
            self._outcomes[index] = outcome = _outcome(piece, folder, exit_status)
            self._kept.put(piece, outcome, folder / jobs.OUT / jobs.SAVED)
        except CellForgeError as error:
            if not (self._settings.fails_alone and is_of_the_model(error)):
                raise
            self._outcomes[index] = error
        self._shares[index] = 1.0
        shutil.rmtree(folder, ignore_errors=True)
        _remove_if_empty(self._settings.folder / "checkpoints" / piece.name)
        self._tell(at_once=not self._running)

    def _tell(self, *, at_once: bool = False) -> None:
        shown: dict = {}
        for folder, index in sorted(self._running.items(), key=lambda item: -item[1]):
            told = left.json_object(folder / jobs.OUT / jobs.PROGRESS) or {}
            self._shares[index] = max(self._shares[index], 0.99 * _number(told.get("share"), 0.0))
            piece = self._pieces[index]
            shown = _shown(told) | {"scenario": piece.scenario, "fold": piece.fold + 1, "seed": piece.seed}
        share = sum(self._shares) / max(len(self._shares), 1)
        self._status.update(share=share, at_once=at_once, folds=len({p.fold for p in self._pieces}), **shown)


def _outcome(piece: Piece, folder: Path, exit_status: int) -> Outcome:
    out = folder / jobs.OUT
    if exit_status != 0 or not (out / jobs.DONE).exists():
        told = left.json_object(out / jobs.FAILED)
        raise failure(told, piece) if told else died(exit_status, piece, out / jobs.LOG)
    return piece.read(folder)


def _shown(told: dict) -> dict:
    """A worker's words cut to what they should be: it is model code that wrote them."""
    curve = told.get("curve") if isinstance(told.get("curve"), list) else []
    points = [[_number(p[0], 0.0), _number(p[1]), _number(p[2])] for p in curve if isinstance(p, list) and len(p) == 3]
    return {
        "epoch": int(_number(told.get("epoch"), 0.0)),
        "epochs": int(_number(told.get("epochs"), 0.0)),
        "loss": _number(told.get("loss")),
        "validation_loss": _number(told.get("validation_loss")),
        "curve": points[-200:],
        "message": str(told.get("message") or "")[:200],
        "step": _step(told.get("step")) if told else {"name": STARTING, "number": 1, "of": 1},
    }


def _step(told: object) -> dict | None:
    """A step that is known by name; what a cell calls its own steps goes in its message."""
    if not isinstance(told, dict) or told.get("name") not in (BASELINE, KNOWLEDGE, INNER_FOLD, WHOLE):
        return None
    number, of = (int(_number(told.get(name), 1.0)) for name in ("number", "of"))
    return {"name": told["name"], "number": number, "of": of}


def _number(value: object, default: float | None = None) -> float | None:
    is_number = isinstance(value, int | float) and math.isfinite(value)
    return value if is_number else default


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder.resolve()


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # the model left checkpoints there
