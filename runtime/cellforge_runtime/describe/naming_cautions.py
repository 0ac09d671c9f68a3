"""What an analyst should know of how features and targets are called: names that differ, ids, numbers, other letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from cellforge_runtime.describe.cautions import Caution
from cellforge_runtime.describe.conditions import Condition
from cellforge_runtime.describe.feature_names import are_ensembl, are_numbers, names_with_targets
from cellforge_runtime.describe.problem import few

_TAG = re.compile(r"[-_.](?:TotalSeq\w*|Total[ABC]|ADT|adt|prot|protein)$|^(?:ADT|adt)[-_.]\w|^(?:HTO|hto|[Hh]ashtag)[-_.]?\d")
_SIGNS = re.compile(r"[_|:.\s]+|-(?=ENS)")


def names_cautions(var: pd.DataFrame, conditions: Sequence[Condition], perturbation_type: str) -> list[Caution]:
    """Features that are called otherwise than by var_names, or ids among which no target can be looked up."""
    return [*_not_genes(var), *_of_targets(var, conditions, perturbation_type)]


def _not_genes(var: pd.DataFrame) -> list[Caution]:
    """Antibodies and hashtags among the genes, where no column of var says so."""
    found = [] if "feature_types" in var.columns else [str(name) for name in var.index if _TAG.search(str(name))]
    if not found:
        return []
    return [
        Caution(
            "features-not-genes", "Not all features are genes",
            f"{len(found):,} features such as {few(found, 3)} are named as antibodies or hashtags and are read as genes. Say in "
            'var["feature_types"] which are "Gene Expression" and which "Antibody Capture", or leave them out.',
        )
    ]  # fmt: skip


def _of_targets(var: pd.DataFrame, conditions: Sequence[Condition], perturbation_type: str) -> list[Caution]:
    targets = {target for each in conditions for target in each.targets}
    names, column = names_with_targets(var, targets)
    n = len(targets.intersection(names))
    if column is not None and not n:
        return [
            Caution(
                "features-renamed", "Features named by a column",
                f'Features are called by var["{column}"], such as "{names[0]}", and not by var_names such as "{var.index[0]}", '
                "which are numbers.",
            )
        ]  # fmt: skip
    if column is not None:
        return [
            Caution(
                "features-renamed", "Features named by their targets",
                f'Features are called by var["{column}"], where {n:,} of {len(targets):,} targets stand, and not by var_names '
                f'such as "{var.index[0]}": scores that leave targets out, and rules about them, need their names.',
            )
        ]  # fmt: skip
    if are_numbers(var.index):
        return [
            Caution(
                "features-without-names", "Features without names",
                f'Features are called "{var.index[0]}", "{var.index[-1]}": numbers, among which no target can be looked up. '
                "Where they are genes, give them their names; peaks are read with modality=atac.",
            )
        ]  # fmt: skip
    if n or perturbation_type in ("drug", "cytokine"):
        return []
    letters = {str(name).casefold(): str(name) for name in names}
    other = {target: letters[target.casefold()] for target in sorted(targets) if target.casefold() in letters}
    if len(other) >= max(2, len(targets) / 2):
        target, feature = next(iter(other.items()))
        return [
            Caution(
                "targets-in-other-letters", "Targets in other letters",
                f'{len(other):,} of {len(targets):,} targets are features in other letters, such as "{target}" and "{feature}": '
                "the targets' own genes are not left out of scores, and no rule can move them. Write both alike.",
            )
        ]  # fmt: skip
    within = [str(name) for name in var.index if targets.intersection(_SIGNS.split(str(name)))]
    if len(within) >= max(2, len(targets) / 2):
        return [
            Caution(
                "targets-within-features", "Targets within names of features",
                f"No target is a feature, but {len(within):,} features hold one in their name, such as {few(within, 2)}: the "
                "targets' own genes are not left out of scores, and no rule can move them. Call features by their symbols alone.",
            )
        ]  # fmt: skip
    if not are_ensembl(var.index):
        return []
    return [
        Caution(
            "targets-not-features", "No target is a feature",
            f'Features have Ensembl ids, such as "{var.index[0]}", and no target, such as "{min(targets, default="")}", is among '
            "them: the targets' own genes can't be left out of scores, and no rule can move them. Where targets are genes, "
            'put their symbols into var["gene_symbol"].',
        )
    ]  # fmt: skip
