"""The file `stop` in a run folder, for work that the kernel itself does: it interrupts as Ctrl-C would."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_BETWEEN = 0.2


@contextmanager
def stopped_by_file(folder: Path) -> Iterator[None]:
    """Raise KeyboardInterrupt in the main thread once `stop` appears in the folder; an older one is removed."""
    stop, is_over = folder / "stop", threading.Event()
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
