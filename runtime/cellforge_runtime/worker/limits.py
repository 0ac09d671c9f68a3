"""Limits on a worker's memory, and what it took."""

from __future__ import annotations

import sys

from cellforge_runtime.worker.job import Job


def limit_memory(job: Job) -> None:
    """Let allocations beyond the job's memory fail, where the system can (Linux, CPU).

    With an accelerator its driver reserves address space beyond any use, so that no limit would be meaningful.
    """
    if job.memory_mb is None or job.device != "cpu" or not sys.platform.startswith("linux"):
        return
    import resource

    most = job.memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def peak_rss_mb() -> float:
    """The most memory this process held."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024
