"""`python -m cellforge_runtime.worker JOBDIR` does one job; without JOBDIR, jobs named on standard input are forked."""

import sys
from pathlib import Path

from cellforge_runtime.worker.nursery import nursery
from cellforge_runtime.worker.work import work

if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m cellforge_runtime.worker [JOBDIR]")
    sys.exit(work(Path(sys.argv[1])) if len(sys.argv) == 2 else nursery())
