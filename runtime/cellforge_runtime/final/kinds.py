"""Which kind of unmeasured condition a query is; what none of the scenarios supports is refused by name."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import chain, count

from cellforge_runtime.describe.columns import composed
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.final.asked_labels import example, parsed
from cellforge_runtime.training_set import Query


@dataclass(frozen=True)
class Asked:
    """A query, and the kind it is: "unseen-combination/seen-2"."""

    query: Query
    kind: str
    written: str = ""  # as it was asked for; empty where it was given as a `Query`


def asked(query: str | Query, context: str | None, about: About) -> Asked:
    """The kind of a query given as text or as `Query`.

    Raises
    ------
    CellForgeError
        `predict/outside` and others beginning with `predict/`: why it can't be answered.
    """
    one = query if isinstance(query, Query) else parsed(query, context, about)
    one = Query(tuple(sorted(map(composed, one.targets))), composed(one.context), one.dose, one.time)
    _check_context(one, about)
    _check_amounts(one, about)
    if _was_measured(one, about):
        told = example(one.targets, about) if one.dose is one.time is None else ""
        remedy = "Look at its mean there" + (f', or say an amount: "{told}".' if "@" in told else ".")
        raise _refused("measured", one, "a condition nobody measured.", "it is in the data.", remedy)
    kind, why = _kind(one, about)
    if kind is None or kind not in about.kinds:
        can = ", ".join(about.kinds) or "nothing"
        reason = why if kind is None else f"a {kind} query; no such condition was held out and scored here"
        raise _refused(
            "outside",
            one,
            f"what the task's scenarios held out: {can}.",
            f"{reason}.",
            "Choose another query, or task.",
        )
    return Asked(one, kind, query.strip() if isinstance(query, str) else "")


def all_asked(queries: list[str | Query], context: str | None, about: About) -> list[Asked]:
    """The kinds of all queries; where several can't be answered, each is told with its reason at once.

    Raises
    ------
    CellForgeError
        That of the only query which can't be answered, or `predict/refused` with all of them.
    """
    found: list[Asked] = []
    refused: list[CellForgeError] = []
    for query in queries:
        try:
            found.append(asked(query, context, about))
        except CellForgeError as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise CellForgeError(
            "predict/refused",
            message=f"{len(refused)} of {len(queries)} conditions can't be predicted.",
            expected="conditions of the kinds that were held out and scored: " + (", ".join(about.kinds) or "none") + ".",
            found=" ".join(map(_in_short, refused)),
            remedy="Leave these out, or choose a task that holds out such conditions.",
        )
    return found


def row_names(wanted: list[Asked]) -> list[str]:
    """A name a row, each its own: the condition's label; of one that is asked again ("B+A" beside "A+B") the label as it
    was written, else with a number."""
    names: dict[str, None] = {}
    for one in wanted:
        label = one.query.label
        numbered = (f"{label} ({number})" for number in count(2))
        free = (name for name in chain((label, one.written), numbered) if name and name not in names)
        names[next(free)] = None
    return list(names)


def _in_short(error: CellForgeError) -> str:
    """One refusal among several. What is found in a label that can't be read says nothing without what was expected."""
    message = error.message.removesuffix(".")
    if error.code in ("predict/amount", "predict/label", "predict/unit"):
        return f"{message}: expected {error.expected.removesuffix('.')}, found {error.found}"
    return f"{message}: {error.found}"


def _check_context(query: Query, about: About) -> None:
    if query.context not in about.contexts:
        have = ", ".join(about.contexts[:5])
        raise _refused("context", query, f"a context with control cells: {have}.", f"{query.context!r}.", "Choose one of these.")


def _check_amounts(query: Query, about: About) -> None:
    for name, value in (("dose", query.dose), ("time", query.time)):
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise _refused(name, query, f"a {name} of 0 or more.", f"{value!r}.", "Give a number in the data's own unit.")
        if value is not None and not about.amounts(name):
            raise _refused(name, query, f"no {name}: this task has none.", f"{value:g}.", "Leave it out.")


def _unmeasured_amount(query: Query, about: About) -> str:
    """Why a scenario that holds out no dose or time can't answer at the query's: nothing was measured there. Or empty."""
    for axis in ("dose", "time"):
        value, measured = getattr(query, axis), about.amounts(axis)
        if value is not None and not any(math.isclose(value, one, rel_tol=1e-6) for one in measured):
            shown = ", ".join(f"{one:g}" for one in measured[:5]) + (" and more" if len(measured) > 5 else "")
            return f"no condition was measured at {axis} {value:g} (measured: {shown}), and no {axis}s were held out for it"
    return ""


def _kind(query: Query, about: About) -> tuple[str | None, str]:
    """The first of the task's scenarios that the query belongs to, else why it belongs to none."""
    why = ""
    for scenario in about.task["scenarios"]:
        kind, reason = _KINDS[scenario](query, about) if scenario in _KINDS else (None, f"{scenario} is not predicted")
        if kind is not None:
            return kind, ""
        why = f"{why}; {reason}" if why else reason
    return None, why


def _combination(query: Query, about: About) -> tuple[str | None, str]:
    n = len(query.targets)
    if n != 2:
        return None, f"{n} target{'s' if n > 1 else ''}, not a pair"
    why_not = _unknown(query, about) or _unmeasured_amount(query, about)
    if why_not:
        return None, why_not
    seen = sum(_is_measured((target,), query.context, about) for target in query.targets)
    return f"unseen-combination/seen-{seen}", ""


def _perturbation(query: Query, about: About) -> tuple[str | None, str]:
    if len(query.targets) != 1:
        return None, f"{len(query.targets)} targets, not one"
    why_not = _unknown(query, about) or _unmeasured_amount(query, about)
    return (None, why_not) if why_not else ("unseen-perturbation/all", "")


def _context(query: Query, about: About) -> tuple[str | None, str]:
    elsewhere = [one for one in about.measured if one.targets == query.targets and one.context != query.context]
    if any((one.dose, one.time) == (query.dose, query.time) for one in elsewhere):
        return "unseen-context/all", ""
    name = "+".join(query.targets)
    if not elsewhere:
        return None, _never(query, about) or f"{name} was measured in no other context"
    axes = [axis for axis in ("dose", "time") if getattr(query, axis) is None and any(getattr(one, axis) for one in elsewhere)]
    if axes:
        return None, f'no {" or ".join(axes)} is asked for, as in "{example(query.targets, about)}"'
    return None, f"{name} was measured in no other context at this dose and time"


def _dose(query: Query, about: About) -> tuple[str | None, str]:
    """Between the doses measured in the query's context, or above them; below the lowest nothing was held out."""
    if query.dose is None:
        return None, f'no dose is asked for, as in "{example(query.targets, about)}"'
    same = [one for one in about.measured if one.targets == query.targets and one.time == query.time]
    doses = [one.dose for one in same if one.context == query.context and one.dose is not None]
    if not doses:
        return None, _never(query, about) or f"{'+'.join(query.targets)} was measured at no dose there"
    if query.dose > max(doses):
        return "unseen-dose/highest", ""
    return ("unseen-dose/interior", "") if query.dose > min(doses) else (None, f"{query.dose:g} is below every measured dose")


def _time(query: Query, about: About) -> tuple[str | None, str]:
    """Before the last time measured in the query's context, or after it."""
    if query.time is None:
        return None, f'no time is asked for, as in "{example(query.targets, about)}"'
    same = [one for one in about.measured if one.targets == query.targets and one.dose == query.dose]
    times = [one.time for one in same if one.context == query.context and one.time is not None]
    if not times:
        return None, _never(query, about) or f"{'+'.join(query.targets)} was measured after no time there"
    if query.time <= 0:
        return None, "time 0 is the controls"
    return ("time/extrapolation" if query.time > max(times) else "time/interpolation"), ""


_KINDS = {
    "unseen-dose": _dose,
    "time": _time,
    "unseen-combination": _combination,
    "unseen-perturbation": _perturbation,
    "unseen-context": _context,
}


def _unknown(query: Query, about: About) -> str:
    """Why a target can't be a perturbation of this data: neither perturbed nor measured in it. Empty if it can."""
    perturbed = {target for one in about.measured for target in one.targets}
    features = set(about.features)
    if not perturbed & features:
        return ""  # drugs, cytokines: their names are no features, so any name may be meant
    strangers = [target for target in query.targets if target not in perturbed and target not in features]
    if not strangers:
        return ""
    told = " and ".join(f"{name}{_meant(name, perturbed | features)}" for name in strangers)
    is_or_are = "is neither" if len(strangers) == 1 else "are neither"
    return f"{told} {is_or_are} a perturbation nor a feature of the data"


def _never(query: Query, about: About) -> str:
    """That no cell anywhere was perturbed so, with names that may be meant; empty where some were."""
    if any(one.targets == query.targets for one in about.measured):
        return ""
    alone = {target for one in about.measured for target in one.targets}
    strangers = [target for target in query.targets if target not in alone]
    if not strangers:
        return f"{' and '.join(query.targets)} were not measured together"
    told = " and ".join(f"{name}{_meant(name, alone)}" for name in strangers)
    return f"{told} {'is no perturbation' if len(strangers) == 1 else 'are no perturbations'} of the data"


def _meant(name: str, known: set[str]) -> str:
    """The name that a stranger is but for its letters' case, or for what stands in brackets behind it. Or empty."""
    alike = sorted(one for one in known if name.casefold() in (one.casefold(), re.sub(r"\s*\(.*\)$", "", one).casefold()))
    return f" (did you mean {alike[0]}?)" if alike else ""


def _was_measured(query: Query, about: About) -> bool:
    """Whether this very condition is in the data; one without dose and time is, at any."""
    if query.dose is None and query.time is None:
        return _is_measured(query.targets, query.context, about)
    return query in about.measured


def _is_measured(targets: tuple[str, ...], context: str, about: About) -> bool:
    return any(query.targets == tuple(sorted(targets)) and query.context == context for query in about.measured)


def _refused(code: str, query: Query, expected: str, found: str, remedy: str) -> CellForgeError:
    return CellForgeError(
        f"predict/{code}",
        message=f"{query.label} can't be predicted.",
        expected=expected,
        found=found,
        remedy=remedy,
    )
