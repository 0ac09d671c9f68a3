"""`read_special`: tables that are no genes and terms: compounds with SMILES, in a file or in obs, and other screens."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.names import Names
from cellforge_runtime.knowledge.other_screen import SHAPE as SCREEN
from cellforge_runtime.knowledge.other_screen import SUFFIXES, OtherScreen, read_screen
from cellforge_runtime.knowledge.structures import BITS, RADIUS, SHAPE, Structures, read_structures, smiles_columns

if TYPE_CHECKING:
    from cellforge_runtime.data import Data

OF_OBS = "obs:"  # a column of the data's own obs, such as obs:SMILES
MOST_SHOWN = 40
FINGERPRINTS = f"Morgan fingerprints (radius {RADIUS}, {BITS:,} bits), compared by Tanimoto likeness"


def is_of_obs(path: str | Path) -> bool:
    """Whether `path` names a column of the data's own obs instead of a file."""
    return str(path).startswith(OF_OBS)


def is_screen(path: str | Path) -> bool:
    """Whether `path` names another screen, by its ending."""
    return str(path).lower().endswith(SUFFIXES)


def read_obs_structures(path: str, names: Names, data: Data | None) -> tuple[Structures, dict[str, Any]]:
    """The SMILES in a column of the data's obs, and what is told of them.

    Raises
    ------
    CellForgeError
        `knowledge/no-column`: obs has no such column of SMILES.
    """
    column = path.removeprefix(OF_OBS)
    columns: Mapping[str, Any] = {} if data is None else data.structures
    if column not in columns:
        raise CellForgeError(
            "knowledge/no-column",
            message=f'obs["{column}"] is no column of structures.',
            expected="a column of obs called SMILES, canonical_smiles or isomeric_smiles.",
            found=", ".join(columns) or "none.",
            remedy="Rename the column, or give a table of compounds and SMILES as a file.",
        )
    given = columns[column]
    text = json.dumps(given, sort_keys=True, ensure_ascii=False).encode()
    found = read_structures(given, names)
    about = {"name": path, "reason": f'obs["{column}"] is called so; {FINGERPRINTS}', "source": "the data's own obs"}
    about |= {"date": "", "date_of": "file", "sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)}
    return found, _told(about, SHAPE, found, found.given)


def read_structure_table(lines: Sequence[str], about: dict[str, Any], names: Names) -> tuple[Structures, dict[str, Any]] | None:
    """Of a file's lines, or None where its first row names no column of SMILES."""
    header = _cells(lines[:1])
    at = smiles_columns(header[0]) if header else None
    if at is None:
        return None
    smiles, named = at
    given: dict[str, list[str]] = {}
    short = 0
    for row in _cells(lines)[1:]:
        if len(row) <= max(smiles, named):
            short += 1
            continue
        given.setdefault(row[named].strip(), []).append(row[smiles].strip())
    found = read_structures(given, names)
    if short:
        found.drop("row of another length", f"{short:,} rows")
    about = {**about, "reason": f'a column called "{header[0][smiles]}"; {FINGERPRINTS}'}
    return found, _told(about, SHAPE, found, found.given)


def read_screen_table(path: Path, names: Names, data: Data | None) -> tuple[OtherScreen, dict[str, Any]]:
    """Another screen as a table of prior knowledge, and what is told of it."""
    found = read_screen(path, names, data)
    about = {"name": found.name, "reason": found.reason, "source": "", "date": found.modified, "date_of": "file"}
    about |= {"sha256": found.sha256, "bytes": found.n_bytes}
    return found, _told(about, SCREEN, found, found.given)


def _told(about: Mapping[str, Any], shape: str, found: Structures | OtherScreen, given: int) -> dict[str, Any]:
    return {
        **about,
        "shape": shape,
        "genes": given,
        "unit": "columns",
        "kept": len(next(iter(found.rows.values()), [])),
        "adjusted": found.adjusted[:MOST_SHOWN],
        "dropped": [
            {"why": why, "n": len(given), "examples": [each if len(each) <= 60 else f"{each[:59]}…" for each in given[:5]]}
            for why, given in found.dropped.items()
        ],
        "resolved": found.resolved[:MOST_SHOWN],
        "n_resolved": len(found.resolved),
    }


def _cells(lines: Sequence[str]) -> list[list[str]]:
    """With tabs where the first row has any, else with commas; a comma between quotes separates nothing."""
    if "\t" in lines[0]:
        return [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]
    try:
        return [row for row in csv.reader(io.StringIO("\n".join(lines))) if row]
    except csv.Error:
        return []
