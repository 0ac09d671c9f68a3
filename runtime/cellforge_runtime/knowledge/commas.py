"""Numbers with commas in a table: `0,5` is a half, `1,000` between quotes a thousand, and what may be either is left alone."""

from __future__ import annotations

import re

from cellforge_runtime.describe.words import THOUSANDS

_WITH_COMMA = re.compile(r"[-+]?\d+(?:,\d+)+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_THOUSANDS = re.compile(rf"[-+]?{THOUSANDS}(?:\.\d+)?")


def with_points(rows: list[list[str]], separator: str) -> tuple[list[list[str]], str]:
    """The rows with such numbers written with a point, and what was done; a comma means the same in the whole table."""
    cells = [cell for row in rows[1:] for cell in row[1:] if "," in cell]
    if not cells or not all(_WITH_COMMA.fullmatch(cell) for cell in cells):
        return rows, ""
    if any(not _THOUSANDS.fullmatch(cell) for cell in cells):
        if any(cell.count(",") > 1 for cell in cells):
            return rows, ""
        mark, told = ".", f'commas in numbers such as "{cells[0]}" are decimal'
    elif separator == ",":
        mark, told = "", f'commas in numbers such as "{cells[0]}" are between thousands'
    else:
        return rows, ""
    seen = set(cells)
    return [
        rows[0],
        *([row[0], *(cell.replace(",", mark) if cell in seen else cell for cell in row[1:])] for row in rows[1:]),
    ], told
