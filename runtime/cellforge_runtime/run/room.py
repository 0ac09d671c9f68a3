"""How many workers the machine has room for, and what they will import."""

from __future__ import annotations

import ast
import os
import sys

_SHARE_OF_MEMORY = 0.8
_WORKER_MB = 700  # a worker with torch and the arrays of a middling screen
_PIECE_MB = 1000  # made cells of a large fold


def n_workers(n_pieces: int, device: str) -> int:
    """Workers side by side: one on an accelerator, else by free cores and memory."""
    if device != "cpu":
        return 1
    free = n_cores() - max(0.0, _load() - 1.0)  # the kernel itself is one of the load
    by_cores = max(round(free), 1)
    memory = available_mb()
    by_memory = n_pieces if memory is None else max(int(memory // (2 * _WORKER_MB)), 1)
    return max(min(n_pieces, by_cores, by_memory, n_cores()), 1)


def n_threads() -> int:
    """Pieces of one process side by side, by cores and free memory."""
    memory = available_mb()
    return n_cores() if memory is None else max(min(n_cores(), int(memory // _PIECE_MB)), 1)


def n_cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available_mb() -> float | None:
    """Memory not in use, in MiB; None where the system does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            kb = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None
    limit = _container_limit_mb()
    return kb / 1024 if limit is None else min(kb / 1024, limit)


def share_of_memory_mb() -> int | None:
    """What workers may take in all where nobody said: four fifths of the free memory."""
    free = available_mb()
    return None if free is None else int(_SHARE_OF_MEMORY * free)


def _container_limit_mb() -> float | None:
    """What the container may still take, as on a hub."""
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as limit:
            most = limit.read().strip()
        with open("/sys/fs/cgroup/memory.current", encoding="ascii") as used:
            return None if most == "max" else (int(most) - int(used.read())) / 1024**2
    except (OSError, ValueError):
        return None


def _load() -> float:
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):
        return 0.0


def imports_of(text: str) -> list[str]:
    """Modules that the source imports at its top."""
    found: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found
