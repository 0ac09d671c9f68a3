"""The settings a model is trained with: plain values, so that a record and another process can hold them."""

from __future__ import annotations

import json
from typing import Any

from cellforge_runtime.errors import CellForgeError


def checked_settings(training: dict[str, Any]) -> dict[str, Any]:
    """The settings as JSON gives them back; a tuple becomes a list.

    Raises
    ------
    CellForgeError
        `run/settings`: one is no plain value, and could carry anything into the worker.
    """
    plain = {}
    for name, value in training.items():
        try:
            plain[name] = json.loads(json.dumps(value, allow_nan=False))
        except (TypeError, ValueError):
            raise CellForgeError(
                "run/settings",
                message=f"The setting {name} can't be given to a worker.",
                expected="numbers, text, True, False, None, and lists or dicts of them.",
                found=f"{type(value).__name__}.",
                remedy="Build it inside the model cell from plain settings.",
            ) from None
    return plain
