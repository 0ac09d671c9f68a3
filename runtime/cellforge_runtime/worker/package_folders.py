"""Where installed packages lie: what a worker may read, and must find although its environment is a clean one."""

from __future__ import annotations

import sys
from pathlib import Path


def package_folders() -> list[str]:
    """Folders of `sys.path` that hold installed packages, in their order.

    Besides Python's own site-packages these are folders of a cluster's modules or of `pip install --target`, which are
    known by the records that pip leaves. A working folder, a home or a checkout holds none, and is left out.
    """
    return [path for path in dict.fromkeys(sys.path) if path and _holds_packages(Path(path))]


def _holds_packages(folder: Path) -> bool:
    if folder.name in ("site-packages", "dist-packages"):
        return True
    try:
        return any(entry.suffix == ".dist-info" for entry in folder.iterdir())
    except OSError:
        return False
