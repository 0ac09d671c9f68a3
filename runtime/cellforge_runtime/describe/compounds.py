"""What obs says of compounds beside their names: structures as SMILES, and known targets or mechanisms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.columns import Coded, coded
from cellforge_runtime.describe.conditions import Condition
from cellforge_runtime.describe.words import normalise

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


@dataclass(frozen=True)
class KnownTargets:
    """What a column of obs says that the compounds hit, in lower case; at least four compounds have any."""

    column: str
    hits: dict[str, set[str]]

    def shared(self, among: Collection[str] | None = None) -> list[str]:
        """Compounds all of whose targets are hit by others too, by name; by others of `among`, where it is given."""
        return [name for name in sorted(self.hits) if self.hits[name] <= self.hit_by_others(name, among)]

    def hit_by_others(self, name: str, among: Collection[str] | None = None) -> set[str]:
        """Every target of the other compounds."""
        others = (hits for other, hits in self.hits.items() if other != name and (among is None or other in among))
        return set().union(*others)


def known_targets(
    columns: Iterable[tuple[str, Coded | None]],
    task: Mapping[str, Any],
    condition_of: np.ndarray,
    conditions: Sequence[Condition],
) -> KnownTargets | None:
    """The first column of known targets in which compounds share all of theirs, else the first; None but for drugs."""
    if task["perturbation_type"] != "drug":
        return None
    told = []
    for name, column in columns:
        if column is None or normalise(name) not in KNOWN_TARGET_NAMES or name == task["perturbation"]:
            continue
        hits = {target: _known(values) for target, values in values_of_targets(column, condition_of, conditions).items()}
        hits = {target: own for target, own in hits.items() if own}
        if len(hits) >= FEWEST_COMPOUNDS:
            told.append(KnownTargets(name, hits))
    return next((each for each in told if each.shared()), told[0] if told else None)


def shared_targets(
    table: Any, task: Mapping[str, Any], condition_of: np.ndarray, conditions: Sequence[Condition]
) -> Iterator[tuple[str, str, str]]:
    """Code, title and message where held-out compounds will have all their known targets in training."""
    named = (name for name in table.names if normalise(name) in KNOWN_TARGET_NAMES)
    known = known_targets(((name, table.column(name)) for name in named), task, condition_of, conditions)
    shared = known.shared() if known else []
    if shared:
        shown = ", ".join(f'"{target}" ({"; ".join(sorted(known.hits[target]))})' for target in shared[:3])
        yield (
            "targets-all-in-training",
            "Compounds share their targets",
            f'obs["{known.column}"] tells targets of {len(known.hits)} compounds; all those of {len(shared)} are hit by '
            f"others too: {shown}{f' and {len(shared) - 3} more' if len(shared) > 3 else ''}. Held out, such a compound is "
            "no new mechanism: a good score there says little of compounds that are. The result counts them apart.",
        )


def known_targets_of(
    obs: pd.DataFrame, task: Mapping[str, Any], condition_of: np.ndarray, conditions: Sequence[Condition]
) -> KnownTargets | None:
    """The same from a table of cells."""
    names = [str(name) for name in obs.columns]
    named = [name for name in names if names.count(name) == 1 and normalise(name) in KNOWN_TARGET_NAMES]
    return known_targets(((name, coded(obs, name)) for name in named), task, condition_of, conditions)


def _known(values: Sequence[str]) -> set[str]:
    words = {part.strip() for value in values for part in _BETWEEN.split(value)}
    return {word.casefold() for word in words if normalise(word) not in _NOTHING}
