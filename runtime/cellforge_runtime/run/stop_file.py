"""The file `stop` in a run folder: removed where a work begins and ends, and heeded all the time between."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cellforge_runtime.run.status import Status
from cellforge_runtime.run.stopped import Stopped

STOP = "stop"
SECONDS_BETWEEN = 0.2
_WORDS = "What was fitted is kept. Run the cell again to go on."


@contextmanager
def until_stopped(folder: Path, status: Status) -> Iterator[None]:
    """The whole of a work of several stages, in none of which, nor between them, a `stop` is removed.

    Raises
    ------
    Stopped
        The kernel was interrupted between two stages.
    """
    stop = folder / STOP
    stop.unlink(missing_ok=True)
    try:
        yield
    except KeyboardInterrupt:
        status.end("stopped", _WORDS)
        raise Stopped(_WORDS) from None
    finally:
        stop.unlink(missing_ok=True)


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
    """Raise KeyboardInterrupt in the main thread once `stop` appears in the folder, for a work of the kernel in one stage.

    An older one is removed.
    """
    stop, is_over = folder / STOP, threading.Event()
    stop.unlink(missing_ok=True)

    def watch() -> None:
        while not is_over.wait(SECONDS_BETWEEN):
            if stop.exists():
                _thread.interrupt_main()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()
        stop.unlink(missing_ok=True)
