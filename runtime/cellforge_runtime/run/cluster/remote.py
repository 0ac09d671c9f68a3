"""What a Dask worker does with one job: starts the isolated worker process on its machine and brings back what it left."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cellforge_runtime import __version__
from cellforge_runtime.run.environment import clean_environment
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker import left

SECONDS_BETWEEN = 0.2


class NotShared(Exception):
    """The job's folder is not visible on this machine: its files must be sent."""


class OtherVersion(Exception):
    """This machine has another cellforge_runtime than the kernel."""


@dataclass(frozen=True)
class Ticket:
    """One job as the scheduler holds it: no more than names, unless `files` had to be sent."""

    folder: str  # as the kernel names it; its last part is random
    topic: str  # of news about progress
    threads: int
    version: str = __version__
    files: bytes | None = None  # a tar of the folder; None: read where it lies


@dataclass(frozen=True)
class Left:
    """What the process left behind."""

    exit_status: int
    files: dict[str, bytes]  # below OUT


def do_job(ticket: Ticket) -> Left:
    """Run as a Dask task. Nothing of the Dask worker's environment reaches the job: no token, no key, no open socket.

    Raises
    ------
    NotShared, OtherVersion
        Told to the kernel.
    """
    from distributed import get_worker

    if ticket.version != __version__:
        raise OtherVersion(f"{sys.executable} has {__version__}, and {ticket.version} is wanted")
    worker = get_worker()
    # a folder for this attempt alone: an earlier one may live on where only its connection was lost
    scratch = Path(tempfile.mkdtemp(prefix="cellforge-", dir=worker.local_directory)).resolve()
    try:
        folder = _received(ticket, scratch)
        _settle(folder, scratch, memory_mb=_share_of_memory_mb(worker))
        return _watched(folder, scratch, ticket, worker)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def packed(folder: Path) -> bytes:
    """A job's folder in one piece, without what the worker writes."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for path in sorted(folder.iterdir()):
            if path.name != jobs.OUT:
                tar.add(path, arcname=path.name)
    return held.getvalue()


def _received(ticket: Ticket, scratch: Path) -> Path:
    folder = scratch / "job"
    if ticket.files is not None:
        with tarfile.open(fileobj=io.BytesIO(ticket.files)) as tar:
            tar.extractall(folder, filter="data")
    elif (Path(ticket.folder) / "job.json").exists():
        shutil.copytree(ticket.folder, folder, ignore=shutil.ignore_patterns(jobs.OUT))
    else:
        raise NotShared
    (folder / jobs.OUT).mkdir()
    return folder


def _settle(folder: Path, scratch: Path, *, memory_mb: int | None) -> None:
    """Folders and limits of this machine in place of the kernel's."""
    work = scratch / "work"
    work.mkdir()
    told = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    told["work"] = os.fspath(work)
    told["memory_mb"] = told["memory_mb"] if told["memory_mb"] is not None else memory_mb
    (folder / "job.json").write_text(json.dumps(told), encoding="utf-8")


def _share_of_memory_mb(worker: Any) -> int | None:
    limit = worker.memory_manager.memory_limit
    return None if not limit else int(0.8 * limit / worker.state.nthreads / 1024**2)


def _watched(folder: Path, scratch: Path, ticket: Ticket, worker: Any) -> Left:
    out = folder / jobs.OUT
    with (out / jobs.LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cellforge_runtime.worker", os.fspath(folder)],
            env=clean_environment(scratch / "work", threads=ticket.threads),
            cwd=scratch / "work",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    told = None
    key = worker.get_current_task()
    try:
        while True:
            try:
                process.wait(SECONDS_BETWEEN)
                break
            except subprocess.TimeoutExpired:
                told = _tell(out / jobs.PROGRESS, told, ticket, worker)
            if not _is_wanted(key, worker):
                break
    finally:
        _end(process)
    return Left(process.returncode, _files_below(out))


def _is_wanted(key: str, worker: Any) -> bool:
    """Whether anybody waits for the answer: not after Stop, nor when the kernel is gone."""
    task = worker.state.tasks.get(key)
    return task is not None and task.state == "executing"


def _tell(path: Path, before: str | None, ticket: Ticket, worker: Any) -> str | None:
    text = json.dumps(left.json_object(path))
    if text not in (before, "null"):
        worker.log_event(ticket.topic, {"folder": ticket.folder, "progress": text[:100_000]})
    return text


def _end(process: subprocess.Popen) -> None:
    """The whole group, whatever the model started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.kill()
    process.wait()


def _files_below(out: Path) -> dict[str, bytes]:
    """Plain files only: what a model left may hold links out of its folder."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(out.resolve())
    }
