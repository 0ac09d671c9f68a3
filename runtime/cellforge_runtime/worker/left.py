"""What a worker left in its folder, read by who may open more than the worker could.

Model code writes there, and may leave a link in place of a file: followed, it would show what the worker's fence kept from
it, as predictions, in an error or in the log. A pipe would hold the reader for ever.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 64 * 1024**2  # of one JSON file
MOST_OF_LOG = 64 * 1024  # from its end
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


def opened(path: Path) -> BinaryIO:
    """The file, open for reading.

    Raises
    ------
    OSError
        It is not there, or is a link, a pipe or anything else but a plain file.
    """
    if path.is_symlink():  # also where the system has no O_NOFOLLOW
        raise OSError(f"{path.name} is a link, not a file")
    descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path.name} is no plain file")
    return os.fdopen(descriptor, "rb")


def json_object(path: Path) -> dict | None:
    """The object in a JSON file; None where there is none that can be read."""
    try:
        with opened(path) as file:
            found = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def last_lines(path: Path, most: int) -> list[str]:
    """The last lines of a text; none where it can't be read."""
    try:
        with opened(path) as file:
            file.seek(max(os.fstat(file.fileno()).st_size - MOST_OF_LOG, 0))
            return file.read(MOST_OF_LOG).decode("utf-8", errors="replace").splitlines()[-most:]
    except OSError:
        return []


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder of plain files.

    Raises
    ------
    OSError
        Something in it, or the folder itself, is a link, a pipe or anything else but a file or folder.
    """
    if source.is_symlink():
        raise OSError(f"{source.name} is a link, not a folder")
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.is_dir() and not path.is_symlink():
            copy_folder(path, target / path.name)
        else:
            with opened(path) as file, (target / path.name).open("xb") as copy:
                shutil.copyfileobj(file, copy)
