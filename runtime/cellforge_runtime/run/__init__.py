"""`Run`: fit in workers, score in the kernel, keep what was found in the run folder."""

from cellforge_runtime.run.run import Run
from cellforge_runtime.run.stopped import Stopped

__all__ = ["Run", "Stopped"]
