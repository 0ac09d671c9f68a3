"""What the machine of this kernel has: device, memory, cores. torch is asked only if the user imported it already."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any


def hardware() -> dict[str, Any]:
    """The wire format `Hardware`."""
    device = _cuda() or _mps() or {"device": "cpu", "name": _cpu_name(), "total_mb": None, "free_mb": None}
    return {**device, "cores": _cores(), "ram_mb": ram_mb()}


def _cuda() -> dict[str, Any] | None:
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "cuda"):
        try:
            if not torch.cuda.is_available():
                return None
            free, total = torch.cuda.mem_get_info()
            return _device("cuda", torch.cuda.get_device_name(), total / 2**20, free / 2**20)
        except Exception:  # a driver that fails to answer is no device to train on
            return None
    if not _torch_has("cuda") or shutil.which("nvidia-smi") is None:
        return None
    query = ["nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(query, capture_output=True, text=True, timeout=3, check=True).stdout.splitlines()
        name, total, free = (field.strip() for field in told[0].rsplit(",", 2))
        return _device("cuda", name, float(total), float(free))
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def _mps() -> dict[str, Any] | None:
    if platform.system() != "Darwin" or platform.machine() != "arm64" or _torch_version() is None:
        return None
    return _device("mps", _cpu_name(), None, None)


def _device(kind: str, name: str, total_mb: float | None, free_mb: float | None) -> dict[str, Any]:
    return {"device": kind, "name": name, "total_mb": total_mb, "free_mb": free_mb}


def _torch_has(kind: str) -> bool:
    """Whether the installed torch was built for `kind`, read from its version file: importing it takes seconds."""
    text = _torch_version()
    match = re.search(rf"^{kind}\b[^=]*=\s*(.+)$", text or "", re.MULTILINE)
    return bool(match and match[1].strip() not in ("None", ""))


def _torch_version() -> str | None:
    spec = PathFinder.find_spec("torch")
    if spec is None or not spec.origin:
        return None
    try:
        return (Path(spec.origin).parent / "version.py").read_text(encoding="utf-8")
    except OSError:
        return None


def _cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1


def ram_mb() -> float | None:
    """Memory of this machine, or of the container it runs in; None where the system does not say."""
    limits = [_sysconf_mb()]
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(path).read_text().strip()) / 2**20)
        except (OSError, ValueError):
            continue
    told = [limit for limit in limits if limit]
    return round(min(told)) if told else None


def _sysconf_mb() -> float | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    except (AttributeError, ValueError, OSError):
        return None


def _cpu_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "CPU"
