"""Which condition each cell belongs to: the one reading of labels that profile, splits and predictions share.

    found = conditions(adata, task)    # task: a mapping with the keys of the wire Task; extra or missing keys are fine
    found.conditions                   # list[Condition], the same order whatever the order of the cells
    found.condition_of                 # (cells,) index into it; CONTROL (-1), EXCLUDED (-2)
    found.context_of, found.contexts   # (cells,) index into contexts, -1 without; one context "all" where none is named
    found.excluded                     # list[Excluded(label, n_cells, reason)]

`adata` is an AnnData, a MuData (its RNA is read) or a `sources.Source`. Nothing of it is changed or copied; X is not
read. A condition is target set x context x dose x time. Controls match by context; contexts without any are excluded.
Which controls of its context a condition is compared with: `control_groups.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.amounts import NO_DOSE_UNIT, DoseUnit, read_amounts, unit_of_labels
from cellforge_runtime.describe.columns import Coded, coded, text_of
from cellforge_runtime.describe.feature_names import known_names
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family, names_nothing, not_a_perturbation, plain
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.quantities import (
    Stripped,
    strip_bare_number,
    strip_glued,
    strip_quantities,
)
from cellforge_runtime.describe.separators import control_sides, splitter
from cellforge_runtime.describe.sources import source

CONTROL = -1
EXCLUDED = -2
ALL = "all"
NO_VALUE = "no value"


@dataclass(frozen=True)
class Condition:
    """All cells that share target set x context x dose x time; `label` is unique in a task."""

    label: str
    targets: tuple[str, ...]
    context: str | None
    dose: float | None
    time: float | None
    n_cells: int


@dataclass(frozen=True)
class Excluded:
    """Cells on neither side, and why."""

    label: str
    n_cells: int
    reason: str


@dataclass(frozen=True)
class Conditions:
    """The cells of a task by condition."""

    conditions: list[Condition]
    condition_of: np.ndarray  # (cells,)
    context_of: np.ndarray  # (cells,)
    contexts: list[str]
    excluded: list[Excluded]
    time_of: np.ndarray | None = None  # (cells,) NaN where no time is told; None where the task has no time
    dose_unit: DoseUnit = NO_DOSE_UNIT

    @property
    def n_control_cells(self) -> int:
        """Cells of the control, over all contexts."""
        return int((self.condition_of == CONTROL).sum())


@dataclass(frozen=True)
class Reading:
    """What one label says."""

    kind: str  # "control", "perturbed" or "excluded"
    targets: tuple[str, ...] = ()
    dose: float | None = None
    time: float | None = None
    reason: str = ""


def conditions(adata: Any, task: Mapping[str, Any], *, require_control: bool = True) -> Conditions:
    """The conditions of a task and the condition of every cell.

    Raises
    ------
    CellForgeError
        `task/no-such-column`, `task/where`, or `task/no-control` when no cell has the control's label.
    """
    read = source(adata, str(task.get("modality") or "rna"))
    obs, features = read.obs, known_names(read.adata)
    kept = part(obs, task.get("where"))
    labels = coded(obs, str(task["perturbation"]), role="perturbation").within(kept)
    readings = read_labels(labels.labels, task, features)
    if require_control and not any(reading.kind == "control" for reading in readings):
        raise no_control(labels, str(task["control"]), int((kept & (labels.codes < 0)).sum()))
    return _group(obs, kept, labels, readings, task)


def part(obs: pd.DataFrame, where: str | None) -> np.ndarray:
    """The cells of `COLUMN:VALUE`, or all cells, (cells,) bool.

    Raises
    ------
    CellForgeError
        `task/where`: no such column, or no cell has the value.
    """
    if not where:
        return np.ones(len(obs), dtype=bool)
    names = {str(column) for column in obs.columns}
    cuts = [i for i, sign in enumerate(where) if sign == ":" and where[:i] in names]
    if not cuts:
        if where in names:
            raise _no_value(obs, where)
        column = where.partition(":")[0]
        raise CellForgeError(
            "task/where",
            f'The part "{where}" can\'t be taken',
            expected="COLUMN:VALUE with a column of obs",
            found=f'no column "{column}"; obs has {few(sorted(names))}',
            remedy="Name a column of obs and one of its values, such as dataset:norman19.",
        )
    column, value = where[: cuts[0]], text_of(where[cuts[0] + 1 :])
    found = coded(obs, column)
    if value not in found.labels:
        raise CellForgeError(
            "task/where",
            f'No cell has "{value}" in obs["{column}"]',
            expected=f'one of the values of obs["{column}"]',
            found=few(by_size(found)),
            remedy="Set where to COLUMN:VALUE with one of these values.",
        )
    return found.codes == found.labels.index(value)


def _no_value(obs: pd.DataFrame, column: str) -> CellForgeError:
    values = by_size(coded(obs, column))
    return CellForgeError(
        "task/where",
        f'The part "{column}" can\'t be taken',
        expected="COLUMN:VALUE with a column of obs",
        found=f'the column "{column}" and no value; it has {few(values)}',
        remedy=f"Name one of its values, such as {column}:{values[0] if values else 'VALUE'}.",
    )


def read_labels(labels: Sequence[str], task: Mapping[str, Any], features: Collection[str]) -> list[Reading]:
    """What each label of the perturbation column says under the task, in the order of `labels`."""
    control, listed = text_of(task["control"]), set(map(text_of, task.get("excluded_labels") or ()))
    whole = guide_stems({plain(label) for label in labels}, features)
    stems = {label: whole[plain(label)] for label in labels if plain(label) in whole}
    excluded = {label: _exclusion(label, control, listed, stems) for label in labels}
    held = [label for label in labels if excluded[label] is None and not _is_control(label, control, stems)]
    strip = _stripper(held, task)
    stripped = {label: strip(stems.get(label, plain(label))) for label in held}
    names = {label: each.rest for label, each in stripped.items()}
    sides = control_sides(control, str(task.get("separator") or "")) if task.get("separator") else frozenset()
    cut = splitter(sorted(set(names.values())), task.get("separator"), features, sides)
    parts = {label: cut(name) for label, name in names.items()}
    joined = [each for several in parts.values() if len(several) > 1 for each in several]
    inner = {**guide_stems(joined, features), **stems}

    def reading(label: str) -> Reading:
        if label not in names:
            why = excluded[label]
            return Reading("control", time=strip(label).time) if why is None else Reading("excluded", reason=why)
        if len(parts[label]) > 1 and (several := _amounts_apart(parts[label], strip)):
            return Reading("excluded", reason=several)
        given = [each for each in parts[label] if not_a_perturbation(each) != NO_VALUE]  # STAT1+nan: the second is not there
        if not given:
            return Reading("excluded", reason=NO_VALUE)
        held = [each for each in given if each != control and each not in sides and control_family(each) is None]
        targets = {inner.get(each, each) for each in held}
        kind = "perturbed" if targets else "control"
        return Reading(kind, tuple(sorted(targets)), stripped[label].dose, stripped[label].time)

    return [reading(label) for label in labels]


def _amounts_apart(parts: Sequence[str], strip: Callable[[str], Stripped]) -> str:
    """Why a combination such as `A_1uM+B_10uM` has no one dose, or ""."""
    left = [strip(part) for part in parts]
    kinds = [kind for kind in ("dose", "time") if any(getattr(each, kind) is not None for each in left)]
    return f"its parts have different {kinds[0]}s, and a condition has one" if kinds else ""


def known_levels(column: Coded) -> Coded:
    """The same cells; words such as `nan` and `NA`, as text, are missing like the values they stand for."""
    is_known = np.array([not_a_perturbation(label) != NO_VALUE for label in column.labels] + [False])
    return column.within(is_known[column.codes])


def by_size(labels: Coded) -> list[str]:
    """Labels, commonest first."""
    return [labels.labels[i] for i in np.argsort(-labels.counts(), kind="stable")]


def no_control(labels: Coded, control: str, n_missing: int = 0, hint: str = "") -> CellForgeError:
    """The error for a column none of whose cells has the control's label; `n_missing` cells have no label at all."""
    counts = dict(zip(labels.labels, labels.counts().tolist()))
    like = sorted(labels.labels, key=lambda each: (control_family(each) is None, -counts[each]))
    shown = [f'"{each}" ({counts[each]:,})' for each in like[:5]]
    more = len(labels.labels) - len(shown)
    return CellForgeError(
        "task/no-control",
        f'No control cells in obs["{labels.name}"]: no cell has the label "{control}"',
        expected="cells that were not perturbed, under one label",
        found=", ".join(shown)
        + (f" and {more:,} more" if more > 0 else "")
        + (f"; {n_missing:,} cells have no label" if n_missing else ""),
        remedy="Set the control to one of these labels"
        + ('; if the cells without a label are the controls, give them one, such as "control".' if n_missing else ".")
        + (f" {hint}" if hint else ""),
    )


def _exclusion(label: str, control: str, listed: set[str], stems: Mapping[str, str]) -> str | None:
    if label in listed and label != control:
        return not_a_perturbation(label) or "left out by the task"
    if _is_control(label, control, stems):
        return None
    why = not_a_perturbation(label)
    family = control_family(label)
    if why is None and (family is not None or names_nothing(label)):
        why = f'another kind of control ({family or "no perturbation"}) than "{control}"'
    return why


def _is_control(label: str, control: str, stems: Mapping[str, str]) -> bool:
    if control in (label, plain(label), stems.get(label)):
        return True
    if label in stems and stems[label] == stems.get(control):
        return True  # AAVS1_2 beside AAVS1_1: guides of one control
    family = control_family(label)
    return family is not None and family == control_family(control)


def _stripper(held: Sequence[str], task: Mapping[str, Any]) -> Callable[[str], Stripped]:
    """Takes doses and times out of labels where the task has them; glued ones, or bare numbers, where there are no others."""
    dose, time = task.get("dose"), task.get("time")

    def strip(label: str) -> Stripped:
        return strip_quantities(label, dose=dose is not None, time=time is not None)

    for kind, quantity in (("dose", dose), ("time", time)):
        if not quantity or quantity.get("from") != "label" or any(getattr(strip(label), kind) is not None for label in held):
            continue
        if any(getattr(strip_glued(label), kind) is not None for label in held):
            return strip_glued
        if kind == "dose":
            return strip_bare_number
    return strip


def _group(obs: pd.DataFrame, kept: np.ndarray, labels: Coded, readings: list[Reading], task: Mapping[str, Any]) -> Conditions:
    kinds = np.array([{"control": CONTROL, "perturbed": 0, "excluded": EXCLUDED}[r.kind] for r in readings] + [EXCLUDED])
    state = kinds[labels.codes]  # (cells,)
    counts = labels.counts()
    excluded = [Excluded(labels.labels[i], int(counts[i]), r.reason) for i, r in enumerate(readings) if r.kind == "excluded"]
    n_missing = int((kept & (labels.codes < 0)).sum())
    if n_missing:
        excluded.append(Excluded("nan", n_missing, NO_VALUE))
    context = known_levels(coded(obs, str(task["context"]), role="context").within(kept)) if task.get("context") else None
    context_of = context.codes if context else np.where(kept, 0, -1)
    contexts = list(context.labels) if context else [ALL]
    excluded += _without_context(state, context_of, contexts, str(task.get("context")))
    doses, dose_unit = _amounts(obs, ("dose", task.get("dose")), [r.dose for r in readings], labels, state >= 0)
    times, _ = _amounts(obs, ("time", task.get("time")), [r.time for r in readings], labels, state >= 0)
    for name, amounts in (("dose", doses), ("time", times)):
        if task.get(name) and task[name].get("from") == "column":
            lost = (state == 0) & np.isnan(amounts)
            if lost.any():
                excluded.append(
                    Excluded(f"{name}: no number", int(lost.sum()), _no_amount(obs, name, task[name]["column"], lost))
                )
                state[lost] = EXCLUDED
    target_sets = sorted({r.targets for r in readings if r.kind == "perturbed"})
    place = {targets: i for i, targets in enumerate(target_sets)}
    target_of = np.array([place.get(r.targets, -1) for r in readings] + [-1])[labels.codes]
    cells = np.flatnonzero(state == 0)
    keys = np.column_stack([target_of[cells], _nan_low(doses[cells]), _nan_low(times[cells]), context_of[cells]])
    unique, inverse, sizes = _unique_rows(keys)
    condition_of = state.copy()
    condition_of[cells] = inverse
    raw = _raw_labels(labels, cells, inverse, len(unique))
    names = _names(unique, target_sets, raw, contexts if context else [], task)
    built = [
        Condition(
            label=names[i],
            targets=target_sets[int(row[0])],
            context=contexts[int(row[3])] if context else None,
            dose=None if np.isneginf(row[1]) else float(row[1]),
            time=None if np.isneginf(row[2]) else float(row[2]),
            n_cells=int(sizes[i]),
        )
        for i, row in enumerate(unique)
    ]
    excluded.sort(key=lambda each: (-each.n_cells, each.label))
    return Conditions(built, condition_of, context_of, contexts, excluded, times if task.get("time") else None, dose_unit)


def _no_amount(obs: pd.DataFrame, kind: str, name: str, lost: np.ndarray) -> str:
    told = f"no {kind} is known for these cells"
    written = coded(obs, name).within(lost).labels
    return f'{told}: obs["{name}"] says {few(list(written), 3)}' if written else told


def _without_context(state: np.ndarray, context_of: np.ndarray, contexts: list[str], column: str) -> list[Excluded]:
    """Excludes (in `state`) cells without a context and contexts without controls."""
    told = []
    used = state != EXCLUDED
    lost = used & (context_of < 0)
    if lost.any():
        told.append(Excluded("nan", int(lost.sum()), f'no value in obs["{column}"]'))
        state[lost] = EXCLUDED
    if not (state == CONTROL).any():
        return told
    for code, name in enumerate(contexts):
        here = (context_of == code) & (state != EXCLUDED)
        if here.any() and not (here & (state == CONTROL)).any():
            told.append(Excluded(name, int(here.sum()), f'no control cells in this level of obs["{column}"]'))
            state[here] = EXCLUDED
    return told


def _amounts(
    obs: pd.DataFrame, asked: tuple[str, Any], of_label: list[float | None], labels: Coded, perturbed: np.ndarray
) -> tuple[np.ndarray, DoseUnit]:
    """Dose or time of each cell, NaN where none is told, (cells,), and the unit of a dose.

    Raises
    ------
    CellForgeError
        `task/units-apart`: perturbed cells have amounts in units that can't be compared.
    """
    kind, quantity = asked
    if not quantity:
        return np.full(len(obs), np.nan), NO_DOSE_UNIT
    if quantity.get("from") == "label":
        values = np.array([np.nan if value is None else value for value in of_label] + [np.nan])
        return values[labels.codes], unit_of_labels(label for label, value in zip(labels.labels, of_label) if value)
    column = coded(obs, str(quantity["column"]), role="dose or time")
    read = read_amounts(obs, kind, column, perturbed)
    if len(read.units) > 1:
        raise read.problem(column.name, kind)
    return read.values, read.unit


def _nan_low(values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), -np.inf, values)


def _unique_rows(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not len(keys):
        return keys.reshape(0, keys.shape[1]), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    code = np.zeros(len(keys), dtype=np.int64)  # one number a row: rows as such are sorted ten times slower
    for column in keys.T:
        values, place = np.unique(column, return_inverse=True)
        code = code * len(values) + place
    _, first, inverse, sizes = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    return keys[first], inverse.reshape(-1), sizes


def _raw_labels(labels: Coded, cells: np.ndarray, inverse: np.ndarray, n: int) -> list[set[str]]:
    """The labels in the data that make up each condition."""
    raw: list[set[str]] = [set() for _ in range(n)]
    for pair in np.unique(inverse * len(labels.labels) + labels.codes[cells]).tolist():
        condition, code = divmod(pair, len(labels.labels))
        raw[condition].add(labels.labels[code])
    return raw


def _names(
    unique: np.ndarray,
    target_sets: list[tuple[str, ...]],
    raw: list[set[str]],
    contexts: list[str],
    task: Mapping[str, Any],
) -> list[str]:
    """Labels as the data writes them where one label is one condition, with what else tells conditions apart."""
    plain = [_plain(target_sets[int(row[0])], written, task) for row, written in zip(unique, raw)]
    amounts: dict[str, set[tuple[float, float]]] = {}
    for name, row in zip(plain, unique):
        amounts.setdefault(name, set()).add((row[1], row[2]))
    names = []
    for name, row in zip(plain, unique):
        told = name
        if len(amounts[name]) > 1:
            told += "".join(f" · {row[i]:g}{unit}" for i, unit in ((1, ""), (2, " h")) if not np.isneginf(row[i]))
        if len(contexts) > 1:
            told += f" · {contexts[int(row[3])]}"
        names.append(told)
    return names


def _plain(targets: tuple[str, ...], written: set[str], task: Mapping[str, Any]) -> str:
    """The one label of the data that is this condition, else its targets; `A+ctrl` is told as `A`."""
    one = next(iter(written)) if len(written) == 1 else None
    separator = task.get("separator")
    is_padded = one is not None and separator and len(one.split(separator)) > len(targets)
    return "+".join(targets) if one is None or is_padded else one
