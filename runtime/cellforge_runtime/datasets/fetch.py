"""`fetch`: a file from the web into a cache: resumed where it was cut, its checksum recorded once and checked ever after."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cellforge_runtime.errors import CellForgeError

ATTEMPTS, MOST_TRIES, PAUSE_S = 4, 200, 1.0
TIMEOUT_S = 30.0
_MD5 = re.compile(r'^(?:W/)?"?md5:([0-9a-f]{32})"?$')
_RANGE = re.compile(r"bytes (?P<first>\d+)-\d+/(?P<total>\d+|\*)", re.ASCII)
INSTALL = 'pip install "cellforge-runtime[datasets]"'


@dataclass(frozen=True)
class Fetched:
    """Where the file lies, its sha256, and whether that was recorded just now."""

    path: Path
    sha256: str
    is_first: bool


def cache_folder() -> Path:
    """`CELLFORGE_DATASETS`, else the user's cache folder."""
    given = os.environ.get("CELLFORGE_DATASETS")
    if given:
        return Path(given)
    return Path(_package("platformdirs").user_cache_dir("cellforge", appauthor=False)) / "datasets"


def fetch(url: str, folder: Path, *, say: Callable[[str], None] = print, pause_s: float = PAUSE_S) -> Fetched:
    """The file of `url` in `folder`, downloaded at most once.

    What came before a connection was cut is kept as `NAME.part` and the rest asked for, if the server says that the file
    is still the same; after four attempts without a new byte it is given up, and the next call goes on. The checksum is recorded
    at the first download (trust on first use: only a server that tells an md5 is checked against it then) and compared
    at each later call.

    Raises
    ------
    CellForgeError
        `dataset/offline`, `dataset/not-found`, `dataset/cut`, `dataset/no-space`, `dataset/no-package`; `dataset/damaged`: not
        the md5 that the server told; `dataset/changed`: not the file whose checksum was recorded.
    """
    path = folder / url.partition("?")[0].rsplit("/", 1)[1]
    record = path.with_name(f"{path.name}.json")
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _download(url, path, say, pause_s)
    found = _digest(path, "sha256")
    if not record.exists():
        told = {"url": url, "sha256": found, "bytes": path.stat().st_size, "first": datetime.now(tz=UTC).date().isoformat()}
        record.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        say(f"{path.name}: sha256 {found[:12]} recorded now (trust on first use) and checked from now on.")
        return Fetched(path, found, True)
    expected = json.loads(record.read_text(encoding="utf-8"))
    if expected["sha256"] != found:
        raise _changed(path, str(expected["sha256"]), found, str(expected["first"]))
    return Fetched(path, found, False)


def _download(url: str, path: Path, say: Callable[[str], None], pause_s: float) -> None:
    part = path.with_name(f"{path.name}.part")
    httpx = _package("httpx")
    without_gain, tries, last = 0, 0, ""
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT_S) as client:
        while without_gain < ATTEMPTS and tries < MOST_TRIES:
            tries += 1
            before = part.stat().st_size if part.exists() else 0
            try:
                md5 = _rest(client, url, part, say)
            except httpx.HTTPStatusError as error:
                if error.response.status_code < 500 and error.response.status_code != 429:
                    raise _not_there(url, error.response.status_code) from None
                last = f"status {error.response.status_code}"
            except httpx.TransportError as error:
                last = f"{type(error).__name__}: {str(error)[:120]}"
            else:
                break
            after = part.stat().st_size if part.exists() else 0
            without_gain = 0 if after > before else without_gain + 1
            time.sleep(pause_s * without_gain)
        else:
            raise _cut(url, part, last)
    if md5 is not None and (found := _digest(part, "md5")) != md5:
        part.unlink()
        _note(part).unlink(missing_ok=True)
        raise _damaged(url, md5, found)
    _note(part).unlink(missing_ok=True)
    part.replace(path)


def _rest(client: Any, url: str, part: Path, say: Callable[[str], None]) -> str | None:
    """Ask for what `part` lacks and append it; the md5 that the server tells, if it does.

    Raises httpx's errors; a body shorter than was told is one.
    """
    import httpx

    have = part.stat().st_size if part.exists() else 0
    tag = _note(part).read_text(encoding="utf-8") if have and _note(part).exists() else ""
    # If-Range: a file that has changed since comes whole, not glued to the old part; without a tag nothing is resumed
    asked = {"Range": f"bytes={have}-", "If-Range": tag} if have and tag else {}
    with client.stream("GET", url, headers={"Accept-Encoding": "identity", **asked}) as response:
        if response.status_code == 416:  # all of it is there, or the file is shorter now: once more from the start
            part.unlink(missing_ok=True)
            raise httpx.ReadError("the server has no such range")
        response.raise_for_status()
        is_rest = response.status_code == 206
        total = _total_of_rest(response.headers.get("content-range", ""), have, part) if is_rest else None
        etag = response.headers.get("etag", "")
        _note(part).write_text("" if etag.startswith("W/") else etag, encoding="utf-8")
        length = int(response.headers.get("content-length", -1))
        _check_space(part, url, length)
        if is_rest:
            say(f"{part.stem}: goes on at {have / 1e6:,.1f} MB.")
        with part.open("ab" if is_rest else "wb") as file:
            start = file.tell()
            for block in response.iter_raw():  # as it comes: a block of a set size is lost where it is cut
                file.write(block)
            got = file.tell() - start
        if length >= 0 and got < length:
            raise httpx.ReadError(f"{got:,} of {length:,} bytes came")
        if total is not None and start + got < total:  # a server may give less than what was asked for
            raise httpx.ReadError(f"{start + got:,} of {total:,} bytes are here")
    md5 = _MD5.match(etag)
    return md5.group(1) if md5 else None


def _total_of_rest(told: str, have: int, part: Path) -> int | None:
    """Size of the whole file, None where the server doesn't say, of a 206 that begins where `part` ends.

    Raises httpx's error where it is of other bytes: they belong neither behind the part nor in its place.
    """
    import httpx

    match = _RANGE.fullmatch(told.strip())
    if have and match and int(match["first"]) == have:
        return None if match["total"] == "*" else int(match["total"])
    part.unlink(missing_ok=True)  # once more from the start
    _note(part).unlink(missing_ok=True)
    raise httpx.ReadError(f"asked for the bytes from {have:,} on, the server sent {told[:80] or 'others, without saying which'}")


def _note(part: Path) -> Path:
    """Where the tag of the file that a part is of stands."""
    return part.with_name(f"{part.name}.tag")


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _package(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise CellForgeError(
            "dataset/no-package",
            message="Published data sets can't be fetched.",
            expected="httpx and platformdirs, an optional extra.",
            found=f"no module called {name}.",
            remedy=f"{INSTALL}.",
        ) from None


def _check_space(part: Path, url: str, length: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if length > free:
        raise CellForgeError(
            "dataset/no-space",
            message=f"{part.stem} does not fit on the disk.",
            expected=f"{length / 1e9:,.2f} GB free in the cache folder.",
            found=f"{free / 1e9:,.2f} GB.",
            remedy="Set CELLFORGE_DATASETS to a folder with room.",
        )


def _not_there(url: str, status: int) -> CellForgeError:
    return CellForgeError(
        "dataset/not-found",
        message="The data set can't be downloaded.",
        expected=f"a file at {url}",
        found=f"status {status}.",
        remedy="The record may have moved: look for it by its DOI, put the file into the cache folder, and load again.",
    )


def _cut(url: str, part: Path, last: str) -> CellForgeError:
    have = part.stat().st_size if part.exists() else 0
    return CellForgeError(
        "dataset/cut" if have else "dataset/offline",
        message="The download was cut." if have else "The data set can't be reached: is this machine offline?",
        expected=f"an answer from {url}",
        found=f"{last}; {have / 1e6:,.1f} MB are kept." if have else f"{last}.",
        remedy="Load again, which goes on where it stopped."
        if have
        else f"Load again with a connection, or download it elsewhere and put it into {part.parent}.",
    )


def _damaged(url: str, expected: str, found: str) -> CellForgeError:
    return CellForgeError(
        "dataset/damaged",
        message="What was downloaded is not the file; it was removed.",
        expected=f"md5 {expected}, as the server tells of {url}",
        found=f"md5 {found}.",
        remedy="Load again.",
    )


def _changed(path: Path, expected: str, found: str, first: str) -> CellForgeError:
    return CellForgeError(
        "dataset/changed",
        message=f"{path.name} in the cache is not the file that was downloaded first.",
        expected=f"sha256 {expected[:12]}, recorded on {first}.",
        found=f"sha256 {found[:12]}.",
        remedy=f"Delete {path.name} and {path.name}.json from {path.parent} to download it again and trust what comes.",
    )
