"""What a label that somebody typed asks for: "KLF1+TGFBR2", "KLF1 (A549)", "dexamethasone @ 30", "IFNb @ 6 h"."""

from __future__ import annotations

import re
from dataclasses import replace

from cellforge_runtime.describe.columns import text_of
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family, plain
from cellforge_runtime.describe.quantities import (
    is_bound,
    read_quantity,
    strip_bare_number,
    strip_glued,
    strip_quantities,
    units_written,
)
from cellforge_runtime.describe.separators import control_sides
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.final.dose_in_data import dose_in_data, written
from cellforge_runtime.training_set import NO_CONTEXT, Query

_AXES = ("dose", "time")
_OTHER_CONTEXT = re.compile(r"\s*\(([^()]+)\)(?=\s*(?:@|$))")
_SIGN = re.compile(r"\s+·\s+|\s*@\s*")  # as labels are shown, and what is easily typed


def parsed(label: str, context: str | None, about: About) -> Query:
    """The condition that a label names.

    Raises
    ------
    CellForgeError
        `predict/label`, `predict/amount`, `predict/unit` or `predict/no-context`: which part can't be read.
    """
    text = text_of(label)
    if context is None:
        text, context = _told_apart(text, about)
    known = {target for query in about.measured for target in query.targets} | set(about.features)
    name, amounts = (text, []) if text in known else _cut(text)
    if context is None:
        context = _only_context(text_of(label), name, known, about)
    inside: dict[str, float] = {}
    if name not in known:
        units = units_written(plain(name), "dose")
        name, inside = _without_amounts(name, known, about)
        _check_told_once(label, name, inside, amounts, about)
        if "dose" in inside:
            inside["dose"] = dose_in_data(inside["dose"], units, label, about)
    targets = [name] if name in known else _as_read(_targets(label, name, about), known, about)
    query = Query(tuple(targets), context)
    return replace(query, **_same_everywhere(inside, about)) if inside else _with_amounts(query, amounts, label, about)


def example(targets: tuple[str, ...], about: About) -> str:
    """How a condition with a dose or time is written, with one that was measured."""
    same = [query for query in about.measured if query.targets == tuple(sorted(targets))] or about.measured
    told = [(axis, getattr(same[0], axis)) for axis in _axes(about)] if same else []
    amounts = [f"{value:g} h" if axis == "time" else written(value, about) for axis, value in told if value is not None]
    return " @ ".join(["+".join(targets), *amounts])


def _cut(text: str) -> tuple[str, list[str]]:
    name, *amounts = _SIGN.split(text)
    return name.strip(), [amount.strip() for amount in amounts]


def _without_amounts(name: str, known: set[str], about: About) -> tuple[str, dict[str, float]]:
    """A label as it stands in obs ("drugA_10uM") without its amounts, and these, read as the task reads its labels.

    Of glued and bare numbers ("LPS4h", "drugA_10"), which are as well part of a name, those after a known target.
    """
    asked = {axis: about.task[axis] for axis in _AXES if about.task.get(axis)}
    found = strip_quantities(plain(name), dose="dose" in asked, time="time" in asked)
    of_labels = {axis for axis, quantity in asked.items() if quantity.get("from") == "label"}
    if found.dose is found.time is None and of_labels:
        for strip in (strip_glued, strip_bare_number):
            other = strip(plain(name))
            told = {axis for axis in _AXES if getattr(other, axis) is not None}
            if told and told <= of_labels and set(_parts(other.rest, about)) <= known:
                found = other
                break
    amounts = {axis: value for axis in _AXES if (value := getattr(found, axis)) is not None}
    return (found.rest, amounts) if amounts else (name, {})


def _check_told_once(label: str, name: str, inside: dict[str, float], amounts: list[str], about: About) -> None:
    """An amount inside a name is read where the task's amounts come from its labels, and where none follows an @."""
    of_column = [axis for axis in inside if about.task[axis].get("from") != "label"]
    if not inside or not (of_column or amounts):
        return
    units = {"dose": "the dose as a number in the unit of {}", "time": "the time in hours"}
    asked = " and ".join(units[axis].format(f'obs["{about.task[axis].get("column")}"]') for axis in inside)
    values = " and ".join(f"the {axis} {value:g}" for axis, value in inside.items())
    raise CellForgeError(
        "predict/amount",
        message=f"{label!r} can't be read.",
        expected=f"{asked}, after an @ and not in the name." if of_column else "each amount once.",
        found=f"{values} in the name" + (f" and {', '.join(map(repr, amounts))} after @." if amounts else "."),
        remedy=f'Write, for example, "{example(tuple(_parts(name, about)), about)}".',
    )


def _parts(name: str, about: About) -> list[str]:
    separator = about.task.get("separator") or "+"
    return [part.strip() for part in re.split(rf"{re.escape(separator)}|\+", name)]


def _targets(label: str, name: str, about: About) -> list[str]:
    targets = _parts(name, about)
    if not all(targets) or len(set(targets)) < len(targets):
        raise CellForgeError(
            "predict/label",
            message=f"{label!r} names no condition.",
            expected="one target, or different targets joined by +.",
            found=f"{' and '.join(map(repr, targets))}.",
            remedy='Write, for example, "KLF1+TGFBR2".',
        )
    return targets


def _as_read(targets: list[str], known: set[str], about: About) -> list[str]:
    """The targets as the data's own labels are read: `A+DMSO` is A, and `sgA` is A where that was measured."""
    control = str(about.task.get("control") or "")
    sides = control_sides(control, str(about.task.get("separator") or "+"))
    family = control_family(control)

    def is_control(name: str) -> bool:
        return name == control or name in sides or (family is not None and control_family(name) == family)

    held = [name for name in targets if name in known or not is_control(name)] or targets
    stems = {name: guide_stems([name]).get(name, name) for name in held if name not in known}
    return list(dict.fromkeys(stem if (stem := stems.get(name, name)) in known else name for name in held))


def _with_amounts(query: Query, amounts: list[str], label: str, about: About) -> Query:
    """Doses and times are told by their unit; numbers without one are the dose, then the time, of what the data has."""
    if not amounts:
        return query
    axes = _axes(about)
    told: dict[str, float] = {}
    for amount in amounts:
        quantity = read_quantity(amount)
        if quantity is None or any(is_bound(amount, axis) for axis in _AXES) or not axes:
            raise _no_amount(label, amount, axes)
        free = [axis for axis in axes if axis not in told and quantity.kind in (axis, "number")]
        varied = [axis for axis in free if len(about.amounts(axis)) > 1] or free
        if not varied:
            raise _no_amount(label, amount, axes)
        axis = (free if len(amounts) > 1 else varied)[0]
        units = units_written(amount, "dose") if quantity.kind == "dose" else ()
        told[axis] = dose_in_data(quantity.value, units, label, about) if axis == "dose" else quantity.value
    return replace(query, **_same_everywhere(told, about))


def _same_everywhere(told: dict[str, float], about: About) -> dict[str, float]:
    """With the amounts that all conditions share, which need not be said."""
    shared = {axis: values[0] for axis in _AXES if len(values := about.amounts(axis)) == 1}
    return {**shared, **told}


def _axes(about: About) -> list[str]:
    return [axis for axis in _AXES if about.amounts(axis)]


def _no_amount(label: str, amount: str, axes: list[str]) -> CellForgeError:
    units = {"dose": "a dose in the unit of the data", "time": "a time in hours"}
    return CellForgeError(
        "predict/amount",
        message=f"{label!r} can't be read.",
        expected=f"after @ {', then '.join(units[axis] for axis in axes)}." if axes else "no dose or time: this task has none.",
        found=f"{amount!r}.",
        remedy='Write, for example, "dexamethasone @ 30" for a dose and "IFNb @ 6 h" for a time.' if axes else "Leave it out.",
    )


def _told_apart(text: str, about: About) -> tuple[str, str | None]:
    """A label and the context that it says itself, as they are shown ("A+B · T98G") or typed ("A (T98G) @ 2", "A @ 2 (T98G)")."""
    for context in filter(None, about.contexts):
        if text.endswith(f" · {context}"):
            return text.removesuffix(f" · {context}").strip(), context
        said = re.search(rf"\s*\({re.escape(context)}\)(?=\s*(?:@|·|$))", text)
        if said:
            return (text[: said.start()] + text[said.end() :]).strip(), context
    return text, None


def _only_context(label: str, name: str, known: set[str], about: About) -> str:
    if about.contexts in ([], [NO_CONTEXT]):
        return NO_CONTEXT
    amounts = _cut(label)[1]
    other = next(
        (found for part in ([] if name in known else [name], amounts) for each in part if (found := _in_brackets(each))), ""
    )
    bare = name if name in known else _OTHER_CONTEXT.sub("", name)
    if len(about.contexts) == 1 and not (other and set(_parts(bare, about)) <= known):
        return about.contexts[0]
    told = "".join(f" @ {_OTHER_CONTEXT.sub('', amount)}" for amount in amounts)
    first = about.contexts[0]
    raise CellForgeError(
        "predict/no-context",
        message=f"In which cells {label!r} is to be predicted was not said.",
        expected=f"one of {', '.join(about.contexts[:5])}" + (" and more." if len(about.contexts) > 5 else "."),
        found=f"{other!r}, which is none of them." if other else "no context.",
        remedy=f'Write "{bare} ({first}){told}" or predict(..., context="{first}").',
    )


def _in_brackets(text: str) -> str:
    """What stands in brackets at the end, as a context does; empty where nothing does."""
    found = _OTHER_CONTEXT.search(text)
    return found[1].strip() if found and found.start() else ""
