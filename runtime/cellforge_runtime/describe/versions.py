"""Versions of what is installed in this kernel, read without importing anything."""

from __future__ import annotations

import platform
import re
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("anndata", "mudata", "numpy", "scipy", "pandas", "torch", "lightning")


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Python and the packages that matter for a run."""
    told = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            continue
    return told


def runtime_version() -> str | None:
    """Version of the cellforge_runtime installed here, or None; the probe may stand in its place while it runs."""
    spec = PathFinder.find_spec("cellforge_runtime")
    if spec is None or not spec.origin:
        return None
    try:
        text = Path(spec.origin).read_text(encoding="utf-8")
    except OSError:
        return None
    match = re.search(r'^__version__\s*=\s*"([^"]+)"', text, re.MULTILINE)
    return match[1] if match else None
