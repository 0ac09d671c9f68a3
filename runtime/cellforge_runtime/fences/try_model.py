"""`try_model`: the second fence. Fits a cell on a tiny slice of one fold in a worker, and says what was wrong."""

from __future__ import annotations

import ast
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.device import chosen_device
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.fences.check_source import check_source
from cellforge_runtime.fences.contract import MODEL, inherits_from_ours
from cellforge_runtime.fences.outcome import Ended, report_of
from cellforge_runtime.fences.report import Report, by_policy, infrastructure
from cellforge_runtime.fences.tiny_slice import TinySlice, tiny_slice
from cellforge_runtime.run.cell_source import CellSource
from cellforge_runtime.run.piece import Piece
from cellforge_runtime.run.room import imports_of
from cellforge_runtime.run.settings import checked_settings
from cellforge_runtime.run.workers import Workers, start_workers
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker.trial import SECONDS_TO_IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cellforge_runtime.task import Task

SECONDS_TO_START = 180.0
SECONDS_TO_END = 10.0  # beyond its own clock, before the process is killed from here
# what is enough to see a network learn
SMALL_LOOP = {"learning_rate": 0.02, "weight_decay": 0.001, "dropout": 0.0, "max_epochs": 20, "patience": 10, "batch_size": 64}
MOST_OF_SETTING = {"max_epochs": 20, "epochs": 20, "n_epochs": 20, "steps": 200, "n_steps": 200, "members": 2}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a trial may take."""

    seconds: float = 60.0
    memory_mb: int = 3000  # beside what torch itself maps; without effect on an accelerator
    parameters: int | None = None  # of the fitted model at the fold's full size


def try_model(
    data: Any,
    task: Task | None,
    source: str,
    *,
    training: Mapping[str, Any] | None = None,
    device: str = "auto",
    limits: Limits = Limits(),
    workers: Workers | None = None,
) -> Report:
    """What is wrong with a model cell, found before it costs a full run; never raises for what the cell does.

    Parameters
    ----------
    data
        An AnnData with its `task`; or, without one, a `Data`, `Folds` or a `TinySlice` made before.
    training
        Settings for the model's constructor; numbers of epochs and members are cut down for the trial.
    workers
        Warm workers to use, which stay the caller's; by default they are started and ended here.
    """
    started = time.monotonic()
    violations = check_source(source)
    if violations:
        return by_policy(source, violations, time.monotonic() - started)
    try:
        asked = _Asked(prepared_slice(data, task), source, _settings(source, training), chosen_device(device), limits)
        with _in_workers(source, workers) as (base, pool):
            ended = _tried(asked, base, pool)
        return report_of(ended, source, limits.parameters, time.monotonic() - started)
    except CellForgeError as error:
        words = {"expected": error.expected, "found": error.found, "remedy": error.remedy}
        return infrastructure(source, error.message, time.monotonic() - started, **words)
    except OSError as error:
        message = f"The trial could not be set up: {error.strerror or error}."
        remedy = "Free disk space or memory and try the same cell again."
        return infrastructure(source, message, time.monotonic() - started, remedy=remedy)


def prepared_slice(data: Any, task: Task | None) -> TinySlice:
    """The slice that trials of this task use; make it once for several attempts."""
    from cellforge_runtime.data import Data, prepare
    from cellforge_runtime.splits import Folds, split

    if isinstance(data, TinySlice):
        return data
    if isinstance(data, Folds):
        return tiny_slice(data)
    return tiny_slice(split(data if isinstance(data, Data) else prepare(data, task)))


@dataclass(frozen=True)
class _Asked:
    slice: TinySlice
    source: str
    training: dict[str, Any]
    device: str
    limits: Limits


def _settings(source: str, training: Mapping[str, Any] | None) -> dict[str, Any]:
    given = dict(training or {})
    if not given and inherits_from_ours(ast.parse(source)):
        given = dict(SMALL_LOOP)
    small = {k: min(v, MOST_OF_SETTING[k]) if k in MOST_OF_SETTING and isinstance(v, int) else v for k, v in given.items()}
    return checked_settings(small)


@contextmanager
def _in_workers(source: str, workers: Workers | None) -> Iterator[tuple[Path, Workers]]:
    base = Path(tempfile.mkdtemp(prefix="cellforge-try-"))
    own = None
    try:
        if workers is None:
            own = workers = start_workers(base, threads=1, modules=imports_of(source))
        yield base, workers
    finally:
        if own is not None:
            own.kill()
        shutil.rmtree(base, ignore_errors=True)


def _tried(asked: _Asked, base: Path, workers: Workers) -> Ended:
    folder, work = (Path(tempfile.mkdtemp(dir=base)) for _ in range(2))
    data, limits = asked.slice, asked.limits
    piece = Piece(
        kind=jobs.TRY,
        name="trial",
        source=CellSource(MODEL, asked.source),
        give=lambda job: data.train.write(job / jobs.TRAIN),
        queries=data.queries,
        features=data.train.features,
        training=asked.training,
        seed=data.folds.data.task.seeds[0],
    )
    piece.write(folder, {"work": str(work), "device": asked.device, "threads": 1, "memory_mb": limits.memory_mb})
    asks_sizes = limits.parameters is not None
    if asks_sizes:
        data.full_size().write(folder / jobs.FULL)
    (folder / jobs.TRIAL).write_text(json.dumps({"seconds": limits.seconds, "sizes": asks_sizes}), encoding="utf-8")
    workers.start(folder)
    status = _wait(folder, workers, limits)
    return Ended.read(folder / jobs.OUT, status, piece)


def _wait(folder: Path, workers: Workers, limits: Limits) -> int | None:
    """The job's exit status; None where it had to be killed from here."""
    step = folder / jobs.OUT / jobs.STEP
    until = time.monotonic() + SECONDS_TO_START
    is_begun = False
    while time.monotonic() < until:
        for ended, status in workers.ended(0.1):
            if ended == folder:
                return status
        if not is_begun and step.exists():
            is_begun = True
            until = time.monotonic() + limits.seconds + SECONDS_TO_IMPORT + SECONDS_TO_END
    with suppress(OSError):
        workers.kill()
    return None
