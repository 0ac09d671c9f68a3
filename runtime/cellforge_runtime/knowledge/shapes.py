"""`parsed`: the rows of a table of knowledge, its shape recognised by what stands in it, with the reason stated."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.commas import with_points
from cellforge_runtime.knowledge.names import Names

LOOKED_AT = 2000
MOST_TERMS_OF_A_GENE = 5000
LONGEST_TERM = 120
_HEADERS = {"gene", "genes", "symbol", "gene_symbol", "genesymbol", "gene_name", "name", "id", "ensembl", "target", "targets"}
_HEADERS |= {"term", "terms", "tag", "tags", "set", "pathway", "source", "from", "to", "node1", "node2", "gene1", "gene2", ""}
_MISSING = {"", "na", "nan", "n/a", "null", "none", "-"}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


@dataclass
class Parsed:
    """Rows by the names given in the file: terms, or numbers in the order of `columns`."""

    shape: str  # "gene sets (GMT)", "edge list", "genes and terms", "gene x feature matrix"
    reason: str
    terms: dict[str, dict[str, None]] = field(default_factory=dict)  # gene -> its terms, in order
    numbers: dict[str, list[float]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    adjusted: list[str] = field(default_factory=list)
    dropped: dict[str, list[str]] = field(default_factory=dict)  # why -> examples as given

    def drop(self, why: str, given: str) -> None:
        self.dropped.setdefault(why, []).append(given)


def parsed(lines: list[str], names: Names, file: str) -> Parsed:
    """
    Raises
    ------
    CellForgeError
        `knowledge/shape`: no known shape, or no known name in it.
    """
    separator = _separator(lines, file)
    rows = _cells(lines, separator, file)
    rows, commas = with_points(rows, separator)
    look = rows[:LOOKED_AT]
    if _is_matrix(look):
        found = _matrix(rows, names, file)
        found.adjusted += [commas] if commas else []
        return found
    first, second, later = _share(look, names, 0), _share(look, names, 1), _share_later(look, names)
    told = f"{_percent(first)} of the first column, {_percent(second)} of the second are names of this data"
    if max(first, second, later) == 0:
        raise _no_shape(file, f"none of the first {len(look):,} rows has a name of this data.")
    _refuse_odd_rows(look, (first, second, later), file)
    if sum(len(row) >= 3 for row in look) > len(look) / 2 and later > max(first, second) and later > 0:
        reason = f"most rows have three columns or more, and {_percent(later)} from the third on are names of this data"
        return _gene_sets(rows, reason)
    if second >= 0.3 and first >= 0.3 and all(len(row) in (2, 3) for row in look):
        return _edges(rows, told)
    if second > first and all(len(row) == 2 for row in look):
        found = _terms([row[::-1] for row in rows], told)
        found.adjusted.append("the second column has the genes: read as term, gene")
        return found
    return _terms(rows, told)


def _refuse_odd_rows(look: list[list[str]], shares: tuple[float, float, float], file: str) -> None:
    """Numbers in rows that are no matrix would be read as names of groups, and names in a later column as sets of one gene."""
    first, second, later = shares
    wide = [row for row in look if len(row) >= 3]
    if len(wide) <= len(look) / 2:
        return
    if first == 0 and max(second, later) > 0 and sum(_is_number(row[0]) for row in wide) > len(wide) / 2:
        column = "second" if second > 0 else "third or a later"
        raise _no_shape(
            file, f"numbers in the first column and names of this data in the {column}: names must stand in the first."
        )
    cells = [cell for row in look[1:] for cell in row[1:] if cell]
    is_headed = not any(_is_number(cell) for cell in look[0][1:])
    if is_headed and max(second, later) < 0.3 and sum(map(_is_number, cells)) > len(cells) / 2:
        width = len(look[0])
        odd = [row for row in look[1:] if len(row) != width or not all(map(_is_number, row[1:]))]
        shown = ", ".join(f'"{_clean(" ".join(row))[:40]}"' for row in odd[:3])
        raise _no_shape(
            file, f"numbers, but {len(odd):,} of {len(look) - 1:,} rows hold more, fewer or other cells, such as {shown}."
        )


def _separator(lines: list[str], file: str) -> str:
    look = lines[:LOOKED_AT]
    for separator in ("\t", ",", ";"):
        if sum(separator in line for line in look) > len(look) / 2:
            return separator
    raise _no_shape(file, f'rows without tabs or commas, such as "{_clean(lines[0])[:60]}".')


def _cells(lines: list[str], separator: str, file: str) -> list[list[str]]:
    if separator == "\t":
        return [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]
    try:  # a comma between quotes separates nothing
        rows = [next(csv.reader([line], delimiter=separator), []) for line in lines]
    except csv.Error as error:
        raise _no_shape(file, f"rows that are no CSV: {error}.") from None
    return [[cell.strip() for cell in row] for row in rows if row]


def _share(rows: list[list[str]], names: Names, column: int) -> float:
    cells = [row[column] for row in rows if len(row) > column]
    return sum(cell in names for cell in cells) / max(len(cells), 1)


def _share_later(rows: list[list[str]], names: Names) -> float:
    cells = [cell for row in rows for cell in row[2:] if cell][: 10 * LOOKED_AT]
    return sum(cell in names for cell in cells) / max(len(cells), 1)


def _terms(rows: list[list[str]], reason: str) -> Parsed:
    found = Parsed("genes and terms", reason)
    rows = _without_header(rows, found)
    if all(len(row) <= 2 for row in rows) and sum(_is_number(row[-1]) for row in rows) > len(rows) / 2:
        found.adjusted.append("whole numbers in one column are read as names of groups, not as amounts")
    repeated = len(rows) > 1.5 * len({row[0] for row in rows})
    split = _term_splitter([cell for row in rows[:LOOKED_AT] for cell in row[1:]], repeated, found)
    twice = 0
    for row in rows:
        terms = [_clean(term) for cell in row[1:] for term in split(cell)]
        terms = [term for term in terms if term]
        if not terms:
            found.drop("no term", row[0])
            continue
        twice += row[0] in found.terms
        _add(found, row[0], terms)
    if twice:
        found.adjusted.append(f"{twice:,} more rows of genes that stood there already: their terms are joined")
    return found


def _term_splitter(cells: list[str], one_a_row: bool, found: Parsed) -> Callable[[str], list[str]]:
    for mark in ("|", ";", ","):
        if sum(mark in cell for cell in cells) > 0.2 * len(cells):
            found.adjusted.append(f'terms are separated by "{mark}"')
            return lambda cell: cell.split(mark)
    if one_a_row:
        found.adjusted.append("a gene has several rows: each cell is one term")
        return lambda cell: [cell]
    return str.split


def _gene_sets(rows: list[list[str]], reason: str) -> Parsed:
    found = Parsed("gene sets (GMT)", reason)
    seen: set[str] = set()
    for row in rows:
        name, genes = _clean(row[0]), dict.fromkeys(cell for cell in row[2:] if cell)
        if not name or not genes:
            found.drop("set without genes", row[0])
            continue
        if name in seen:
            found.adjusted.append(f'the set "{name}" stands there twice: joined')
        seen.add(name)
        for gene in genes:
            _add(found, gene, [name])
    return found


def _edges(rows: list[list[str]], reason: str) -> Parsed:
    """A gene's terms are its partners and itself, so that partners share terms with it and with each other."""
    found = Parsed("edge list", reason)
    rows = _without_header(rows, found)
    if any(len(row) == 3 for row in rows):
        found.adjusted.append("the third column is not used: an edge is there or it is not")
    loops, edges = 0, set()
    for row in rows:
        pair = tuple(sorted(row[:2])) if len(row) >= 2 else ()
        if len(pair) < 2 or not all(pair):
            found.drop("row without two names", row[0])
        elif pair[0] == pair[1]:
            loops += 1
        else:
            edges.add(pair)
    if len(rows) > len(edges) + loops:
        found.adjusted.append(f"{len(rows) - len(edges) - loops:,} edges stood there twice, in either direction")
    for one, other in sorted(edges):
        _add(found, one, [one, other])
        _add(found, other, [other, one])
    return found


def _is_matrix(rows: list[list[str]]) -> bool:
    """A header and then, in nine rows of ten, as many numbers as it has columns.

    One column of whole numbers is none: these are names of groups as often as measurements, and are read as terms.
    """
    body = rows[1:]
    width = max((len(row) for row in body), default=0)
    if width < 2 or (width == 2 and not _is_measured([row[1] for row in rows if len(row) == 2])):
        return False
    good = sum(len(row) == width and all(_is_number(cell) or cell.lower() in _MISSING for cell in row[1:]) for row in body)
    return good >= 0.9 * len(body) and any(_is_number(cell) for row in body for cell in row[1:])


def _is_measured(cells: list[str]) -> bool:
    """A name, and then numbers of which some are not whole."""
    return (
        len(cells) > 1
        and not _is_number(cells[0])
        and any(_is_number(cell) and not cell.lstrip("+-").isdecimal() for cell in cells)
    )


def _matrix(rows: list[list[str]], names: Names, file: str) -> Parsed:
    header, body = rows[0], rows[1:]
    width = max(len(row) for row in body)
    columns = header[1:] if len(header) == width else header if len(header) == width - 1 else None
    if columns is None or all(_is_number(cell) for cell in columns):
        raise _no_shape(file, f"rows of {width} cells under a first row of {len(header)}, which must name the columns.")
    of_rows = _share(body[:LOOKED_AT], names, 0)
    of_columns = sum(cell in names for cell in columns) / max(len(columns), 1)
    if max(of_rows, of_columns) == 0:
        raise _no_shape(file, "numbers, but no row or column that is a name of this data.")
    whole = [row for row in body if len(row) == width]
    found = Parsed("gene x feature matrix", f"a header, then numbers only; {_percent(of_rows)} of the row names are of this data")
    for row in body:
        if len(row) != width:
            found.drop("row of another length", row[0])
    table = {"genes": [row[0] for row in whole], "columns": columns, "cells": [row[1:] for row in whole]}
    if of_columns > of_rows:
        found.adjusted.append(f"{_percent(of_columns)} of the column names are of this data: turned over, a column is a gene")
        table = {"genes": columns, "columns": table["genes"], "cells": [list(cells) for cells in zip(*table["cells"])]}
    _numbers(table, found)
    return found


def _numbers(table: dict, found: Parsed) -> None:
    found.columns = [_clean(column) for column in table["columns"]]
    twice: set[str] = set()
    for gene, cells in zip(table["genes"], table["cells"]):
        values = [float(cell) if _is_number(cell) else float("nan") for cell in cells]
        if not all(abs(value) < float("inf") for value in values):
            found.drop("missing or infinite number", gene)
        elif gene in found.numbers and found.numbers[gene] != values:
            twice.add(gene)
        else:
            found.numbers[gene] = values
    for gene in twice:
        del found.numbers[gene]
        found.drop("twice with different numbers", gene)
    if found.numbers and all(value in (0.0, 1.0) for values in found.numbers.values() for value in values):
        found.adjusted.append("all numbers are 0 or 1: read as terms")
        for gene, values in found.numbers.items():
            _add(found, gene, [column for column, value in zip(found.columns, values) if value])
        found.numbers = {}


def _without_header(rows: list[list[str]], found: Parsed) -> list[list[str]]:
    if all(cell.lower().replace(" ", "_") in _HEADERS for cell in rows[0][:2]) and len(rows) > 1:
        found.adjusted.append("the first row is a header")
        return rows[1:]
    return rows


def _add(found: Parsed, gene: str, terms: list[str]) -> None:
    known = found.terms.setdefault(gene, {})
    known.update(dict.fromkeys(terms))
    if len(known) > MOST_TERMS_OF_A_GENE:
        found.terms[gene] = dict(list(known.items())[:MOST_TERMS_OF_A_GENE])
        why = f"terms beyond {MOST_TERMS_OF_A_GENE:,} of a gene"
        if gene not in found.dropped.get(why, []):
            found.drop(why, gene)


def _clean(term: str) -> str:
    return _UNPRINTABLE.sub(" ", term).strip()[:LONGEST_TERM]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell and cell.lower() not in _MISSING


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _no_shape(file: str, found: str) -> CellForgeError:
    return CellForgeError(
        "knowledge/shape",
        message=f'The table of prior knowledge "{file}" has no shape that is known.',
        expected="gene sets (GMT), an edge list, genes and terms, or a gene x feature matrix, with this data's gene names.",
        found=found,
        remedy="See docs/knowledge.md for the four shapes, each with an example.",
    )
