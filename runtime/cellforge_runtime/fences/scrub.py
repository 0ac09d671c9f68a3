"""Tracebacks for an agent's eyes: bounded, and without a path of this machine."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_LINES = 40
MOST_CHARACTERS = 300
_MOST_SEARCHED = 1500  # several times what is shown of any text
CELL = "<model cell>"
_FILE = re.compile(r'File "([^"]*)"')
_INSTALLED = re.compile(r"/\S*/(?:site-packages|dist-packages)/|/\S*/python3\.\d+/")
# a path of at least two parts, and not the tail of a longer word or of an address
_PATH = re.compile(r"(?<![\w.:/<])/(?:[^/\s\"':,;()\[\]]+/)+([^/\s\"':,;()\[\]]*)")
_LINE = re.compile(rf'File "{re.escape(CELL)}", line (\d+)')


def scrubbed(lines: Sequence[str]) -> list[str]:
    """The last lines, each cut, paths outside the cell shortened to what lies in a package."""
    return [without_paths(line)[:MOST_CHARACTERS] for line in lines[-MOST_LINES:]]


def without_paths(text: str) -> str:
    """The text with paths of this machine reduced to their last part; of a long one the beginning.

    A message may be of any length and all slashes, over which the search for paths takes the square of it.
    """
    text = text[:_MOST_SEARCHED]
    text = _FILE.sub(lambda found: f'File "{_of_package(found.group(1))}"', text)
    text = _INSTALLED.sub("", text)
    return _PATH.sub(lambda found: found.group(1) or "...", text)


def _of_package(path: str) -> str:
    """`torch/nn/modules/linear.py` of an installed file, the bare name of another; folders may have spaces."""
    for folder in ("/site-packages/", "/dist-packages/", "/cellforge_runtime/"):
        if folder in path:
            return path.rpartition(folder)[2]
    return path if path == CELL else path.rpartition("/")[2]


def of_the_cell(stack: Sequence[str]) -> list[str]:
    """A stack that begins with the innermost frame, up to the cell's outermost: how the worker got there helps nobody."""
    last = max((i for i, line in enumerate(stack) if CELL in line), default=-1)
    return [line for line in stack[: last + 1] if not line.startswith("Thread")]


def cell_line(lines: Sequence[str], *, first: bool = False) -> int | None:
    """The cell's line that a traceback ends at; `first` for a stack that begins with the innermost frame."""
    found = [int(match.group(1)) for line in lines for match in _LINE.finditer(line)]
    return (found[0] if first else found[-1]) if found else None
