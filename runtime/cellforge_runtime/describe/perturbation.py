"""Which obs column tells what was done to each cell, and which of its labels is the control."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cellforge_runtime.describe.column_names import (
    GUIDE_NAMES,
    NEVER,
    YES_IS_CONTROL,
    YES_IS_PERTURBED,
    perturbation_weight,
    technology_of,
)
from cellforge_runtime.describe.columns import Coded, find_column
from cellforge_runtime.describe.compounds import KNOWN_TARGET_NAMES, compound_column
from cellforge_runtime.describe.conditions import by_size
from cellforge_runtime.describe.finding import Finding
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family, is_weak_control, not_a_perturbation
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.quantities import read_quantity, strip_quantities
from cellforge_runtime.describe.roles import technology_column
from cellforge_runtime.describe.table import Table, n_joint, refines, same_partition, told_by
from cellforge_runtime.describe.words import normalise

LEAST_SCORE = 8.0
CLOSE = 3.0
FEW_LABELS, MOST_PER_CELL = 20, 0.5  # labels of a column, and labels for each cell
YES_NO = ({"True", "False"}, {"0", "1"}, {"yes", "no"}, {"Yes", "No"}, {"true", "false"}, {"TRUE", "FALSE"}, {"Y", "N"})
# what demultiplexing says of the runner-up barcode is no second perturbation
_SECOND_GUESS = re.compile(r"second_?id|second_?best|maxid", re.IGNORECASE)
MOSTLY = 0.95
_AMOUNT = re.compile(r"\s*[\d.]|(?:day|hour|hr|week|d|t|h)[\s_\-]?\d", re.IGNORECASE)
NO = ("False", "0", "no", "No", "false", "FALSE", "N")


@dataclass(frozen=True)
class Candidate:
    """A column that may tell the perturbation, with the score of its name and labels."""

    column: Coded
    score: float
    reason: str
    has_control: bool

    @property
    def name(self) -> str:
        return self.column.name


def find_perturbation(table: Table, features: Collection[str]) -> Finding:
    """The perturbation column; asked where two columns that group the cells differently do equally well."""
    found = sorted((c for name in table.names if (c := _candidate(table, name, features)) is not None), key=lambda c: -c.score)
    told = tuple((c.name, c.reason) for c in found)
    if not found:
        columns = ", ".join(f'"{name}"' for name in table.names[:5])
        reason = f"No column of obs tells a perturbation; looked at {columns or 'none'}."
        return Finding(None, reason + _too_many_labels(table), False)
    best = _preferred(found)
    if best.score < LEAST_SCORE:
        return Finding(None, f'No column clearly tells a perturbation; nearest is "{best.name}": {best.reason}', False, told)
    second = _second_targets(best, table)
    if second is not None:
        other, shared = second
        told = (*told, *(((other, "also names targets"),) if other not in dict(told) else ()))
        both = f'"{best.name}" and "{other}" both name targets, such as "{shared}", and cells differ in both'
        line = _joining(best.name, other)
        return Finding(best.name, f"{both}: join them into one column, {line}, and choose it, or choose one.", False, told)
    is_of_drugs = _tells_drugs(best.name, table)
    crossing = next((c for c in found if _tells_more_across(c, best)), None)
    if crossing is not None:
        both = f'"{crossing.name}" tells more than one target, and "{best.name}", which crosses it, one'
        first = _with_first(crossing.name, told)
        return Finding(crossing.name, f"{both}: a second treatment, which can be the context.", False, first)
    rivals = [c for c in found if c is not best and _is_rival(c, best, features, is_of_drugs=is_of_drugs)]
    if rivals:
        names = " and ".join(f'"{c.name}"' for c in (best, *rivals[:2]))
        told_of_both = f"{names} both read as perturbations and group the cells differently."
        if max(told_by(best.column, rivals[0].column), told_by(rivals[0].column, best.column)) < MOSTLY:
            told_of_both += (
                f" Where cells got both, join them into one column, {_joining(best.name, rivals[0].name)}, and choose it."
            )
        return Finding(best.name, told_of_both, False, told)
    return Finding(best.name, best.reason, True, told)


def _joining(one: str, other: str) -> str:
    return f'adata.obs["both"] = adata.obs["{one}"].astype(str) + "+" + adata.obs["{other}"].astype(str)'


def _too_many_labels(table: Table) -> str:
    """A column called as perturbations are that has nearly one label a cell, as sets of many guides have, or ""."""
    for name in table.names:
        if perturbation_weight(name) < LEAST_SCORE or pd.api.types.is_numeric_dtype(table.obs[find_column(table.obs, name)]):
            continue
        labels = table.obs[find_column(table.obs, name)][table.keep].dropna()
        n_labels = labels.astype(str).nunique()
        if n_labels > max(MOST_PER_CELL * len(labels), FEW_LABELS):
            return (
                f' obs["{name}"] has {n_labels:,} labels in {len(labels):,} cells, such as "{str(labels.iloc[0])[:60]}": where '
                "these are sets of many guides, put the one target that each cell is to be read by into a column of its own."
            )
    return ""


def _tells_drugs(perturbation: str, table: Table) -> bool:
    """Whether the column, another that tells the type, or structures and mechanisms say that drugs were given."""
    technology = technology_column(table)
    kinds = set(technology[1].values()) if technology else {technology_of(perturbation)}
    return kinds == {"drug"} or compound_column(table.names) is not None


def _second_targets(best: Candidate, table: Table) -> tuple[str, str] | None:
    """A column that names some of the same targets and crosses the best one: a second guide or drug of each cell."""
    targets = {label for label in best.column.labels if _names_target(label)}
    for name in table.names:
        column = table.column(name)
        if column is None or name == best.name or NEVER.search(name) or _SECOND_GUESS.search(name):
            continue
        shared = sorted(targets & set(column.labels))
        if shared and max(told_by(best.column, column), told_by(column, best.column)) < MOSTLY:
            return name, shared[0]
    return None


def _names_target(label: str) -> bool:
    """Whether a label can name one target: letters, and neither a control nor a word for what is not known."""
    is_none = control_family(label) or not_a_perturbation(label) or is_weak_control(label)
    return not is_none and label not in NO and any(each.isalpha() for each in label) and len(label) > 1


def find_control(column: Coded, table: Table) -> Finding:
    """The label of the cells that were not perturbed; asked where several kinds or only unsure words are there."""
    families: dict[str, list[str]] = {}
    for label in by_size(column):
        family = control_family(label)
        if family:
            families.setdefault(family, []).append(label)
    counts = dict(zip(column.labels, column.counts().tolist()))
    options = tuple((label, f"{counts[label]:,} cells") for label in by_size(column))
    if len(families) == 1:
        labels = next(iter(families.values()))
        label = labels[0]
        cells = sum(counts[each] for each in labels)
        n_more = len(labels) - 1
        several = f" and {n_more:,} more label{'s' * (n_more != 1)} of the same kind" if n_more else ""
        reason = f'{len(column.labels):,} labels; "{label}"{several}: {cells:,} cells.'
        return Finding(label, reason, True, options)
    if families:
        kinds = [labels[0] for labels in families.values()]
        told = ", ".join(f'"{label}" ({counts[label]:,} cells)' for label in kinds[:4])
        first = tuple((label, f"{counts[label]:,} cells") for label in kinds)
        return Finding(kinds[0], f"{len(kinds)} kinds of control: {told}.", False, first)
    return _unsure_control(column, table, options)


def _unsure_control(column: Coded, table: Table, options: tuple[tuple[str, str], ...]) -> Finding:
    word = normalise(column.name)
    if set(column.labels) in YES_NO:
        no = next(label for label in column.labels if label in NO)
        yes = next(label for label in column.labels if label != no)
        if word in YES_IS_CONTROL:
            return Finding(yes, f'Yes-or-no column "{column.name}": "{yes}" are the controls.', True, options)
        told = f'Yes-or-no column "{column.name}": "{no}" was not perturbed.'
        return Finding(no, told, word in YES_IS_PERTURBED, _with_first(no, options))
    flagged = _flagged_control(column, table)
    if flagged:
        return Finding(flagged[0], f'All cells of "{flagged[0]}" are marked in obs["{flagged[1]}"].', True, options)
    weak = [label for label in by_size(column) if is_weak_control(label)]
    if weak:
        told = f'"{weak[0]}" may be the control; no label names one clearly.'
        return Finding(weak[0], told, False, _with_first(weak[0], options))
    shown = ", ".join(f'"{label}"' for label in by_size(column)[:4])
    return Finding(None, f"{len(column.labels):,} labels, none names a control: {shown}.", False, options)


def check_labels(column: Coded, control: str | None) -> None:
    """Refuses labels that tell when or how much, but not what was given.

    Raises
    ------
    CellForgeError
        `task/labels-are-amounts`.
    """
    held = [label for label in column.labels if label != control and control_family(label) is None]
    held = [label for label in held if not_a_perturbation(label) is None]
    kinds = {quantity.kind if _AMOUNT.match(label) and (quantity := read_quantity(label)) else "" for label in held}
    if len(held) < 2 or len(kinds) > 1 or not kinds & {"dose", "time"}:
        return
    kind = kinds.pop()
    raise CellForgeError(
        "task/labels-are-amounts",
        f'The labels of obs["{column.name}"] are {kind}s and do not tell what was given',
        expected=f"a column with what was given to each cell, beside the one with the {kind}",
        found=few(held),
        remedy=f'Name it in a column of its own, such as adata.obs["perturbation"] = numpy.where(adata.obs["{column.name}"] == '
        f'"{control or held[0]}", "control", "NAME OF WHAT WAS GIVEN"), and set perturbation=perturbation and '
        f"{kind}={column.name}.",
    )


def _with_first(label: str, options: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The likeliest first: it is what a question proposes."""
    return tuple(sorted(options, key=lambda option: option[0] != label))


def _flagged_control(column: Coded, table: Table) -> tuple[str, str] | None:
    """The one label whose cells, and only they, a yes-or-no column such as `is_control` or `treated` marks."""
    for name in table.names:
        flag = table.column(name) if normalise(name) in YES_IS_CONTROL | YES_IS_PERTURBED else None
        if flag is None or set(flag.labels) not in YES_NO or name == column.name:
            continue
        is_no = normalise(name) in YES_IS_PERTURBED
        mark = next(i for i, label in enumerate(flag.labels) if (label in NO) == is_no)
        marked = np.unique(column.codes[flag.codes == mark])
        if len(marked) == 1 and marked[0] >= 0 and (flag.codes[column.codes == marked[0]] == mark).all():
            return column.labels[marked[0]], name
    return None


def _candidate(table: Table, name: str, features: Collection[str]) -> Candidate | None:
    column = table.column(name)
    if column is None or len(column.labels) < 2 or NEVER.search(name):
        return None
    n_cells = int((column.codes >= 0).sum())
    is_yes_no = set(column.labels) in YES_NO
    if _is_numbers(column) and perturbation_weight(name) < (6 if is_yes_no else 9):
        return None
    if len(column.labels) > max(FEW_LABELS, MOST_PER_CELL * n_cells):
        return None
    score, told, flagged = perturbation_weight(name), [], None
    controls = [label for label in column.labels if control_family(label)]
    if controls:
        score += 8
        told.append(f'one is "{by_size_of(controls, column)}"')
    elif is_yes_no and normalise(name) in YES_IS_PERTURBED | YES_IS_CONTROL:
        score += 5
        told.append("yes or no")
    elif score and (flagged := _flagged_control(column, table)):
        score += 5
        told.append(f'"{flagged[0]}" is marked in obs["{flagged[1]}"]')
    elif any(is_weak_control(label) for label in column.labels):
        score += 2
    known = _known_share(column, features)
    if known >= 0.3:
        score += 6 * known
        told.append(f"{known:.0%} name genes measured here")
    if not score:
        return None
    reason = f"{len(column.labels):,} labels" + "".join(f"; {each}" for each in told)
    if perturbation_weight(name) >= 6:
        reason += f'; the column is called "{name}"'
    return Candidate(column, score, reason + ".", bool(controls or flagged) or is_yes_no)


def by_size_of(labels: list[str], column: Coded) -> str:
    """The commonest of some labels."""
    return next(label for label in by_size(column) if label in labels)


def _known_share(column: Coded, features: Collection[str]) -> float:
    names = [name for name in column.labels if control_family(name) is None and not_a_perturbation(name) is None]
    stems = guide_stems(names, features)
    parts = {part for name in names for part in stems.get(name, name).replace("_", "+").split("+")}
    hits = sum(1 for part in parts if part in features)
    return hits / len(parts) if hits >= 2 and parts else 0.0


def _is_numbers(column: Coded) -> bool:
    return all(label.replace(".", "", 1).replace("-", "", 1).isdigit() for label in column.labels)


def _preferred(found: list[Candidate]) -> Candidate:
    """The best, but for columns that do as well and add only doses or times to its labels."""
    best = found[0]
    # a column that says whether, not what by, gives way to one that tells
    is_flag = set(best.column.labels) in YES_NO
    near = [c for c in found if c.score > best.score - CLOSE and c.has_control >= best.has_control]
    close = [c for c in found if c.score >= LEAST_SCORE] if is_flag else near
    for other in close:
        if other is best or same_partition(other.column, best.column):
            continue
        if any(label.startswith("[(") for label in other.column.labels):
            continue  # as machines write it: doses are read from there, names from the other
        if _adds_quantities(other.column, best.column) or _names_targets(other.column, best.column):
            best = replace(other, score=max(other.score, best.score))
    return best


def _adds_quantities(fine: Coded, coarse: Coded) -> bool:
    held = [label for label in fine.labels if control_family(label) is None]
    bare = {strip_quantities(label).rest for label in held}
    n_coarse = sum(1 for label in coarse.labels if control_family(label) is None)
    return len(bare) < len(held) and len(bare) <= n_coarse and refines(fine, coarse)


def _both_ways(one: Candidate, other: Candidate) -> tuple[tuple[Coded, Coded], tuple[Coded, Coded]]:
    return (one.column, other.column), (other.column, one.column)


def _names_targets(fine: Coded, coarse: Coded) -> bool:
    """Whether `coarse` only says perturbed or not, and `fine` names what by."""
    n_fine = sum(1 for label in fine.labels if control_family(label) is None and not is_weak_control(label))
    is_flag = set(coarse.labels) in YES_NO and normalise(coarse.name) in YES_IS_PERTURBED | YES_IS_CONTROL
    n_coarse = sum(1 for label in coarse.labels if control_family(label) is None and not not_a_perturbation(label)) - is_flag
    return n_coarse == 1 and n_fine > 1 and refines(fine, coarse)


def _tells_more_across(other: Candidate, best: Candidate) -> bool:
    """Whether the best column only says stimulated or not, and the guides of a screen stand in another that crosses it."""
    if not (other.has_control and best.has_control) or other.score < LEAST_SCORE:
        return False
    one, two = ({label for label in each.column.labels if _names_target(label)} for each in (best, other))
    return len(one) == 1 and len(two) > 1 and max(told_by(best.column, other.column), told_by(other.column, best.column)) < MOSTLY


def _is_rival(other: Candidate, best: Candidate, features: Collection[str], *, is_of_drugs: bool) -> bool:
    """As likely, a different grouping, and no mere refinement by guides, doses, times or contexts."""
    if other.score <= best.score - CLOSE or (best.has_control and not other.has_control):
        return False
    if other.name == best.name or same_partition(other.column, best.column):
        return False
    if GUIDE_NAMES.search(other.name) and not GUIDE_NAMES.search(best.name):
        return other.has_control and told_by(other.column, best.column) < MOSTLY  # guides of these targets lie within them
    if any(adds(*pair) for adds in (_adds_quantities, _names_targets) for pair in _both_ways(best, other)):
        return False
    if is_of_drugs and normalise(other.name) in KNOWN_TARGET_NAMES:
        return False  # what a drug binds, not what was done
    one, two = (_without_guides(each.column, features) for each in (best, other))
    if min(told_by(one, two), told_by(two, one)) >= MOSTLY:
        return False  # the same targets, once with guides and once without
    nearly = n_joint(other.column, best.column) <= 1.02 * max(len(other.column.labels), len(best.column.labels))
    is_renamed = nearly and len(other.column.labels) == len(best.column.labels)
    return not is_renamed


def _without_guides(column: Coded, features: Collection[str]) -> Coded:
    """The column with all guides of a target, and all labels of one kind of control, under one label."""
    stems = guide_stems(column.labels, features)
    names = [control_family(label) or stems.get(label, label) for label in column.labels]
    place = {name: i for i, name in enumerate(sorted(set(names)))}
    codes = np.array([*(place[name] for name in names), -1], dtype=np.int64)[column.codes]
    return Coded(column.name, codes, tuple(place))
