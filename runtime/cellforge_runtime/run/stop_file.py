"""The file `stop` in a run folder: heeded from the cell that makes the `Run` on, between its cells as well as within them."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cellforge_runtime.run.status import Status
from cellforge_runtime.run.stopped import Stopped

STOP = "stop"
PHASES = ("training", "evaluating", "refitting")  # in the order in which the cells of a run stand
SECONDS_BETWEEN = 0.2
_WORDS = "What was fitted is kept. Run the cell again to go on."


class StopFile:
    """Which `stop` is meant for the cell that begins, and which for one that is over.

    One that lay there before the `Run` was made is an earlier run's, and so is one that lies there when a phase begins that
    was begun before: its cell is run again. Any other was asked for between two cells of this run.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / STOP
        self._earlier = _made(self._path)
        self._reached = -1

    def begin(self, phase: str) -> None:
        """Remove one that is not meant for this phase."""
        place = PHASES.index(phase)
        if place <= self._reached or _made(self._path) == self._earlier:
            self._path.unlink(missing_ok=True)
        self._reached = place


def _made(path: Path) -> tuple[int, int] | None:
    """What tells one file from a later one of the same name, or the same touched again."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


@contextmanager
def until_stopped(folder: Path, status: Status) -> Iterator[None]:
    """The whole of a work of several stages, before any of which, and between them, a `stop` is heeded.

    One that comes too late to end this work stays for the next cell.

    Raises
    ------
    Stopped
        `stop` is in the folder already, or the kernel was interrupted between two stages.
    """
    try:
        stop_if_asked(folder, status)
        yield
    except KeyboardInterrupt:
        _remove(folder)
        status.end("stopped", _WORDS)
        raise Stopped(_WORDS) from None
    except BaseException:
        _remove(folder)
        raise


def _remove(folder: Path) -> None:
    (folder / STOP).unlink(missing_ok=True)


def stop_if_asked(folder: Path, status: Status) -> None:
    """For a work of the kernel between two stages.

    Raises
    ------
    Stopped
        `stop` is in the folder.
    """
    if (folder / STOP).exists():
        status.end("stopped", _WORDS)
        raise Stopped(_WORDS)


@contextmanager
def stopped_by_file(folder: Path) -> Iterator[None]:
    """Raise KeyboardInterrupt in the main thread once `stop` is in the folder, for a work of the kernel in one stage."""
    stop, is_over = folder / STOP, threading.Event()

    def watch() -> None:
        while not is_over.wait(SECONDS_BETWEEN):
            if stop.exists():
                _thread.interrupt_main()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        if stop.exists():
            raise KeyboardInterrupt
        watcher.start()
        yield
    except BaseException:
        _remove(folder)
        raise
    finally:
        is_over.set()
        if watcher.ident is not None:
            watcher.join()
