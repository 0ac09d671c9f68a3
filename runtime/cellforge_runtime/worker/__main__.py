"""`python -m cellforge_runtime.worker JOBDIR` does one job; without JOBDIR, jobs named on standard input are forked."""

import os
import sys
import threading
from pathlib import Path

from cellforge_runtime.worker.nursery import nursery
from cellforge_runtime.worker.work import work

SECONDS_BETWEEN = 2.0


def end_with_parent() -> None:
    """End this process once the kernel that started it is gone: nobody is left to read its answer."""
    parent, never = os.getppid(), threading.Event()
    while os.getppid() == parent:
        never.wait(SECONDS_BETWEEN)
    os._exit(1)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m cellforge_runtime.worker [JOBDIR]")
    if len(sys.argv) == 2:
        threading.Thread(target=end_with_parent, daemon=True).start()
    sys.exit(work(Path(sys.argv[1])) if len(sys.argv) == 2 else nursery())
