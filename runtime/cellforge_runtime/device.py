"""Which device models run on, as the kernel's machine has it."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

from cellforge_runtime.errors import CellForgeError

DEVICES = ("cuda", "mps", "cpu")
_ASK_TORCH = """
import torch
mps = getattr(torch.backends, "mps", None)
print("cuda" if torch.cuda.is_available() else "mps" if mps is not None and mps.is_available() else "cpu")
"""


def chosen_device(wish: str = "auto") -> str:
    """`cuda`, `mps` or `cpu`: the wish where the machine has it, else the best there is for `auto`.

    Raises
    ------
    CellForgeError
        `run/no-device`: the wish is none of the devices, or not on this machine.
    """
    found = available_device()
    if wish == "auto":
        return found
    if wish in ("cpu", found):
        return wish
    raise CellForgeError(
        "run/no-device",
        message="The device asked for is not there.",
        expected="auto, cuda, mps or cpu, and torch that can use it.",
        found=f"{wish!r}; this machine has {found}.",
        remedy='Use device="auto".',
    )


@lru_cache(maxsize=1)
def available_device() -> str:
    """The best device that torch can use, asked in a process of its own: the kernel never loads torch for it."""
    torch = sys.modules.get("torch")
    if torch is not None:
        return _of(torch)
    if not _may_have_accelerator():
        return "cpu"
    try:
        told = subprocess.run([sys.executable, "-c", _ASK_TORCH], capture_output=True, text=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "cpu"
    word = told.stdout.strip()  # empty where torch is not installed
    return word if word in DEVICES else "cpu"


def _may_have_accelerator() -> bool:
    import shutil
    from pathlib import Path

    if sys.platform == "darwin":
        return True
    devices = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
    return any(Path(d).exists() for d in devices) or shutil.which("nvidia-smi") is not None


def _of(torch: object) -> str:
    if torch.cuda.is_available():
        return "cuda"
    mps = getattr(torch.backends, "mps", None)
    return "mps" if mps is not None and mps.is_available() else "cpu"
