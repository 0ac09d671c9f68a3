"""What the analyst should know before anything runs: few cells, odd labels, columns that coincide, scaled values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from cellforge_runtime.describe.alike import alike
from cellforge_runtime.describe.column_names import (
    DONOR_NAMES,
    DOSE_NAMES,
    STUDY_NAMES,
    TIME_NAMES,
    columns_named,
    perturbation_weight,
)
from cellforge_runtime.describe.columns import Coded, decomposed_labels, padded_labels, written_labels
from cellforge_runtime.describe.compounds import shared_targets
from cellforge_runtime.describe.conditions import CONTROL, Conditions, read_labels
from cellforge_runtime.describe.control_groups import Unmatched, control_groups_of, unmatched_times
from cellforge_runtime.describe.finding import Finding
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family
from cellforge_runtime.describe.matrices import DEPTH_LEFT_IN, TOTALS_DIFFER
from cellforge_runtime.describe.problem import few
from cellforge_runtime.describe.quantities import is_bound
from cellforge_runtime.describe.roles import technology_column
from cellforge_runtime.describe.scenarios import MIN_CONTROLS
from cellforge_runtime.describe.table import Table, association, told_by
from cellforge_runtime.describe.words import CONTROL_TARGETS, normalise

FEW_CONTROLS = 100
COINCIDES = 0.9
MOSTLY = 0.95
NEAR_LIMIT = 0.98


class Caution(NamedTuple):
    """The wire format `Warning`: a stable code, at most five words, and a sentence with what was found."""

    code: str
    title: str
    message: str


def cautions(
    found: Conditions, table: Table, task: Mapping[str, Any], findings: Mapping[str, Finding], features: frozenset[str]
) -> list[Caution]:
    """All that apply to the task, the gravest first."""
    told = [
        *_labels(found),
        *_cells(found, int(task["min_cells"])),
        *_controls(found),
        *_nothing_given(found),
        *_times_of_controls(found),
        *_coincidences(found, table, task),
        *_second_treatments(table, task, findings),
        *_unread_amounts(found, table, task, findings),
        *_bounds(found, table, task),
        *(Caution(*each) for each in shared_targets(table, task, found.condition_of, found.conditions)),
        *_alike(found, features),
        *_spellings(found, table, task),
        *_guides(table.column(str(task["perturbation"])), task, features),
    ]
    told += _depths(str(task["layer"]), findings["layer"].reason)
    what = next((each for each in ("X is scaled", "X is empty") if findings["layer"].reason.startswith(each)), None)
    if task["layer"] != "X" and what:
        told.append(Caution("other-layer", what, findings["layer"].reason))
    return told


def _depths(layer: str, reason: str) -> Iterator[Caution]:
    if DEPTH_LEFT_IN in reason:
        yield Caution(
            "depth-left-in", "Depths differ",
            f"{layer} holds log1p of {DEPTH_LEFT_IN}: a cell that was sequenced more counts as one that expresses more. Set a "
            "layer with the counts, or put numpy.rint(numpy.expm1(values)) in their place.",
        )  # fmt: skip
    if TOTALS_DIFFER in reason:
        yield Caution(
            "totals-differ", "Totals of cells differ",
            f"{layer} is read as amounts per cell, whose logarithm is taken as it is, but {TOTALS_DIFFER}. Right where "
            "a part of the genes was kept; corrected or estimated counts have to be brought to one depth first, such as by "
            "scanpy.pp.normalize_total(adata, target_sum=1e4).",
        )  # fmt: skip


def _labels(found: Conditions) -> Iterator[Caution]:
    odd = [each for each in found.excluded if "another kind of control" not in each.reason and "in this level" not in each.reason]
    if odd:
        shown = ", ".join(f'"{each.label}" ({each.n_cells:,} cells; {each.reason})' for each in odd[:5])
        n = sum(each.n_cells for each in odd)
        yield Caution(
            "label-not-a-perturbation", "Labels left out",
            f"{n:,} cells are on neither side: {shown}{f' and {len(odd) - 5} more labels' if len(odd) > 5 else ''}.",
        )  # fmt: skip
    for each in found.excluded:
        if "another kind of control" in each.reason:
            yield Caution(
                "another-control",
                "Two kinds of control",
                f'"{each.label}" ({each.n_cells:,} cells) is left out: {each.reason}.',
            )
    likely = [each for each in found.conditions if {normalise(target) for target in each.targets} & CONTROL_TARGETS]
    if likely:
        shown = few(sorted({"+".join(each.targets) for each in likely}))
        yield Caution(
            "maybe-a-control", "May be a control", f"{shown} often stand for controls; here they count as perturbations."
        )
    lost = [each for each in found.excluded if "in this level" in each.reason]
    if lost:
        shown = few([each.label for each in lost])
        yield Caution(
            "context-without-control",
            "Contexts without controls",
            f"No control cells in {shown}: these cells are left out.",
        )


def _cells(found: Conditions, min_cells: int) -> Iterator[Caution]:
    small = sorted((each for each in found.conditions if each.n_cells < min_cells), key=lambda each: each.n_cells)
    if small:
        shown = ", ".join(f'"{each.label}" ({each.n_cells})' for each in small[:5])
        yield Caution(
            "few-cells", "Conditions with few cells",
            f"{len(small):,} of {len(found.conditions):,} conditions {'has' if len(small) == 1 else 'have'} fewer than "
            f"{min_cells} cells: kept for training, not scored: {shown}"
            f"{f' and {len(small) - 5:,} more' if len(small) > 5 else ''}.",
        )  # fmt: skip


def _controls(found: Conditions) -> Iterator[Caution]:
    codes = found.context_of[found.condition_of == CONTROL]
    counts = np.bincount(codes[codes >= 0], minlength=len(found.contexts))
    used = {each.context for each in found.conditions}
    timed = control_groups_of(found).times
    groups = [(int(counts[i]), name, None) for i, name in enumerate(found.contexts) if name not in timed]
    groups += [
        (int(((found.context_of == i) & (found.condition_of == CONTROL) & (found.time_of == time)).sum()), name, time)
        for i, name in enumerate(found.contexts)
        for time in timed.get(name, ())
    ]
    asked = [each for each in groups if each[1] in used or None in used]
    fewest = sorted(each for each in asked if 0 < each[0] < MIN_CONTROLS)
    if fewest and len(found.contexts) > 1:
        n, name, _ = fewest[0]
        more = f", and in {len(fewest) - 1:,} more contexts" if len(fewest) > 1 else ""
        yield Caution(
            "too-few-controls", "Too few control cells",
            f'{n:,} control cells in "{name}"{more}, where {MIN_CONTROLS} are needed: its conditions are kept for training, not '
            "scored.",
        )  # fmt: skip
    small = [each for each in asked if MIN_CONTROLS <= each[0] <= FEW_CONTROLS]
    if small:
        n, name, time = min(small)
        where = (f' in "{name}"' if len(found.contexts) > 1 else "") + (f" at {time:g} h" if time is not None else "")
        yield Caution(
            "few-controls", "Few control cells",
            f"{n:,} control cells{where} are shared by all conditions there: their noise looks like a common effect. "
            "Scores use separate halves of the controls.",
        )  # fmt: skip


def _nothing_given(found: Conditions) -> Iterator[Caution]:
    """Perturbed cells at dose or time 0: often the vehicle, or what was there before, under the compound's name."""
    for kind in ("dose", "time"):
        none = sorted({"+".join(each.targets) for each in found.conditions if getattr(each, kind) == 0})
        if none:
            yield Caution(
                f"perturbed-at-{kind}-0", f"Perturbed at {kind} 0",
                f"{few(none)} at {kind} 0 are read as conditions of their own, not as controls: with nothing given, or no time "
                "to act, there is nothing to predict but noise. Give these cells the control's label where they are controls.",
            )  # fmt: skip


def _coincidences(found: Conditions, table: Table, task: Mapping[str, Any]) -> Iterator[Caution]:
    kept = found.condition_of > -2
    target = _target_codes(found)
    for role in ("context", "batch"):
        name = task.get(role)
        column = table.column(str(name)) if name else None
        if column is None or len(column.labels) < 2:
            continue
        column = column.within(kept)
        apart = _apart_share(found, column)
        if role == "batch" and apart > COINCIDES:
            yield Caution(
                "confounded-with-batch",
                "Controls in other batches",
                f'{apart:.0%} of the perturbed cells stand in levels of obs["{name}"] without control cells: '
                "effects of the perturbations and of the batches can't be told apart.",
            )
            continue
        lone = _nested_share(target, column)
        if lone is not None and lone > COINCIDES:
            yield Caution(
                f"confounded-with-{role}", f"Perturbation coincides with {role}",
                f'{lone:.0%} of the perturbations were measured in one level of obs["{name}"] only: '
                f"their effects and those of the {role} can't be told apart there.",
            )  # fmt: skip
    for kind, name in _screens(table, str(task["perturbation"])):
        column = table.column(name)
        if column is None or len((column := column.within(kept)).labels) < 2:
            continue
        for role in ("context", "batch"):
            other = table.column(str(task[role])) if task.get(role) and task[role] != name else None
            if other is not None and len(other.labels) > 1 and association(column, other.within(kept)) > COINCIDES:
                yield Caution(
                    f"{kind}-confounded-with-{role}", f"{kind.capitalize()} coincides with {role}",
                    f'obs["{name}"] ({few(list(column.labels), 3)}) and obs["{task[role]}"] tell each other: '
                    "take one part at a time with where.",
                )  # fmt: skip


def _screens(table: Table, perturbation: str) -> Iterator[tuple[str, str]]:
    technology = technology_column(table)
    if technology and technology[0] != perturbation:
        yield "technology", technology[0]
    for name in columns_named(table.names, STUDY_NAMES)[:1]:
        if name != perturbation:
            yield "study", name


def _target_codes(found: Conditions) -> Coded:
    """The target set of each perturbed cell as a column."""
    names = sorted({"+".join(each.targets) for each in found.conditions})
    place = {name: i for i, name in enumerate(names)}
    of_condition = np.array([place["+".join(each.targets)] for each in found.conditions] + [-1, -1], dtype=np.int64)
    return Coded("perturbation", of_condition[found.condition_of], tuple(names))  # -1 and -2 are the two last


def _apart_share(found: Conditions, column: Coded) -> float:
    """Share of the perturbed cells whose level of a column holds no control cell."""
    with_controls = np.unique(column.codes[(found.condition_of == CONTROL) & (column.codes >= 0)])
    perturbed = column.codes[(found.condition_of >= 0) & (column.codes >= 0)]
    return float((~np.isin(perturbed, with_controls)).mean()) if len(perturbed) else 0.0


def _nested_share(target: Coded, column: Coded) -> float | None:
    """Share of the perturbations measured in one level of a column only; None below three perturbations."""
    both = (target.codes >= 0) & (column.codes >= 0)
    pairs = np.unique(target.codes[both] * len(column.labels) + column.codes[both])
    if len(target.labels) < 3 or not len(pairs):
        return None
    n_levels = np.bincount(pairs // len(column.labels))
    return float((n_levels == 1).sum() / (n_levels > 0).sum())


def _times_of_controls(found: Conditions) -> Iterator[Caution]:
    """What time alone does to cells is taken for a response where controls are not of the same time."""
    without = unmatched_times(found)
    if found.time_of is None or not without:
        return
    perturbed = {each.time for each in found.conditions if each.time is not None}
    times = found.time_of[found.condition_of == CONTROL]
    controls = set(times[~np.isnan(times)].tolist())
    if control_groups_of(found).times:
        told = f"fewer than {MIN_CONTROLS} control cells were taken at {_unmatched_told(without, len(found.contexts) > 1)}"
    elif len(perturbed & controls) > 1:
        told = f"control cells were taken at {len(controls)} times and are compared as one group with every time"
        told += f", as fewer than two of the others' times have {MIN_CONTROLS} of them"
    elif perturbed - controls:
        at = f"taken at {_amounts_told(controls)} only" if controls else "of no stated time"
        told = f"control cells are {at}, the others at {_amounts_told(perturbed)}"
    else:
        return
    yield Caution(
        "controls-not-time-matched",
        "Controls not matched in time",
        f"{told[0].upper()}{told[1:]}: what time alone does to cells counts as a response.",
    )


def _unmatched_told(without: list[Unmatched], with_contexts: bool) -> str:
    """`8 (compared with those at 4)`, five of them at most."""
    shown = []
    for each in without[:5]:
        where = f" in {each.context}" if with_contexts else ""
        against = f"those at {each.against:g} h" if each.against is not None else "all of the context"
        shown.append(f"{each.time:g} h{where} (compared with {against})")
    return ", ".join(shown) + (f" and {len(without) - 5} more" if len(without) > 5 else "")


def _amounts_told(values: set[float]) -> str:
    shown = ", ".join(f"{value:g}" for value in sorted(values)[:5])
    return f"{shown} and {len(values) - 5} more h" if len(values) > 5 else f"{shown} h"


def _second_treatments(table: Table, task: Mapping[str, Any], findings: Mapping[str, Finding]) -> Iterator[Caution]:
    """Columns with controls of their own that cross the chosen one: cells of one condition were treated differently."""
    chosen = table.column(str(task["perturbation"]))
    used = {task["context"], task["batch"], *((task[key] or {}).get("column") for key in ("dose", "time"))}
    crossing: dict[str, Coded] = {}
    for name, _ in findings["perturbation"].candidates:
        column = table.column(name)
        if chosen is None or column is None or name in used or name == task["perturbation"]:
            continue
        if not any(control_family(label) for label in column.labels) and perturbation_weight(name) < 6:
            continue
        column = column.within(chosen.codes >= 0)
        if len(column.labels) >= 2 and max(told_by(column, chosen), told_by(chosen, column)) < MOSTLY:
            crossing[name] = column
    # donors were all treated alike: the treatment takes their place as the context, and they are the batch
    is_kept = task["context"] and task["context"] not in columns_named(table.names, DONOR_NAMES)
    told_apart = [*([task["context"]] if is_kept else []), *crossing]
    for name, column in crossing.items():
        yield Caution(
            "second-treatment",
            "A second treatment",
            f'obs["{name}"] ({few(list(column.labels), 3)}) also tells a treatment and crosses the perturbations: '
            f"cells of one condition differ in it. {_as_context(told_apart)}, or take one part with where.",
        )


def _as_context(columns: Sequence[str]) -> str:
    """How cells of each level of these columns are compared with controls of the same: a task has one context."""
    if len(columns) == 1:
        return "Set it as the context"
    joined = ' + ", " + '.join(f'adata.obs["{name}"].astype(str)' for name in columns)
    return f'Join what tells the cells apart into one column, adata.obs["context"] = {joined}, and set context=context'


def _unread_amounts(
    found: Conditions, table: Table, task: Mapping[str, Any], findings: Mapping[str, Finding]
) -> Iterator[Caution]:
    """A column of doses or times that is not read though it differs within a perturbation."""
    used = {task["perturbation"], task["context"], task["batch"]}
    for kind, names in (("dose", DOSE_NAMES), ("time", TIME_NAMES)):
        for name in columns_named(table.names, names) if task[kind] is None else []:
            column = table.column(name)
            if column is None or name in used:
                continue
            perturbed = found.condition_of >= 0
            pairs = np.unique(np.column_stack([found.condition_of[perturbed], column.codes[perturbed]]), axis=0)
            n_varied = int((np.bincount(pairs[:, 0]) > 1).sum()) if len(pairs) else 0
            if not n_varied or not (pairs[:, 1] >= 0).any():
                continue
            why = findings[kind].reason.removeprefix(f'obs["{name}"]: ').rstrip(".")
            yield Caution(
                f"{kind}-not-read", f"{kind.capitalize()}s are not told apart",
                f'obs["{name}"] ({few(list(column.labels), 3)}) differs within {n_varied:,} conditions and is not read as a '
                f"{kind}: {why}. Cells of different {kind}s are taken together; take one part with where.",
            )  # fmt: skip
            break


def _bounds(found: Conditions, table: Table, task: Mapping[str, Any]) -> Iterator[Caution]:
    """Amounts such as `<0.1` and `~10`, which are read as the numbers that stand in them."""
    for kind in ("dose", "time"):
        told = task[kind] or {}
        name = str(told.get("column") or task["perturbation"]) if told.get("from") == "column" else str(task["perturbation"])
        column = table.column(name) if told else None
        labels = [] if column is None else list(column.within(found.condition_of >= 0).labels)
        bounds = [label for label in labels if is_bound(label, kind)]
        if bounds:
            yield Caution(
                f"{kind}-bounds", f"{kind.capitalize()}s that are bounds",
                f'obs["{name}"] tells {kind}s as bounds, or roughly: {few(bounds, 3)}. Each is read as the number in it; where '
                "that is not what was given, write what was.",
            )  # fmt: skip


def _spellings(found: Conditions, table: Table, task: Mapping[str, Any]) -> Iterator[Caution]:
    """Blanks at the ends of labels and ways to store accents, which are not read, and contexts that differ in spelling alone."""
    for role in ("perturbation", "context", "batch"):
        written = written_labels(table.obs, str(task[role])) if task[role] else []
        if padded := padded_labels(written):
            yield Caution(
                "labels-with-blanks", "Blanks around labels",
                f'Labels of obs["{task[role]}"] begin or end with a blank, such as {few(padded, 2)}: each is read as the one '
                "without.",
            )  # fmt: skip
        if apart := decomposed_labels(written):
            yield Caution(
                "labels-decomposed", "Accents stored in two ways",
                f'In labels of obs["{task[role]}"] such as {few(apart, 2)} an accent is stored apart from its letter '
                "(Unicode NFD), as some systems do: each is read as the one that looks the same and stores them as one (NFC).",
            )  # fmt: skip
    by_word: dict[str, list[str]] = {}
    for name in found.contexts:
        by_word.setdefault(re.sub(r"[\s_]+", "", name.casefold()), []).append(name)  # CD16+ and CD16- are two
    alike_names = next((names for names in by_word.values() if len(names) > 1), None)
    if alike_names:
        yield Caution(
            "contexts-alike", "Contexts that are alike",
            f'{few(alike_names)} in obs["{task["context"]}"] are read as different contexts: give them one name where they are '
            "the same cells, or one is predicted from the other.",
        )  # fmt: skip


def _alike(found: Conditions, features: frozenset[str]) -> Iterator[Caution]:
    """Targets which may be one."""
    groups = alike({target for each in found.conditions for target in each.targets}, features)
    if groups:
        yield Caution(
            "labels-alike", "Labels that are alike",
            f"{few(groups[0])} are read as different perturbations"
            f"{f', and so are {len(groups) - 1:,} more groups of names' if len(groups) > 1 else ''}: "
            "give them one label where they stand for the same target, or one may be predicted from the other.",
        )  # fmt: skip


def limit_cautions(state: Mapping[str, Any]) -> list[Caution]:
    """Whole numbers as great as their type can hold may have been cut, or have begun again at 0, when they were stored."""
    kind = re.fullmatch(r"u?int(?:8|16)", state["dtype"])
    most = np.iinfo(state["dtype"]).max if kind else 0
    if kind is None or state["maximum"] < NEAR_LIMIT * most:
        return []
    return [
        Caution(
            "values-at-limit", "Counts at their limit",
            f"{state['name']} holds {state['dtype']}, of which {most} is the most that fits, and its greatest value is "
            f"{state['maximum']:g}: greater counts were cut, or began again at 0, when they were stored, if there were any. "
            "Make it from the counts anew, as int32 or float32.",
        )
    ]  # fmt: skip


def _guides(column: Coded | None, task: Mapping[str, Any], features: frozenset[str]) -> Iterator[Caution]:
    if column is None:
        return
    stems = guide_stems(column.labels, features)
    inside = sorted(label for label in stems if label in features)
    if inside:
        yield Caution(
            "guides-among-features", "Guides among the features",
            f"{len(inside):,} labels such as {few(inside, 2)} are features too: counts of guides tell the perturbation, and are "
            f'no response. Leave them out: adata = adata[:, ~adata.var_names.isin(adata.obs["{column.name}"])].copy().',
        )  # fmt: skip
    read = dict(zip(column.labels, read_labels(column.labels, task, features))) if len(stems) > 1 else {}
    targets = {label: read[label].targets for label in stems if read and read[label].kind == "perturbed"}
    if targets:
        first = next(iter(targets))
        kind = "sets of targets" if any(len(each) > 1 for each in targets.values()) else "targets"
        yield Caution(
            "guides-merged", "Guides merged by target",
            f'{len(targets):,} labels carry a guide, such as "{first}": they are read as '
            f'{len(set(targets.values())):,} {kind}, such as "{"+".join(targets[first])}".',
        )  # fmt: skip
