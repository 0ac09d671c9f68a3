"""Which control cells a condition is compared with: those of its context and, where controls were taken over time, of its time.

Controls are taken over time where at two or more of the times of conditions their context has control cells of the same
time, MIN_CONTROLS or more of them. A condition at a time without is then compared with the nearest time that has controls of
its own in its context (of two as near the earlier one): what time alone does to cells grows with the time between, while all
controls of the context together would be of another time for every condition. A context without any such time is compared as
one group, and so is everything where controls are not taken over time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from cellforge_runtime.describe.conditions import ALL, CONTROL, Conditions
from cellforge_runtime.describe.scenarios import MIN_CONTROLS

Group = tuple[str, float | None]  # context, and the time of its control cells; no time: all of the context
LEAST_TIMES = 2


@dataclass(frozen=True)
class ControlGroups:
    """The times at which each context has controls of its own, rising; none where controls are not taken over time."""

    times: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def of(self, context: str, time: float | None) -> Group:
        """The group of control cells that a condition of this context and time is compared with."""
        return context, nearest_time(self.times.get(context, ()), time)

    def time_of(self, contexts: Sequence[str], context_of: np.ndarray, time_of: np.ndarray) -> np.ndarray:
        """The time of each control cell where its group has one, else NaN: too few cells of its time. (cells,)"""
        found = np.full(len(time_of), np.nan)
        for code, context in enumerate(contexts):
            own = (context_of == code) & np.isin(time_of, self.times.get(context, ()))
            found[own] = time_of[own]
        return found


def control_groups(
    conditions: Iterable[Group], contexts: Sequence[str], context_of: np.ndarray, time_of: np.ndarray
) -> ControlGroups:
    """The groups of control cells.

    Parameters
    ----------
    conditions
        Context and time of each condition.
    context_of, time_of
        Of each control cell: index into `contexts`, and hours or whatever unit the conditions have; NaN where not known.
    """
    times = {}
    for code, context in enumerate(contexts):
        values, n_cells = np.unique(time_of[(context_of == code) & ~np.isnan(time_of)], return_counts=True)
        times[context] = tuple(values[n_cells >= MIN_CONTROLS].tolist())
    matched = {time for context, time in conditions if time in times.get(context, ())}
    return ControlGroups({context: own for context, own in times.items() if own} if len(matched) >= LEAST_TIMES else {})


def control_groups_of(found: Conditions) -> ControlGroups:
    """The groups of the control cells of a task, before any is left out for its values."""
    if found.time_of is None:
        return ControlGroups()
    cells = np.flatnonzero((found.condition_of == CONTROL) & (found.context_of >= 0))
    treated = [(each.context or ALL, each.time) for each in found.conditions]
    return control_groups(treated, found.contexts, found.context_of[cells], found.time_of[cells])


class Unmatched(NamedTuple):
    """Conditions of one context and time that have no controls of their own time."""

    time: float
    context: str
    against: float | None  # the time of the controls they are compared with; None: all of their context


def unmatched_times(found: Conditions, least_cells: int = 0) -> list[Unmatched]:
    """Where controls are not matched by time, by rising time; all conditions with a time, where controls are not timed.

    Conditions of fewer than `least_cells` cells are passed over.
    """
    groups = control_groups_of(found)
    timed = [each for each in found.conditions if each.time is not None and each.n_cells >= least_cells]
    treated = {(each.time, each.context or ALL) for each in timed}
    compared = [Unmatched(time, context, groups.of(context, time)[1]) for time, context in sorted(treated)]
    return [each for each in compared if each.against != each.time]


def matching_told(found: Conditions) -> str:
    """In a sentence, at how many of the conditions' times controls are of the same time.

    A time that only some contexts lack is told by pairs of time and context: "0 of 4 times" would hide those that match.
    """
    treated = {(each.time, each.context or ALL) for each in found.conditions if each.time is not None}
    without = {(each.time, each.context) for each in unmatched_times(found)}
    times, times_without = ({time for time, _ in pairs} for pairs in (treated, without))
    if any(time in times_without for time, _ in treated - without):
        at = f"{len(treated - without)} of {len(treated)} pairs of time and context"
        return f"Controls are matched by time at {at}; {len(without)} without."
    told = f"Controls are matched by time at {len(times) - len(times_without)} of {len(times)} times"
    return f"{told}; {len(times_without)} without." if without else f"{told}."


def matched_strata(found: Conditions) -> np.ndarray:
    """A code for each cell that a condition shares with the controls it is compared with, (cells,); negative: no context."""
    groups = control_groups_of(found)
    if not groups.times:
        return found.context_of
    at = [groups.of(each.context or ALL, each.time)[1] for each in found.conditions]
    of_condition = np.array([np.nan if time is None else time for time in at] + [np.nan, np.nan])  # -1, -2: the two last
    own = np.where(found.condition_of == CONTROL, groups.time_of(found.contexts, found.context_of, found.time_of), np.nan)
    return strata(found.context_of, np.where(found.condition_of >= 0, of_condition[found.condition_of], own))


def nearest_time(times: Sequence[float], time: float | None) -> float | None:
    """The nearest of these times, of two as near the earlier one; None where there are none, or no time is asked for."""
    return None if time is None or not len(times) else min(times, key=lambda each: (abs(each - time), each))


def strata(context_of: np.ndarray, time_of: np.ndarray) -> np.ndarray:
    """A code for each control cell that cells of one context and time share, (cells,); `time_of` may be empty: no times."""
    if not len(time_of):
        return context_of
    times, place = np.unique(np.where(np.isnan(time_of), -np.inf, time_of), return_inverse=True)
    return context_of * len(times) + place
