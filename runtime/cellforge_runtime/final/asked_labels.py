"""What a label that somebody typed asks for: "KLF1+TGFBR2", "KLF1 (A549)", "dexamethasone @ 30", "IFNb @ 6 h"."""

from __future__ import annotations

import re
from dataclasses import replace

from cellforge_runtime.describe.quantities import read_quantity
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.training_set import NO_CONTEXT, Query

_AXES = ("dose", "time")
_SIGN = re.compile(r"\s+·\s+|\s*@\s*")  # as labels are shown, and what is easily typed


def parsed(label: str, context: str | None, about: About) -> Query:
    """The condition that a label names.

    Raises
    ------
    CellForgeError
        `predict/label`, `predict/amount` or `predict/no-context`: which part can't be read.
    """
    text = label.strip()
    if context is None:
        text, context = _told_apart(text, about)
    known = {target for query in about.measured for target in query.targets} | set(about.features)
    name, amounts = (text, []) if text in known else _cut(text)
    if context is None:
        context = _only_context(label, about)
    targets = [name] if name in known else _targets(label, name, about)
    return _with_amounts(Query(tuple(targets), context), amounts, label, about)


def example(targets: tuple[str, ...], about: About) -> str:
    """How a condition with a dose or time is written, with one that was measured."""
    same = [query for query in about.measured if query.targets == targets] or about.measured
    amounts = [getattr(same[0], axis) for axis in _axes(about)] if same else []
    units = [" h" if axis == "time" else "" for axis in _axes(about)]
    return " @ ".join(["+".join(targets), *(f"{value:g}{unit}" for value, unit in zip(amounts, units) if value is not None)])


def _cut(text: str) -> tuple[str, list[str]]:
    name, *amounts = _SIGN.split(text)
    return name.strip(), [amount.strip() for amount in amounts]


def _targets(label: str, name: str, about: About) -> list[str]:
    separator = about.task.get("separator") or "+"
    targets = [part.strip() for part in re.split(rf"{re.escape(separator)}|\+", name)]
    if not all(targets) or len(set(targets)) < len(targets):
        raise CellForgeError(
            "predict/label",
            message=f"{label!r} names no condition.",
            expected="one target, or different targets joined by +.",
            found=f"{' and '.join(map(repr, targets))}.",
            remedy='Write, for example, "KLF1+TGFBR2".',
        )
    return targets


def _with_amounts(query: Query, amounts: list[str], label: str, about: About) -> Query:
    """Times are told by their unit; numbers without one are the dose, then the time, of what the data has."""
    if not amounts:
        return query
    axes = _axes(about)
    told: dict[str, float] = {}
    for amount in amounts:
        quantity = read_quantity(amount)
        if quantity is None or quantity.kind == "dose" or not axes:
            raise _no_amount(label, amount, axes)
        free = [axis for axis in axes if axis not in told and (axis == "time" or quantity.kind == "number")]
        varied = [axis for axis in free if len(_measured(axis, about)) > 1] or free
        if not varied or (quantity.kind == "time" and "time" not in free):
            raise _no_amount(label, amount, axes)
        axis = "time" if quantity.kind == "time" else (free if len(amounts) > 1 else varied)[0]
        told[axis] = quantity.value
    for axis in axes:  # what is the same everywhere need not be said
        if axis not in told and len(_measured(axis, about)) == 1:
            told[axis] = _measured(axis, about)[0]
    return replace(query, **told)


def _axes(about: About) -> list[str]:
    return [axis for axis in _AXES if _measured(axis, about)]


def _measured(axis: str, about: About) -> list[float]:
    return sorted({getattr(query, axis) for query in about.measured} - {None})


def _no_amount(label: str, amount: str, axes: list[str]) -> CellForgeError:
    units = {"dose": "a dose as a number in the data's own unit", "time": "a time in hours"}
    return CellForgeError(
        "predict/amount",
        message=f"{label!r} can't be read.",
        expected=f"after @ {', then '.join(units[axis] for axis in axes)}." if axes else "no dose or time: this task has none.",
        found=f"{amount!r}.",
        remedy='Write, for example, "dexamethasone @ 30" for a dose and "IFNb @ 6 h" for a time.' if axes else "Leave it out.",
    )


def _told_apart(text: str, about: About) -> tuple[str, str | None]:
    """A label and the context that it says itself, as labels are shown ("A+B · T98G") or typed ("A+B (T98G)")."""
    for context in about.contexts:
        for said in (f" · {context}", f"({context})"):
            if context and text.endswith(said):
                return text.removesuffix(said).strip(), context
    return text, None


def _only_context(label: str, about: About) -> str:
    if about.contexts in ([], [NO_CONTEXT]):
        return NO_CONTEXT
    if len(about.contexts) == 1:
        return about.contexts[0]
    raise CellForgeError(
        "predict/no-context",
        message=f"In which cells {label!r} is to be predicted was not said.",
        expected=f"one of {', '.join(about.contexts[:5])}" + (" and more." if len(about.contexts) > 5 else "."),
        found="no context.",
        remedy=f'Write "{label} ({about.contexts[0]})" or predict(..., context="{about.contexts[0]}").',
    )
