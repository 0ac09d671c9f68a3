"""Outputs of cells, kept as files: a page that was reloaded while the cell ran finds its output there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cellforge_runtime.run.live import kernel_shell
from cellforge_runtime.worker.job import replace_json


def write_output(folder: Path, bundle: dict[str, Any]) -> Path | None:
    """Keep the output of the cell that runs now; None where there is no cell, as in a script."""
    cell = running_cell()
    if cell is None:
        return None
    path = folder / "outputs" / f"{cell}.json"
    path.parent.mkdir(exist_ok=True)
    replace_json(path, bundle)
    return path


def running_cell() -> str | None:
    """The id of the cell that runs, as JupyterLab and Notebook send it with the request."""
    shell = kernel_shell()
    if shell is None:
        return None
    cell = (shell.kernel.get_parent("shell").get("metadata") or {}).get("cellId")
    is_id = isinstance(cell, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell)
    return cell if is_id else None
