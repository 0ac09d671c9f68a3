"""What obs says of compounds beside their names: structures as SMILES, and known targets or mechanisms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.columns import Coded, coded
from cellforge_runtime.describe.conditions import Condition
from cellforge_runtime.describe.words import normalise

STRUCTURE_NAMES = (
    "canonicalsmiles",
    "isomericsmiles",
    "smiles",
    "smilescanonical",
    "smilesstring",
    "compoundsmiles",
    "drugsmiles",
)
KNOWN_TARGET_NAMES = ("target", "targets", "knowntargets", "drugtarget", "drugtargets", "moa", "moafine", "moabroad",
                      "mechanism", "mechanismofaction")  # fmt: skip
MECHANISM_NAMES = ("moa", "moafine", "moabroad", "mechanismofaction")
FEWEST_COMPOUNDS = 4
_BETWEEN = re.compile(r"[;|,/]+")
_NOTHING = {"", "na", "nan", "none", "unknown", "unclear", "other", "others", "vehicle", "control", "dmso", "null"}

OfTargets = dict[str, list[str]]


def structure_columns(names: Sequence[str]) -> list[str]:
    """The columns that hold SMILES by their names, in their order."""
    return [name for name in names if "smiles" in normalise(name)]


def compound_column(names: Sequence[str]) -> str | None:
    """A column that only a screen of compounds has: their structures or mechanisms of action."""
    return next((name for name in names if "smiles" in normalise(name) or normalise(name) in MECHANISM_NAMES), None)


def values_of_targets(column: Coded, condition_of: np.ndarray, conditions: Sequence[Condition]) -> OfTargets:
    """The values of a column in the cells of each target perturbed alone, commonest first."""
    counts: dict[str, dict[str, int]] = {}
    both = (condition_of >= 0) & (column.codes >= 0)
    pairs, cells = np.unique(np.column_stack([condition_of[both], column.codes[both]]), axis=0, return_counts=True)
    for (condition, code), n in zip(pairs, cells):
        targets = conditions[condition].targets
        if len(targets) == 1:
            own = counts.setdefault(targets[0], {})
            own[column.labels[code]] = own.get(column.labels[code], 0) + int(n)
    return {target: sorted(own, key=lambda value: (-own[value], value)) for target, own in counts.items()}


def structures_of(obs: pd.DataFrame, condition_of: np.ndarray, conditions: Sequence[Condition]) -> dict[str, OfTargets]:
    """What each column of SMILES says of the targets, by column."""
    names = [str(name) for name in obs.columns]
    return {
        name: values_of_targets(coded(obs, name), condition_of, conditions)
        for name in structure_columns([name for name in names if names.count(name) == 1])
    }


def shared_targets(
    table: Any, task: Mapping[str, Any], condition_of: np.ndarray, conditions: Sequence[Condition]
) -> Iterator[tuple[str, str, str]]:
    """Code, title and message where held-out compounds will have all their known targets in training."""
    if task["perturbation_type"] != "drug":
        return
    for name in table.names:
        column = table.column(name) if normalise(name) in KNOWN_TARGET_NAMES and name != task["perturbation"] else None
        if column is None:
            continue
        known = {target: _known(values) for target, values in values_of_targets(column, condition_of, conditions).items()}
        known = {target: hits for target, hits in known.items() if hits}
        shared = [target for target, hits in sorted(known.items()) if hits <= _others(known, target)]
        if len(known) < FEWEST_COMPOUNDS or not shared:
            continue
        shown = ", ".join(f'"{target}" ({"; ".join(sorted(known[target]))})' for target in shared[:3])
        yield (
            "targets-all-in-training",
            "Compounds share their targets",
            f'obs["{name}"] tells targets of {len(known)} compounds; all those of {len(shared)} are hit by others too: '
            f"{shown}{f' and {len(shared) - 3} more' if len(shared) > 3 else ''}. Held out, such a compound is no new "
            "mechanism: a good score there says little of compounds that are.",
        )
        return


def _known(values: Sequence[str]) -> set[str]:
    words = {part.strip() for value in values for part in _BETWEEN.split(value)}
    return {word.casefold() for word in words if normalise(word) not in _NOTHING}


def _others(known: Mapping[str, set[str]], target: str) -> set[str]:
    return set().union(*(hits for other, hits in known.items() if other != target))
