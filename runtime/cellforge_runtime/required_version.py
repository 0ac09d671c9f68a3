"""`require`: the first line of a notebook, so that another version is named before anything runs."""

from __future__ import annotations

from cellforge_runtime import __version__
from cellforge_runtime.errors import CellForgeError


def require(version: str) -> None:
    """Go on only with a runtime that these cells can run with: the same minor version, and no older.

    Raises
    ------
    CellForgeError
        `runtime/version`, with the pip line to run.
    """
    asked, here = _parts(version), _parts(__version__)
    if asked[:2] == here[:2] and here >= asked:
        return
    raise CellForgeError(
        "runtime/version",
        message="These cells were written for another version of cellforge-runtime.",
        expected=f"{version} or a later {asked[0]}.{asked[1]}.",
        found=f"{__version__} in this kernel.",
        remedy=f'Run `%pip install "cellforge-runtime=={version}"` in a cell and restart the kernel.',
    )


def _parts(version: str) -> tuple[int, int, int]:
    numbers = version.split("+")[0].split(".")
    try:
        major, minor, patch = (int("".join(filter(str.isdigit, n)) or 0) for n in (*numbers, "0", "0")[:3])
    except ValueError:
        major = minor = patch = 0
    return major, minor, patch
