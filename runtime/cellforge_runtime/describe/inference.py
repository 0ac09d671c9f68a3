"""Every setting of a task, found in the data or set by the analyst, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.columns import Coded, coded
from cellforge_runtime.describe.conditions import part, read_labels
from cellforge_runtime.describe.feature_names import known_names
from cellforge_runtime.describe.finding import Finding, Question, set_by_analyst
from cellforge_runtime.describe.labels import control_family, not_a_perturbation
from cellforge_runtime.describe.layers import find_layer, named_layer
from cellforge_runtime.describe.perturbation import check_labels, find_control, find_perturbation
from cellforge_runtime.describe.problem import CellForgeError
from cellforge_runtime.describe.quantities import read_quantity
from cellforge_runtime.describe.roles import (
    find_batch,
    find_context,
    find_perturbation_type,
    find_quantity,
    find_where,
)
from cellforge_runtime.describe.separators import find_separator
from cellforge_runtime.describe.settings import is_none
from cellforge_runtime.describe.sources import Source
from cellforge_runtime.describe.table import Table

FINDINGS = (
    "where",
    "perturbation",
    "control",
    "separator",
    "context",
    "batch",
    "dose",
    "time",
    "layer",
    "perturbation_type",
)
QUESTIONS = {
    "where": "Which part of the file?",
    "perturbation": "Which column tells what was done to each cell?",
    "control": "Which label are the cells that were not perturbed?",
    "separator": "Do these labels join several targets?",
    "dose": "Are these numbers doses?",
    "time": "Are these times comparable?",
    "context": "Which column is the context?",
    "layer": "Which matrix is read?",
}


@dataclass
class Inferred:
    """What was found so far: a problem on the way leaves the rest as not looked at."""

    findings: dict[str, Finding] = field(
        default_factory=lambda: {name: Finding(None, "Not looked at.", True) for name in FINDINGS}
    )
    table: Table | None = None

    def value(self, name: str) -> str | None:
        """The value of one setting."""
        return self.findings[name].value


def infer(found: Inferred, read: Source, matrices: list[dict[str, Any]], given: Mapping[str, str]) -> None:
    """Fills `found` in the order in which settings depend on each other.

    Raises
    ------
    CellForgeError
        A column, part or layer that the analyst named is not there, or no perturbation or control can be found.
    """
    obs, findings = read.obs, found.findings
    features = known_names(read.adata)
    found.table = table = Table(obs, np.ones(len(obs), dtype=bool))
    findings["layer"] = _layer(matrices, given)
    findings["where"] = _chosen("where", given, find_where(table, given.get("perturbation")))
    where = findings["where"].value
    keep = part(obs, where)
    found.table = table = Table(obs, keep)
    findings["perturbation"] = _chosen("perturbation", given, find_perturbation(table, features))
    name = findings["perturbation"].value
    if name is None:
        raise _no_perturbation(findings["perturbation"], table)
    column = coded(obs, name, role="perturbation").within(keep)
    findings["control"] = _chosen("control", given, find_control(column, table))
    check_labels(column, findings["control"].value)
    _other_columns(found, column, features, given)


def _other_columns(found: Inferred, column: Coded, features: frozenset[str], given: Mapping[str, str]) -> None:
    findings, table = found.findings, found.table
    assert table is not None
    control = findings["control"].value
    held = [
        label
        for label in column.labels
        if label != control and control_family(label) is None and not_a_perturbation(label) is None
    ]
    separator = find_separator(held, features, control or "")
    options = tuple((option, "joins targets" if option != "none" else "part of the names") for option in separator.options)
    asked = Finding(separator.value, separator.reason, not separator.asked, options)
    findings["separator"] = _chosen("separator", given, asked)
    perturbation_type = find_perturbation_type(table, column, control, features)
    findings["perturbation_type"] = _chosen("perturbation_type", given, perturbation_type)
    is_control, is_perturbed = _sides(column, control, findings["separator"].value, features)
    taken = [column.name]
    findings["context"] = _column("context", given, find_context(table, taken, is_control), table)
    taken += [findings["context"].value or ""]
    findings["batch"] = _column("batch", given, find_batch(table, taken, is_control), table)
    for kind in ("dose", "time"):
        quantity = find_quantity(kind, table, column, is_perturbed, features)
        findings[kind] = quantity if given.get(kind) == "label" else _column(kind, given, quantity, table)
        if given.get(kind) == "label":
            findings[kind] = replace(set_by_analyst("label"), candidates=quantity.candidates)


def quantity_of(value: str | None, perturbation: str) -> dict[str, str] | None:
    """The wire format of a dose or time setting."""
    if value is None:
        return None
    if value == "label":
        return {"from": "label", "column": perturbation}
    return {"from": "column", "column": value}


def questions_of(found: Inferred) -> list[Question]:
    """One question for each setting that is not decided and has something to choose from."""
    asked = []
    for name, finding in found.findings.items():
        if finding.confident or name not in QUESTIONS:
            continue
        options = tuple(value for value, _ in finding.candidates)
        if name == "perturbation" and not options and found.table is not None:
            options = tuple(_groupings(found.table))
        if options:
            asked.append(Question(name, f"{QUESTIONS[name]} {finding.reason}", options))
    return asked


def controls_at_nothing(found: Inferred, perturbation: str) -> str:
    """What to write where cells at dose or time 0 may be the controls under the name of what was given, or ""."""
    table = found.table
    for kind in ("dose", "time"):
        name = found.value(kind)
        column = table.column(name) if table and name and name != "label" else None
        zeros = [label for label in column.labels if (read := read_quantity(label)) and read.value == 0] if column else []
        if table and zeros:
            zero = zeros[0] if pd.api.types.is_numeric_dtype(np.asarray(table.obs[name])) else f'"{zeros[0]}"'
            value = f'adata.obs["{perturbation}"].astype(str).mask(adata.obs["{name}"] == {zero}, "control")'
            return f'If the cells at {kind} 0 are the controls: adata.obs["{perturbation}"] = {value}.'
    return ""


def _sides(column: Coded, control: str | None, separator: str | None, features: frozenset[str]) -> tuple[np.ndarray, np.ndarray]:
    """Control cells and perturbed cells, (cells,) bool each."""
    task = {"perturbation": column.name, "control": control or "", "separator": separator}
    readings = read_labels(column.labels, task, features)
    kinds = [np.array([reading.kind == kind for reading in readings] + [False]) for kind in ("control", "perturbed")]
    return kinds[0][column.codes], kinds[1][column.codes]


def _chosen(key: str, given: Mapping[str, str], finding: Finding) -> Finding:
    """The analyst's value where there is one; the candidates stay."""
    if key not in given:
        return finding
    value = None if is_none(given[key]) and key in ("where", "separator") else given[key]
    return replace(set_by_analyst(value), candidates=finding.candidates)


def _column(key: str, given: Mapping[str, str], finding: Finding, table: Table) -> Finding:
    if key not in given:
        return finding
    names = [str(name) for name in table.obs.columns]
    if is_none(given[key]) and given[key] not in names:
        return replace(set_by_analyst(None), candidates=finding.candidates)
    coded(table.obs, given[key], role=key)
    return replace(set_by_analyst(given[key]), candidates=finding.candidates)


def _layer(matrices: list[dict[str, Any]], given: Mapping[str, str]) -> Finding:
    finding = find_layer(matrices)
    if "layer" not in given:
        return finding
    each = named_layer(matrices, given["layer"])
    return replace(finding, value=each["name"], reason=f"Set by you: {each['evidence']}", confident=True)


def _groupings(table: Table) -> list[str]:
    """Columns that group cells at all, for a question when none reads as a perturbation."""
    columns = [(name, table.column(name)) for name in table.names]
    return [name for name, column in columns if column is not None and 2 <= len(column.labels) <= 1000]


def _no_perturbation(finding: Finding, table: Table) -> CellForgeError:
    options = _groupings(table)
    return CellForgeError(
        "task/no-perturbation",
        "No column of obs tells what was done to each cell",
        expected="a column with one label a cell: targets or treatments, and a control",
        found=finding.reason,
        remedy=f"Set perturbation to a column, such as {by_name(options)}." if options
        else "Add a column to obs that tells the perturbation of each cell.",
    )  # fmt: skip


def by_name(options: list[str]) -> str:
    """At most five column names."""
    return ", ".join(f'"{name}"' for name in options[:5])
