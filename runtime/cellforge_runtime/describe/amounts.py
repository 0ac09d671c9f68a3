"""The dose or time of each cell from a column of amounts, in the unit that the amount, a column beside it or its name tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cellforge_runtime.describe.column_names import DOSE_UNIT_NAMES, TIME_UNIT_NAMES, columns_named
from cellforge_runtime.describe.columns import Coded, coded
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.quantities import Quantity, in_base_units, read_quantities, units_in, units_written

NO_UNIT = "no unit"


@dataclass(frozen=True)
class DoseUnit:
    """The unit in which the doses of conditions are numbers."""

    name: str = ""  # "µM", "nM", "ng/ml"; "" where none is told, or several that do not turn into each other
    written: tuple[str, ...] = ()  # other units in which the data writes them: a number alone could be meant in these


NO_DOSE_UNIT = DoseUnit()


@dataclass(frozen=True)
class Amounts:
    """Amounts of one kind, comparable with each other where `units` has one entry."""

    values: np.ndarray  # (cells,) hours; doses as written, or in base units where several units are told; NaN without
    no_numbers: tuple[str, ...]  # what stands in the cells asked for and is no amount
    other_kind: tuple[str, ...]  # and what is an amount of another kind, such as hours in a column of doses
    units: Mapping[str, str]  # unit of the amounts above 0, with an example of each
    told: str  # which unit was told where, and what was made of it
    unit: DoseUnit  # of `values`

    def problem(self, column: str, kind: str) -> CellForgeError:
        """The error for amounts in units that can't be compared."""
        return CellForgeError(
            "task/units-apart",
            f'The amounts in obs["{column}"] can\'t be compared',
            expected=f"every {kind} in one unit, or in units that turn into each other, such as nM and uM",
            found=", ".join(f'"{example}" ({unit})' for unit, example in list(self.units.items())[:5]),
            remedy=f"Write them in one unit, or take one part of the file with where; {kind}=none reads none.",
        )


@dataclass(frozen=True)
class _Read:
    """What one label says beside one unit."""

    written: float
    converted: float
    unit: str  # the base unit
    own: str  # the unit as it was told, "" for one that is part of the label
    example: str


def read_amounts(obs: pd.DataFrame, kind: str, column: Coded, asked: np.ndarray) -> Amounts:
    """The amounts that `column` holds; units, and what can't be read, are judged by the `asked` cells, (cells,) bool.

    A number without a unit has that of the units' column beside it, else that of the column's name (`time_min`, `day`).
    Times are told in hours. Doses are left as written where one unit is told; where several are that turn into each
    other (nM and uM) they are told in one. Amounts that agree in six digits are one: labels tell no more.
    """
    beside, units = _beside(obs, kind, column.name)
    named = _unit_in_name(column.name, kind)
    quantities = read_quantities(column.labels)
    pairs = np.unique(np.column_stack([column.codes, beside]), axis=0)
    is_asked = {tuple(pair) for pair in np.unique(np.column_stack([column.codes, beside])[asked], axis=0).tolist()}
    read: dict[tuple[int, int], _Read] = {}
    bad: dict[bool, list[str]] = {True: [], False: []}
    for code, unit_code in pairs.tolist():
        if code < 0:
            continue
        quantity, label = quantities[code], column.labels[code]
        if quantity is None or quantity.kind not in (kind, "number"):
            if (code, unit_code) in is_asked:
                bad[quantity is None].append(label)
            continue
        own = units[unit_code] if unit_code >= 0 else (named if not units else "")
        read[code, unit_code] = _one(quantity, label, kind, own)
    counted = [read[pair] for pair in sorted(is_asked) if pair in read and read[pair].written != 0]
    is_converted = kind == "time" or len({(e.unit, e.own) for e in counted}) > 1
    values = _values(column.codes, beside, read, is_converted=is_converted)
    by_unit: dict[str, str] = {}
    for each in counted:
        by_unit.setdefault(each.unit, each.example)
    told = _told(kind, counted, obs, column.name, bool(units))
    unit = _unit_of_values(kind, counted, is_converted=is_converted)
    return Amounts(values, tuple(bad[True]), tuple(bad[False]), by_unit, told, unit)


def unit_of_labels(labels: Iterable[str]) -> DoseUnit:
    """The unit of doses that are read from these labels (`drug_10nM`): a base unit, which they may write otherwise."""
    written = {unit for label in labels for unit in units_written(label, "dose")}
    return _in_base(written)


def _unit_of_values(kind: str, counted: list[_Read], *, is_converted: bool) -> DoseUnit:
    own = sorted({each.own for each in counted if each.own})
    if own and not is_converted:
        return DoseUnit(own[0])
    if any(each.unit == NO_UNIT for each in counted):
        return NO_DOSE_UNIT
    inside = {unit for each in counted if not each.own for unit in units_written(each.example, kind)}
    return _in_base({*own, *inside})


def _in_base(written: set[str]) -> DoseUnit:
    known = {unit: quantity for unit in written if (quantity := in_base_units(1.0, unit)) is not None}
    bases = {quantity.unit for quantity in known.values()}
    if len(bases) != 1:
        return DoseUnit("", tuple(sorted(written)))
    return DoseUnit(bases.pop(), tuple(sorted(unit for unit, quantity in known.items() if quantity.value != 1)))


def _beside(obs: pd.DataFrame, kind: str, column: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """The column of units beside the amounts: code of each cell, -1 without, and the units."""
    for name in _unit_columns(obs, kind, column):
        try:
            found = coded(obs, name)
        except (CellForgeError, TypeError):  # several columns of that name, or values that are no text
            continue
        return found.codes, found.labels
    return np.full(len(obs), -1, dtype=np.int64), ()


def _unit_columns(obs: pd.DataFrame, kind: str, column: str) -> list[str]:
    names = columns_named([str(name) for name in obs.columns], DOSE_UNIT_NAMES if kind == "dose" else TIME_UNIT_NAMES)
    return [name for name in names if name != column]


def _unit_in_name(column: str, kind: str) -> str:
    """`time_min`, `day`, `dose_uM`: the unit that a column's name tells, or ""."""
    words = [word for word in re.split(r"[\W_]+", column) if word]
    for place, word in enumerate(words):
        known = in_base_units(1.0, word)
        if known is not None and known.kind == kind and (place or len(word) > 1):
            return word
    return ""


def _one(quantity: Quantity, label: str, kind: str, own: str) -> _Read:
    if quantity.kind == kind:
        unit = quantity.unit or next(iter(sorted(units_in([label], kind))), NO_UNIT)
        return _Read(quantity.value, quantity.value, unit, "", label)
    if not own.strip():
        return _Read(quantity.value, quantity.value, NO_UNIT, "", label)
    known = in_base_units(quantity.value, own)
    example = f"{label} {own}"
    if known is None or known.kind != kind:
        return _Read(quantity.value, quantity.value, own, own, example)
    return _Read(quantity.value, known.value, known.unit, own, example)


def _values(codes: np.ndarray, beside: np.ndarray, read: Mapping[tuple[int, int], _Read], *, is_converted: bool) -> np.ndarray:
    found = {pair: each.converted if is_converted else each.written for pair, each in read.items()}
    least: dict[str, float] = {}
    for value in sorted(found.values()):
        least.setdefault(f"{value:.6g}", value)
    width = int(beside.max(initial=-1)) + 2
    of_pair = np.full((int(codes.max(initial=-1)) + 2) * width, np.nan)
    for (code, unit), value in found.items():
        of_pair[(code + 1) * width + unit + 1] = least[f"{value:.6g}"]
    return of_pair[(codes + 1) * width + beside + 1]


def _told(kind: str, counted: list[_Read], obs: pd.DataFrame, column: str, is_beside: bool) -> str:
    own = sorted({each.own for each in counted if each.own})
    if not own:
        is_bare = kind == "time" and counted and all(each.unit == NO_UNIT for each in counted)
        return "no unit is told: taken as hours" if is_bare else ""
    where = f'obs["{_unit_columns(obs, kind, column)[0]}"]' if is_beside else "its name"
    bases = {each.unit for each in counted}
    is_changed = len(bases) == 1 and (len(own) > 1 or kind == "time") and any(e.written != e.converted for e in counted)
    turned = f", read as {'hours' if kind == 'time' else next(iter(bases))}" if is_changed else ""
    if not is_beside and not turned:
        return ""
    return f"in {few(own, 3).replace(chr(34), '')} by {where}{turned}"
