"""`check_policy`: the first fence for the front end. What it says is shown to a person before anything of the cell runs."""

from __future__ import annotations

import time
from typing import Any

from cellforge_runtime.fences.check_source import check_source
from cellforge_runtime.fences.report import Report, by_policy, hash_of


def check_policy(source: str) -> dict[str, Any]:
    """The wire `ModelCheck` of a cell's source alone: it is parsed, and no line of it is executed.

    What passes has not been tried: `check_model` does that, once a person let it run.
    """
    started = time.monotonic()
    violations = check_source(source)
    seconds = time.monotonic() - started
    if violations:
        return by_policy(source, violations, seconds).as_json()
    return Report(ok=True, source_hash=hash_of(source), seconds=seconds).as_json()
