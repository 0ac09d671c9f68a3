"""`read_knowledge`: tables of prior knowledge in the data's names, with a report of what was used and what was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.names import Names
from cellforge_runtime.knowledge.shapes import Parsed, parsed
from cellforge_runtime.knowledge.special import (
    is_of_obs,
    is_screen,
    read_obs_structures,
    read_screen_table,
    read_structure_table,
)
from cellforge_runtime.knowledge.structures import INSTALL, Structures
from cellforge_runtime.knowledge.text import Lines, read_lines

if TYPE_CHECKING:
    from cellforge_runtime.data import Data

MOST_SHOWN = 40
MOST_COLUMNS = 2048
MAY_KNOW = "may know the answer"
_NOTE = re.compile(r"^[#!]\s*(source|date|model)\s*[:=]\s*(.{1,200})", re.IGNORECASE)


class Knowledge(list[dict[str, Any]]):
    """Tables in order, each `{"name", "rows": gene -> terms or numbers}`: plain values, so that it can be a model's setting.

    `report` is the wire `KnowledgeReport`'s `tables`, `covered` and `targets`; a notebook shows it as text.
    """

    report: dict[str, Any]
    structures: Sequence[Structures] = ()  # of those tables that are of compounds and SMILES

    def __repr__(self) -> str:
        return knowledge_text(self.report)


def read_knowledge(paths: str | Path | Sequence[str | Path], data: Data) -> Knowledge:
    """Read one table or several, and keep the rows of this data's targets and features.

    A path is a text file, the .h5ad of another screen, or `obs:COLUMN` for a column of SMILES in the data's own obs.

    Raises
    ------
    CellForgeError
        A file can't be read, has no known shape, or none of the tables has a target of the data; `knowledge/no-rdkit`:
        the tables are of structures alone, which nothing here can read.
    """
    found = tables_for(paths, data)
    if not found.report["covered"]:
        raise CellForgeError(
            "knowledge/no-rdkit",
            message="The structures of the compounds can't be read.",
            expected="RDKit, which is an optional extra.",
            found="no module called rdkit in this kernel.",
            remedy=f"{INSTALL}, and run this cell again.",
        )
    return found


def tables_for(paths: str | Path | Sequence[str | Path], data: Data) -> Knowledge:
    """The same, but where structures are all that was given and RDKit is missing nothing is covered, which the report says."""
    listed = [paths] if isinstance(paths, (str, Path)) else list(paths)
    targets = sorted({target for query in data.queries for target in query.targets})
    return read_for(listed, targets, data.features, data)


def read_for(paths: Sequence[str | Path], targets: Sequence[str], features: Sequence[str], data: Data | None = None) -> Knowledge:
    """The same, given the names; columns of obs and a look for the data's own cells in a screen need `data` too."""
    names = Names([*targets, *features])
    read = [_read_one(path, names, targets, data) for path in paths]
    found = Knowledge(table for table, _, _ in read if table["rows"])
    covered = sorted({target for table in found for target in targets if target in table["rows"]})
    found.report = {"tables": [told for _, told, _ in read], "covered": len(covered), "targets": len(targets)}
    found.structures = [structures for _, _, structures in read if structures is not None]
    if not covered and all(each.has_rdkit for each in found.structures):
        raise CellForgeError(
            "knowledge/no-target",
            message="The tables of prior knowledge say nothing of this data's targets.",
            expected=f"rows of targets such as {', '.join(targets[:3])}.",
            found=f"{sum(len(table['rows']) for table in found):,} rows of measured features, none of a target.",
            remedy="Use a table with the same kind of gene names.",
        )
    return found


def _read_one(
    given: str | Path, names: Names, targets: Sequence[str], data: Data | None
) -> tuple[dict[str, Any], dict[str, Any], Structures | None]:
    structures = None
    if is_of_obs(given):
        structures, told = read_obs_structures(str(given), names, data)
        rows = structures.rows
    elif is_screen(given):
        screen, told = read_screen_table(Path(given), names, data)
        rows = screen.rows
    else:
        rows, told, structures = _read_text(Path(given), names)
    told["rows"] = len(rows)
    told["covered"] = sum(target in rows for target in targets)
    told["missing"] = [target for target in targets if target not in rows][:MOST_SHOWN]
    return {"name": told["name"], "rows": rows}, told, structures


def _read_text(path: Path, names: Names) -> tuple[dict[str, list], dict[str, Any], Structures | None]:
    lines = read_lines(path)
    compounds = read_structure_table(lines.lines, _of_file(path, lines), names)
    if compounds is not None:
        structures, told = compounds
        told["adjusted"] = [*lines.adjusted, *told["adjusted"]][:MOST_SHOWN]
        return structures.rows, told, structures
    found = parsed(lines.lines, names, path.name)
    rows, resolved = _in_our_names(found, names)
    if found.numbers:
        rows = _standardised(rows, found)
        if rows and not found.columns:
            raise _no_difference(path, len(rows))
    told = _told(path, lines, found)
    told["resolved"] = resolved[:MOST_SHOWN]
    told["n_resolved"] = len(resolved)
    kept = {term for row in rows.values() for term in row} if found.terms else found.columns
    told["kept"] = len(kept)
    return rows, told, None


def _in_our_names(found: Parsed, names: Names) -> tuple[dict[str, list], list[dict[str, str]]]:
    given = found.numbers or {gene: list(terms) for gene, terms in found.terms.items()}
    meant = {gene: names.find(gene) for gene in given}
    wanted = Counter(name for name, _ in meant.values() if name is not None)
    rows, resolved = {}, []
    for gene, row in given.items():
        name, how = meant[gene]
        if name is None:
            found.drop(
                {"ambiguous": "fits two names of the data", "date": "a date, made of a gene's name by a spreadsheet"}.get(
                    how, "not in this data"
                ),
                gene,
            )
        elif wanted[name] > 1 and how != "exact":
            found.drop("one of several spellings of one name", gene)
        else:
            rows[name] = row
            if how != "exact":
                resolved.append({"given": gene[:80], "used": name, "how": how})
    return rows, resolved


def _standardised(rows: dict[str, list[float]], found: Parsed) -> dict[str, list[float]]:
    """Columns to mean 0 and spread 1 over the rows that are kept; the widest-spread columns where there are too many."""
    if not rows:
        return {}
    table = np.array(list(rows.values()), dtype=float)  # (genes, columns)
    spread = table.std(axis=0)
    kept = np.flatnonzero(spread > 0)
    if len(kept) < table.shape[1]:
        found.adjusted.append(f"{table.shape[1] - len(kept):,} columns that never vary are left out")
    if len(kept) > MOST_COLUMNS:
        found.adjusted.append(f"of {len(kept):,} columns the {MOST_COLUMNS:,} that vary most are used")
        kept = np.sort(kept[np.argsort(-spread[kept], kind="stable")[:MOST_COLUMNS]])
    found.columns = [found.columns[i] for i in kept]
    table = (table[:, kept] - table[:, kept].mean(axis=0)) / spread[kept]
    return {name: [round(float(value), 5) for value in row] for name, row in zip(rows, table)}


def _no_difference(path: Path, n_rows: int) -> CellForgeError:
    return CellForgeError(
        "knowledge/no-difference",
        message=f'The table of prior knowledge "{path.name}" tells no gene from another.',
        expected="a column of numbers that differ between genes of this data.",
        found=f"{n_rows:,} such genes with whole rows of numbers, and no column in which they differ.",
        remedy="Fill the missing numbers, add genes or columns, or leave the table out.",
    )


def _of_file(path: Path, lines: Lines) -> dict[str, Any]:
    notes = {key.lower(): value.strip() for key, value in (m.groups() for m in map(_NOTE.match, lines.comments) if m)}
    return {
        "name": path.name,
        "source": notes.get("source", ""),
        "date": notes.get("date", lines.modified),
        "date_of": "table" if "date" in notes else "file",
        "sha256": lines.sha256,
        "bytes": lines.n_bytes,
    }


def _told(path: Path, lines: Lines, found: Parsed) -> dict[str, Any]:
    return {
        **_of_file(path, lines),
        "shape": found.shape,
        "reason": found.reason,
        "genes": len(found.numbers or found.terms),
        "unit": "columns" if found.numbers else "terms",
        "adjusted": [*lines.adjusted, *found.adjusted][:MOST_SHOWN],
        "dropped": [
            {"why": why, "n": len(given), "examples": [_short(name) for name in given[:5]]}
            for why, given in found.dropped.items()
        ],
    }


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


def knowledge_text(report: dict[str, Any]) -> str:
    """A paragraph a table, for people."""
    head = f"Prior knowledge of {report['covered']} of {report['targets']} targets; it {MAY_KNOW}."
    return "\n".join([head, *(line for table in report["tables"] for line in _table_text(table, report["targets"]))])


def _date_text(table: dict[str, Any]) -> str:
    return f"{table['date']} (of the {table['date_of']}), " if table["date"] else ""


def _table_text(table: dict[str, Any], targets: int) -> list[str]:
    lines = [
        f"{table['name']}: {table['shape']} ({table['reason']}).",
        f"  {table['covered']} of {targets} targets, {table['rows']:,} names and {table['kept']:,} {table['unit']} kept;"
        f" {table['source'] or 'source not stated'}, {_date_text(table)}sha256 {table['sha256'][:12]}",
    ]
    lines += [f"  adjusted: {each}" for each in table["adjusted"]]
    if table["resolved"]:
        pairs = ", ".join(f"{each['given']} = {each['used']} ({each['how']})" for each in table["resolved"][:10])
        lines.append(f"  {table['n_resolved']:,} names resolved: {pairs}{' ...' if table['n_resolved'] > 10 else ''}")
    lines += [f"  left out, {each['why']}: {each['n']:,}, such as {', '.join(each['examples'])}" for each in table["dropped"]]
    return lines
