"""The other columns a task needs: study, technology, context, batch, dose and time, each found with its reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np

from cellforge_runtime.describe.amounts import Amounts, read_amounts
from cellforge_runtime.describe.column_names import (
    BATCH_NAMES,
    CELL_LINE_NAMES,
    CELL_TYPE_NAMES,
    DONOR_NAMES,
    DOSE_NAMES,
    GENETIC,
    SPECIES_NAMES,
    STUDY_NAMES,
    TECHNOLOGY_NAMES,
    TIME_NAMES,
    columns_named,
    is_of_genes,
    perturbation_weight,
    technology_of,
)
from cellforge_runtime.describe.columns import Coded
from cellforge_runtime.describe.compounds import compound_column
from cellforge_runtime.describe.conditions import by_size, known_levels
from cellforge_runtime.describe.finding import Finding
from cellforge_runtime.describe.guides import GUIDE_PREFIX, by_long_number, how_hit
from cellforge_runtime.describe.labels import control_family, not_a_perturbation
from cellforge_runtime.describe.problem import few
from cellforge_runtime.describe.quantities import (
    strip_bare_number,
    strip_glued,
    strip_quantities,
    units_in,
)
from cellforge_runtime.describe.table import Table, n_joint, refines
from cellforge_runtime.describe.words import CONTROLS_OF_GENES, NAMES_OF_KINDS, normalise

MOST_CONTEXTS = 200
KINDS = (("cell type", CELL_TYPE_NAMES), ("cell line", CELL_LINE_NAMES), ("donor", DONOR_NAMES), ("species", SPECIES_NAMES))


def technology_column(table: Table) -> tuple[str, dict[str, str]] | None:
    """The column that tells the type of perturbation, and the type of each of its labels."""
    for name in columns_named(table.names, TECHNOLOGY_NAMES):
        column = table.column(name)
        kinds = {label: technology_of(label) for label in column.labels} if column else {}
        read = {label: kind for label, kind in kinds.items() if kind}
        if read:
            return name, read
    return None


def find_where(table: Table, perturbation: str | None) -> Finding:
    """One study or technology at a time where the file holds several; asked, since all or another may be meant."""
    technology = technology_column(table)
    kinds = set(technology[1].values()) if technology else set()
    for name in columns_named(table.names, STUDY_NAMES):
        column = table.column(name)
        if column is None or not 2 <= len(column.labels) <= 50 or name == perturbation:
            continue
        if len(kinds) > 1 or _are_separate_studies(column, table):
            return _one_part(column, f"{len(column.labels)} studies in one file" + _mixed(kinds))
    column = table.column(technology[0]) if technology and technology[0] != perturbation else None
    if column is not None and (len(kinds & set(GENETIC)) > 1 or _genes_and_others(column)):
        return _one_part(column, "Several types of perturbation in one file" + _mixed(kinds))
    return Finding(None, "All cells: the file is one study as far as its columns tell.")


def _one_part(column: Coded, reason: str) -> Finding:
    sizes = dict(zip(column.labels, column.counts().tolist()))
    candidates = tuple((f"{column.name}:{label}", f"{sizes[label]:,} cells") for label in by_size(column))
    return Finding(candidates[0][0], f"{reason}; the largest part is proposed, one at a time.", False, candidates)


def _genes_and_others(column: Coded) -> bool:
    """Whether all labels name types of perturbation, some of genes and others by drugs or cytokines: no part lacks controls."""
    are_told = all(is_of_genes(label) or technology_of(label) for label in column.labels)
    return are_told and len({is_of_genes(label) for label in column.labels}) == 2


def _mixed(kinds: set[str]) -> str:
    return f", of different types ({', '.join(sorted(kinds))})" if len(kinds) > 1 else ""


def _are_separate_studies(column: Coded, table: Table) -> bool:
    """Each cell type or line stands in one study only, so that study and context can't be told apart."""
    for _, names in KINDS[:2]:
        for name in columns_named(table.names, names)[:1]:
            context = table.column(name)
            if context is not None and len(context.labels) >= 2:
                return n_joint(context, column) == len(context.labels)
    return False


def find_perturbation_type(table: Table, column: Coded, control: str | None, features: Collection[str] = ()) -> Finding:
    """Knock-out, interference, activation, drug or cytokine, from a column of its own, else from names and the control."""
    technology = technology_column(table)
    if technology:
        kinds = sorted(set(technology[1].values()))
        labels = ", ".join(f'"{label}"' for label in list(technology[1])[:3])
        told = table.column(technology[0])
        of_genes = [label for label in told.labels if is_of_genes(label) and label not in technology[1]] if told else []
        is_mixed = len(kinds) > 1 or (bool(of_genes) and kinds[0] not in GENETIC)
        return Finding("unknown" if is_mixed else kinds[0], f'obs["{technology[0]}"] holds {labels}.')
    of_compounds = compound_column(table.names)
    if of_compounds is not None:
        return Finding("drug", f'obs["{of_compounds}"] tells of compounds.')
    by_name = technology_of(column.name)
    if by_name in ("drug", "cytokine") and "treat" not in column.name.lower():
        return Finding(by_name, f'The column is called "{column.name}".')
    held = [label for label in column.labels if control_family(label) is None and not_a_perturbation(label) is None]
    by_label = {kind for label in held if normalise(label) != "treatment" and (kind := technology_of(label))}
    if not by_label and (how := technology_of(how_hit(held) or "")):
        by_label = {how}
    if len(by_label) == 1:
        return Finding(by_label.pop(), f'Labels such as "{held[0]}" say so.')
    if not by_label and by_name in GENETIC:
        return Finding(by_name, f'The column is called "{column.name}".')
    if control_family(control or "") not in CONTROLS_OF_GENES:
        for kind, pattern in NAMES_OF_KINDS:
            named = [label for label in held if pattern.fullmatch(strip_quantities(label).rest) and label not in features]
            if len(named) >= max(2, len(held) / 2):
                return Finding(kind, f'{len(named)} of {len(held)} labels, such as "{named[0]}", are names of {kind}s.')
    if control_family(control or "") in ("DMSO", "vehicle"):
        return Finding("drug", f'The control is "{control}".')
    for name in columns_named(table.names, TECHNOLOGY_NAMES):
        told = table.column(name)
        of_genes = next((label for label in told.labels if is_of_genes(label)), None) if told else None
        if of_genes:
            return Finding(
                "unknown", f'obs["{name}"] says "{of_genes}": knock-out, interference or activation, which it does not tell.'
            )
    return Finding("unknown", "No column and no label tells the type of perturbation.")


def find_context(table: Table, taken: Sequence[str], control: np.ndarray) -> Finding:
    """Cell type, else cell line, else donor, else species; never batch. `control` marks control cells, (cells,)."""
    found: list[tuple[str, str, Coded]] = []
    for kind, names in KINDS:
        for name in columns_named(table.names, names):
            column = table.column(name)
            column = None if column is None else known_levels(column)
            if column is None or name in taken or not 1 <= len(column.labels) <= MOST_CONTEXTS:
                continue
            if kind == "species" and len(column.labels) == 1:
                continue  # nearly every file has one, and says nothing by it
            found.append((name, kind, column))
    candidates = tuple((name, f"{kind}, {len(column.labels)} levels") for name, kind, column in found)
    several = [each for each in found if len(each[2].labels) > 1 and _has_controls(each[2], control)]
    if several:
        name, kind, column = _nearest(several)
        levels = ", ".join(f'"{label}"' for label in by_size(column)[:4])
        more = f" and {len(column.labels) - 4} more" if len(column.labels) > 4 else ""
        return Finding(name, f"{len(column.labels)} levels, {levels}{more}: the {kind}.", True, candidates)
    lone = [each for each in found if len(each[2].labels) == 1]
    if lone:
        name, kind, column = lone[0]
        return Finding(name, f'One level, "{column.labels[0]}": the {kind}.', True, candidates)
    if found:
        name = found[0][0]
        return Finding(None, f'"{name}" has no controls in most of its levels, so it can\'t be a context.', True, candidates)
    return Finding(None, "No column of obs is named as a cell type, cell line or donor.", True, candidates)


def _nearest(several: Sequence[tuple[str, str, Coded]]) -> tuple[str, str, Coded]:
    """The first, but the species of donors, and the cell lines that a column of types only sorts.

    What differs between species is no matter of donors; lines of one type differ as types do.
    """
    first = several[0]
    for each in several:
        if (first[1], each[1]) == ("donor", "species") and refines(first[2], each[2]):
            return each
        if (first[1], each[1]) == ("cell type", "cell line") and refines(each[2], first[2]):
            return each
    return first


def _has_controls(column: Coded, control: np.ndarray) -> bool:
    """Whether most perturbed cells share their level with control cells (always, where no control is known)."""
    if not control.any():
        return True
    used = np.unique(column.codes[control & (column.codes >= 0)])
    perturbed = column.codes[~control & (column.codes >= 0)]
    return not len(perturbed) or float(np.isin(perturbed, used).mean()) >= 0.5


def find_batch(table: Table, taken: Sequence[str], control: np.ndarray) -> Finding:
    """A batch, lane, replicate or sample column; controls are split evenly over its levels.

    One whose levels hold controls and perturbed cells goes before one that tells the perturbation, as `sample` often does.
    `control` marks control cells, (cells,).
    """
    found: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    for name in [*columns_named(table.names, BATCH_NAMES), *columns_named(table.names, DONOR_NAMES)]:
        column = table.column(name)
        if column is None or name in taken or not 2 <= len(column.labels) <= MOST_CONTEXTS:
            continue
        (found if _has_controls(column, control) else apart).append((name, f"{len(column.labels)} levels"))
    found += apart
    if not found:
        return Finding(None, "No column of obs is named as a batch, lane, replicate or sample.")
    name, levels = found[0]
    return Finding(name, f'{levels}; the column is called "{name}".', True, tuple(found))


def find_quantity(kind: str, table: Table, column: Coded, perturbed: np.ndarray, features: Collection[str] = ()) -> Finding:
    """The dose or time: a column of numbers with several values, else numbers with a unit inside the labels.

    The value is a column's name, `label`, or None; `perturbed` marks perturbed cells, (cells,).
    """
    looked: list[tuple[str, str]] = []
    for name in columns_named(table.names, DOSE_NAMES if kind == "dose" else TIME_NAMES):
        if name == column.name or (amounts := table.column(name)) is None:
            continue
        verdict, is_good = _judge_amounts(kind, amounts, table, perturbed)
        if is_good and kind == "dose" and (other := _dose_of_another(amounts, column, table, perturbed)):
            verdict, is_good = other, False
        looked.append((name, verdict))
        if is_good:
            return Finding(name, verdict, True, tuple(looked))
    held = [label for label in column.labels if control_family(label) is None and not_a_perturbation(label) is None]
    told = _in_labels(kind, held)
    if told is not None:
        return Finding("label", told, len(units_in(held, kind)) < 2, (*looked, ("label", told)))
    carried = _beside_labels(kind, table, column, perturbed)
    if carried is not None:
        return Finding(carried[0], carried[1], True, (*looked, carried))
    if (glued := _glued_in_labels(kind, held)) is not None:
        return Finding("label", glued, False, (*looked, ("label", glued), ("none", "the numbers are part of the names")))
    if kind == "dose" and not looked and not by_long_number(held, features) and (bare := _bare_doses(held)):
        return Finding("label", bare, False, (("label", bare), ("none", "the numbers are part of the names")))
    reason = looked[0][1] if looked else f"No column of obs and no label holds a {kind}."
    return Finding(None, f'obs["{looked[0][0]}"]: {reason}' if looked else reason, True, tuple(looked))


def _dose_of_another(amounts: Coded, column: Coded, table: Table, perturbed: np.ndarray) -> str:
    """Why the doses are those of a treatment that crosses the perturbation (drugs given to a screen of guides), or "".

    They are where its controls, and they alone, have none, while controls of the perturbation have doses as all cells have.
    """
    has_dose = read_amounts(table.obs, "dose", amounts, perturbed).values > 0  # NaN is not
    controls = (column.codes >= 0) & ~perturbed
    if not (controls & has_dose).any():
        return ""
    for name in table.names:
        other = table.column(name) if name not in (column.name, amounts.name) and perturbation_weight(name) > 0 else None
        is_none = [control_family(label) is not None for label in other.labels] if other else []
        if other is None or not any(is_none) or all(is_none) or refines(column, other):
            continue
        seen = (other.codes >= 0) & (column.codes >= 0)
        if (np.array([*is_none, False])[other.codes] == ~has_dose)[seen].all():
            return f'the doses of obs["{name}"], which crosses obs["{column.name}"].'
    return ""


def _judge_amounts(kind: str, amounts: Coded, table: Table, perturbed: np.ndarray) -> tuple[str, bool]:
    if re.match(r"(?i)log(?:2|10|1p)?(?:[\W_]|dose|conc)", amounts.name):
        return "logarithms by its name; put the amounts themselves into a column.", False
    asked = perturbed & (amounts.codes >= 0)
    if not asked.any() or asked.sum() < 0.95 * perturbed.sum():
        return "many perturbed cells have no value.", False
    read = read_amounts(table.obs, kind, amounts, asked)
    if read.no_numbers and all(re.fullmatch(r"-\d[\d.e+-]*", each) for each in read.no_numbers):
        return f'values such as "{read.no_numbers[0]}" are negative: logarithms? Put the amounts themselves into a column.', False
    if read.no_numbers:
        return f'values such as "{read.no_numbers[0]}" are no numbers.', False
    if read.other_kind:
        return f'values such as "{read.other_kind[0]}" are no {kind}s.', False
    if len(read.units) > 1:
        shown = " and ".join(f'"{example}" ({unit})' for unit, example in list(read.units.items())[:3])
        return f"amounts such as {shown} can't be compared.", False
    values = np.unique(read.values[asked]).tolist()
    if len(values) < 2:
        return f"one value ({values[0]:g}) in all perturbed cells.", False
    if len(values) > 100:
        return f"{len(values)} values: a measurement.", False
    shown = ", ".join(f"{value:g}" for value in values[:6])
    more = " ..." if len(values) > 6 else ""
    return f"{len(values)} values: {shown}{more}{_unit_words(kind, read)}.", True


def _unit_words(kind: str, read: Amounts) -> str:
    """What the numbers count, and which labels were converted: 100 nM and 0.1 uM are one dose, which numbers alone hide."""
    if read.told:
        return f"; {read.told}"
    if kind != "dose" or not read.unit.name:
        return ""
    return f" {read.unit.name}" + (
        f"; {few(list(read.unit.written), 3).replace(chr(34), '')} converted" if read.unit.written else ""
    )


def _in_labels(kind: str, held: list[str]) -> str | None:
    values = {label: getattr(strip_quantities(label), kind) for label in held}
    told = [label for label, value in values.items() if value is not None]
    distinct = {values[label] for label in told}
    bare = {strip_quantities(label).rest for label in told}
    if not told or (len(told) < 0.5 * len(held) and len(bare) == len(told)):
        return None  # few, and no name recurs with another amount
    if len(distinct) < 2 and len(bare) == len(told) and len(held) > 1:
        return None  # every label has the same one: nothing is varied
    return f'{len(told)} of {len(held)} labels hold a {kind}, such as "{told[0]}".'


def _beside_labels(kind: str, table: Table, column: Coded, perturbed: np.ndarray) -> tuple[str, str] | None:
    """A column that repeats the perturbation with its dose or time: `drug` beside `drug_and_dose`."""
    for name in table.names:
        other = table.column(name)
        if name == column.name or other is None or len(other.labels) <= len(column.labels) or perturbation_weight(name) == 0:
            continue
        used = np.unique(other.codes[perturbed & (other.codes >= 0)])
        labels = [other.labels[code] for code in used]
        if not labels or not all(getattr(strip_quantities(label), kind) is not None for label in labels):
            continue
        verdict, is_good = _judge_amounts(kind, other, table, perturbed)
        if is_good and refines(other, column):
            return name, f'{verdict[:-1]}, in labels such as "{labels[0]}".'
    return None


def _glued_in_labels(kind: str, held: list[str]) -> str | None:
    """`LPS1h`, `LPS4h`: numbers with a unit that stand right after or before the names, several for one name."""
    read = {label: strip_glued(label) for label in held}
    told = {label: each for label, each in read.items() if getattr(each, kind) is not None}
    names = {each.rest for each in told.values()}
    if len(told) < 0.6 * len(held) or len(names) == len(told):
        return None
    return f'{len(told)} of {len(held)} labels hold what may be a {kind}, such as "{next(iter(told))}".'


def _bare_doses(held: list[str]) -> str | None:
    """`Drug_10`, `Drug_1000`: numbers far apart at the end of most labels."""
    if sum(1 for label in held if GUIDE_PREFIX.match(label)) >= 0.6 * len(held):
        return None  # p_sgELK1_2, p_sgELK1_10: numbers of guides
    stripped = {label: strip_bare_number(label) for label in held}
    told = {label: each for label, each in stripped.items() if each.dose is not None}
    values = sorted({each.dose for each in told.values() if each.dose})
    if len(told) < 0.6 * len(held) or len(values) < 2 or len({each.rest for each in told.values()}) == len(told):
        return None
    is_counted = all(value.is_integer() for value in values) and len(values) >= 0.8 * (values[-1] - values[0] + 1)
    if values[-1] < 10 * values[0] or is_counted:
        return None  # 1, 2, 3: guides or replicates
    return f'{len(told)} of {len(held)} labels end in a number without a unit, such as "{next(iter(told))}": doses?'
