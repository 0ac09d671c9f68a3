"""What a time course says of itself: how many changes have come and gone by the last time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cellforge_runtime.part_result import rounded
from cellforge_runtime.training_set import Query

CLEAR = 4.0  # standard errors
LEAST_CLEAR = 20


def course_facts(queries: Sequence[Query], change: np.ndarray, squared_error: np.ndarray) -> list[dict[str, Any]]:
    """The wire `Fact` `transient-share`, where there are time courses; else none.

    Parameters
    ----------
    change, squared_error
        Changes against the controls and their squared standard errors, (conditions, features).
    """
    courses: dict[object, list[tuple[float, int]]] = {}
    for row, query in enumerate(queries):
        if query.time is not None:
            courses.setdefault((query.targets, query.context, query.dose), []).append((query.time, row))
    rising = [[row for _, row in sorted(course)] for course in courses.values() if len(course) > 1]
    if not rising:
        return []
    clear = gone = 0
    for rows in rising:
        size = np.abs(change[rows])  # (times, features)
        is_clear = (size > CLEAR * np.sqrt(np.maximum(squared_error[rows], 1e-12))).any(axis=0)
        clear += int(is_clear.sum())
        gone += int((is_clear & (size[-1] < 0.5 * size.max(axis=0))).sum())
    if clear < LEAST_CLEAR:
        text = f"Not measured: only {clear} changes are clearer than {CLEAR:g} standard errors."
        return [{"id": "transient-share", "value": None, "unit": "share", "text": text}]
    share = gone / clear
    text = f"Of {clear:,} clear changes over time {share:.0%} are back below half of their peak at the last time."
    return [{"id": "transient-share", "value": rounded(share), "unit": "share", "text": text}]
