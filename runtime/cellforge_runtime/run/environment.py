"""The environment a worker starts in: what Python and the drivers need, nothing a person put there."""

from __future__ import annotations

import os
import site
from collections.abc import Mapping
from pathlib import Path

from cellforge_runtime.worker.package_folders import package_folders

# no wildcard: a name that holds a token must not slip through
KEPT = (
    "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "COMSPEC",
    "LANG", "LC_ALL", "LC_CTYPE", "TZ", "CONDA_PREFIX", "VIRTUAL_ENV", "NUMBER_OF_PROCESSORS",
    "CUDA_HOME", "CUDA_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "NVIDIA_VISIBLE_DEVICES",
    "NVIDIA_DRIVER_CAPABILITIES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "ROCM_PATH",
    "HSA_OVERRIDE_GFX_VERSION", "PYTORCH_ENABLE_MPS_FALLBACK",
)  # fmt: skip


def clean_environment(work: Path, *, threads: int, inherited: Mapping[str, str] | None = None) -> dict[str, str]:
    """Environment variables for a worker whose home and temporary folder is `work`."""
    inherited = os.environ if inherited is None else inherited
    kept = {name: inherited[name] for name in KEPT if name in inherited}
    folder = str(work)
    return {
        **kept,
        "HOME": folder,
        "USERPROFILE": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        "XDG_CACHE_HOME": folder,
        "MPLBACKEND": "Agg",
        "PYTHONUSERBASE": site.getuserbase(),
        "PYTHONPATH": _own_path(),
        "PYTHONSAFEPATH": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # asking for a GPU must not make a later fork impossible
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # the same sums in the same order
        **{name: str(threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")},
    }


def _own_path() -> str:
    """Where packages lie that a fresh Python would not look: this one in a checkout, others on a cluster's PYTHONPATH."""
    own = str(Path(__file__).resolve().parents[2])
    standard = {*site.getsitepackages(), site.getusersitepackages()}
    return os.pathsep.join(path for path in dict.fromkeys([own, *package_folders()]) if path not in standard)
