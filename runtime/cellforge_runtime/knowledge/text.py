"""`read_lines`: the lines of a file that anybody may have written, bounded, and what had to be adjusted to read them."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cellforge_runtime.describe.columns import composed
from cellforge_runtime.errors import CellForgeError

MOST_BYTES = 64 * 2**20  # on disk
MOST_TEXT = 256 * 2**20  # unpacked
MOST_LINES = 2_000_000
LONGEST_LINE = 4 * 2**20
_GZIP = b"\x1f\x8b"
_MAGIC = {
    b"PK\x03\x04": "a zip archive, as spreadsheets are",
    b"\x89HDF": "an HDF5 file, as .h5ad is",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
}
_NEWLINE = re.compile(r"\r\n|\n|\r")  # nothing else ends a line: str.splitlines also cuts at U+2028 and \x1c


@dataclass(frozen=True)
class Lines:
    """The lines with something in them, without comments."""

    lines: list[str]
    comments: list[str]
    adjusted: list[str]
    sha256: str
    n_bytes: int
    modified: str  # UTC date of the file


def read_lines(path: Path) -> Lines:
    """
    Raises
    ------
    CellForgeError
        `knowledge/no-file`, `knowledge/too-large`, `knowledge/broken-archive`, `knowledge/not-text`, `knowledge/empty`.
    """
    raw, modified = _bytes(path)
    adjusted: list[str] = []
    packed = raw.startswith(_GZIP)
    text = _decoded(_unpacked(raw, path) if packed else raw, path, adjusted)
    if packed != (path.suffix == ".gz"):
        adjusted.append("gzipped, though its name does not say so" if packed else "named .gz, but not gzipped: read as it is")
    every = _NEWLINE.split(text)
    if len(every) > MOST_LINES or max(map(len, every)) > LONGEST_LINE:
        raise _too_large(path, f"{len(every):,} lines, the longest of {max(map(len, every)):,} characters")
    comments = [line for line in every if line[:1] in ("#", "!")]
    lines = [line for line in every if line.strip() and line[:1] not in ("#", "!")]
    if not lines:
        found = f"{len(comments):,} comments and nothing else" if comments else f"{len(raw):,} bytes without a line"
        raise _refused("empty", path, expected="lines of names and terms.", found=f"{found}.")
    return Lines(lines, comments, adjusted, hashlib.sha256(raw).hexdigest(), len(raw), modified)


def _bytes(path: Path) -> tuple[bytes, str]:
    try:
        if not path.is_file():
            raise _refused(
                "no-file",
                path,
                expected="a text file, or a gzipped one, relative to the notebook.",
                found="a folder." if path.is_dir() else "no such file.",
            )
        about = path.stat()
        if about.st_size > MOST_BYTES:
            raise _too_large(path, f"{about.st_size / 2**20:,.0f} MB")
        modified = datetime.fromtimestamp(about.st_mtime, tz=UTC).date().isoformat()
        return path.read_bytes(), modified
    except OSError as error:
        raise _refused("no-file", path, expected="a file that may be read.", found=f"{error.strerror or error}.") from None


def _unpacked(raw: bytes, path: Path) -> bytes:
    """Unpacked with a limit, since a small archive may hold any amount."""
    parts, size, rest = [], 0, raw
    try:
        while rest:
            one = zlib.decompressobj(wbits=31)
            parts.append(one.decompress(rest, MOST_TEXT + 1 - size))
            size += len(parts[-1])
            if size > MOST_TEXT:
                raise _too_large(path, f"more than {MOST_TEXT / 2**20:,.0f} MB once unpacked")
            if not one.eof:
                raise zlib.error("it ends too early")
            rest = one.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise _refused("broken-archive", path, expected="a whole gzip file.", found=f"a broken one: {error}.") from None
    return b"".join(parts)


def _decoded(raw: bytes, path: Path, adjusted: list[str]) -> str:
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise _refused("not-text", path, expected="plain text.", found=f"{what}.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            adjusted.append("UTF-16, read as such")
            return composed(raw.decode("utf-16"))
        except UnicodeDecodeError:
            raise _refused("not-text", path, expected="plain text.", found="broken UTF-16.") from None
    head = raw[: 2**16]
    control = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    if b"\0" in raw or control > 0.01 * max(len(head), 1):
        raise _refused("not-text", path, expected="plain text.", found="bytes that no text has.")
    try:
        return composed(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        adjusted.append(f"not UTF-8 at byte {error.start:,}: read as Latin-1, so names with accents may be wrong")
        return raw.decode("latin-1")


def _too_large(path: Path, found: str) -> CellForgeError:
    most = f"{MOST_BYTES // 2**20} MB, {MOST_TEXT // 2**20} MB unpacked, {MOST_LINES:,} lines"
    return _refused("too-large", path, expected=f"at most {most}.", found=f"{found}.", remedy="Keep the genes of your data only.")


def _refused(code: str, path: Path, *, expected: str, found: str, remedy: str = "") -> CellForgeError:
    return CellForgeError(
        f"knowledge/{code}",
        message=f'The table of prior knowledge "{path.name}" can\'t be read.',
        expected=expected,
        found=found,
        remedy=remedy or "Name a file in one of the formats of docs/knowledge.md.",
    )
