"""`DaskWorkers`: jobs as Dask tasks, behind the same three methods as processes on this machine."""

from __future__ import annotations

import json
import queue
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.cluster.remote import Left, NotShared, OtherVersion, Ticket, do_job, packed
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker.job import replace_json

if TYPE_CHECKING:
    from distributed import Client, Future

WAITING = "Waiting for a worker of the cluster"


class DaskWorkers:
    """A lost Dask worker loses only its pieces: the scheduler hands them to another one.

    Files of a job are read from its folder where a worker's machine sees it (a shared file system), and sent to it where
    not. Results come back as bytes either way.
    """

    def __init__(self, client: Client, *, threads: int) -> None:
        self._client = client
        self._threads = threads
        self._name = f"cellforge-{uuid4().hex}"
        self._futures: dict[Path, Future] = {}
        self._ended: queue.SimpleQueue[tuple[Path, Future]] = queue.SimpleQueue()
        client.subscribe_topic(self._name, self._told)

    def start(self, folder: Path) -> None:
        """Begin the job in `folder`."""
        replace_json(folder / jobs.OUT / jobs.PROGRESS, {"share": 0.0, "message": WAITING})
        self._submit(Ticket(str(folder), self._name, self._threads), folder)

    def ended(self, seconds: float) -> list[tuple[Path, int]]:
        """Jobs that ended, with exit status; waits for one at most `seconds`.

        Raises
        ------
        CellForgeError
            `cluster/lost`, `cluster/other-version` or `cluster/gone`.
        """
        try:
            folder, future = self._ended.get(timeout=seconds)
        except queue.Empty:
            return []
        if self._futures.get(folder) is not future:
            return []
        error = future.exception(timeout=10) if future.status == "error" else None
        if isinstance(error, NotShared):
            self._submit(Ticket(str(folder), self._name, self._threads, files=packed(folder)), folder)
            return []
        if future.status != "finished":
            raise _trouble(future.status, error)
        left: Left = future.result(timeout=60)
        del self._futures[folder]
        _write(left, folder / jobs.OUT)
        return [(folder, left.exit_status)]

    def kill(self) -> None:
        """End all of them now: their processes see within a fifth of a second that nobody waits for them."""
        self._client.unsubscribe_topic(self._name)
        futures = list(self._futures.values())
        self._futures.clear()
        if futures and self._client.status == "running":
            self._client.cancel(futures, force=True)

    def _submit(self, ticket: Ticket, folder: Path) -> None:
        key = f"{self._name}-{folder.name}-{'sent' if ticket.files else 'read'}"
        future = self._client.submit(do_job, replace(ticket), key=key, pure=False)
        self._futures[folder] = future
        future.add_done_callback(lambda done: self._ended.put((folder, done)))

    def _told(self, event: tuple[float, Any]) -> None:
        """News of a job that still runs, from the client's own thread."""
        _, news = event
        folder = Path(news["folder"])
        if folder in self._futures:
            try:
                replace_json(folder / jobs.OUT / jobs.PROGRESS, json.loads(news["progress"]))
            except (OSError, ValueError):
                return  # the job has ended since


def _write(left: Left, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    for name, content in left.files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _trouble(status: str, error: BaseException | None) -> CellForgeError:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return CellForgeError(
            "cluster/lost",
            message="A fit took down every cluster worker that it was given to.",
            expected="a worker that lives until the fit is done.",
            found=f"{error.allowed_failures + 1} workers lost one after the other, the last at {error.last_worker.address}.",
            remedy="Most often memory ran out: give workers more, or allow the fit less with cf.Run(folder, memory_mb=...). "
            "Finished fits are kept.",
        )
    if isinstance(error, OtherVersion):
        return CellForgeError(
            "cluster/other-version",
            message="The cluster's workers have another cellforge_runtime than this kernel.",
            expected="the same version in both environments.",
            found=f"{error}.",
            remedy="Install the kernel's version for the workers, or use scheduler='local'.",
        )
    return CellForgeError(
        "cluster/gone",
        message="The cluster did not finish a fit.",
        expected="an answer.",
        found=f"{type(error).__name__}: {error}." if error else f"a task that is {status}.",
        remedy="Finished fits are kept: run the cell again, or with scheduler='local' on this machine alone.",
    )
