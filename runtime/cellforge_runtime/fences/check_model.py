"""`check_model`: the trial for the front end, JSON in and JSON out, as `assess` is called.

It executes the cell, so it is for cells that a person let run; the policy is held to once more before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.fences.report import infrastructure
from cellforge_runtime.fences.try_model import SMALL_LOOP, Limits, try_model
from cellforge_runtime.task import Task


def check_model(
    adata: Any,
    task: str | Mapping[str, Any],
    source: str,
    constraints: str | Sequence[Mapping[str, Any]] | Mapping[str, Any] = (),
    *,
    training: str | Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The wire `ModelCheck` of a model cell that was tried on a slice of an AnnData under a task.

    Parameters
    ----------
    task, constraints, training
        The wire `Task`, `Constraint[]` (or a plain dict of keys and values) and the training cell's settings; text is read
        as JSON. Without settings those that every training cell has are given, as the full run will give them.
    """
    try:
        read = Task.from_wire(_read(task))
    except (CellForgeError, ValueError, TypeError) as error:
        return infrastructure(source, f"The task can't be read: {error}", 0.0).as_json()
    asked = _numbers(_read(constraints))
    limits = Limits(parameters=asked.get("parameters"), memory_mb=min(asked.get("memory_mb", Limits.memory_mb), Limits.memory_mb))
    return try_model(adata, read, source, training=_read(training) or SMALL_LOOP, limits=limits).as_json()


def _read(given: Any) -> Any:
    return json.loads(given) if isinstance(given, str) else given


def _numbers(constraints: Any) -> dict[str, int]:
    """The limits that are numbers; what was not understood is no limit."""
    pairs = constraints.items() if isinstance(constraints, Mapping) else [(c["key"], c["value"]) for c in constraints or ()]
    found = {}
    for key, value in pairs:
        if key in ("parameters", "memory_mb"):
            try:
                found[key] = int(float(str(value).replace(",", "")))
            except (ValueError, OverflowError):
                continue
    return found
