"""Runs compared condition by condition: python -m cellforge_runtime.run.paired REFERENCE RUN [RUN ...], folders of runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.intervals import LEVEL, interval
from cellforge_runtime.run.held_out_conditions import HeldOutConditions, read_conditions

_FEWEST_UNITS = 6  # below them no test of signs reaches the level


def paired_runs(reference: Path, run: Path) -> dict[str, dict[str, Any]]:
    """How much more a run scored than a reference on the same held-out conditions, by part.

    Returns
    -------
    By "scenario/part": `primary`; `n` conditions scored in both and the independent `units` among them; the mean
    `difference` run - reference and its interval `ci`, null below two units; the interval's `level`, which is lower
    than .95 below six units.

    Raises
    ------
    CellForgeError
        A folder holds no scored run, or the two were not scored on the same held-out conditions by the same metric.
    """
    before, after = read_conditions(reference), read_conditions(run)
    if _frozen(before) != _frozen(after):
        raise CellForgeError(
            "run/other-conditions",
            message="These runs can't be compared condition by condition.",
            expected="the same metric on the same held-out conditions in the same folds.",
            found=f"{_told(before)} and {_told(after)}.",
            remedy="Compare runs of one task, one file and one seed.",
        )
    return {part: _difference(before[part], after[part]) for part in before}


def _difference(before: HeldOutConditions, after: HeldOutConditions) -> dict[str, Any]:
    more = after.scores - before.scores
    is_scored = np.isfinite(more)
    units = len({unit for unit, scored in zip(before.units, is_scored) if scored})
    span = interval(more, before.units)
    return {
        "primary": before.primary,
        "n": int(is_scored.sum()),
        "units": units,
        "difference": float(more[is_scored].mean()) if is_scored.any() else None,
        "ci": None if span is None else [float(end) for end in span],
        "level": LEVEL if units >= _FEWEST_UNITS else max(1 - 2 / 2**units, 0.0),
    }


def _frozen(parts: dict[str, HeldOutConditions]) -> dict[str, Any]:
    return {name: (part.primary, part.names, part.units) for name, part in parts.items()}


def _told(parts: dict[str, HeldOutConditions]) -> str:
    return ", ".join(f"{len(part.names)} of {name} by {part.primary}" for name, part in parts.items()) or "none"


def main(words: Sequence[str]) -> int:
    """One JSON object a run on standard output: its parts, or the problem with it."""
    reference, *runs = [Path(word) for word in words]
    told = []
    for run in runs:
        try:
            told.append({"parts": paired_runs(reference, run)})
        except CellForgeError as error:
            told.append({"problem": error.as_dict()})
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
