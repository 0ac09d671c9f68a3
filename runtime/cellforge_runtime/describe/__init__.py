"""What an object in the kernel is and what it can predict: the probe, which also travels without the package.

Listing objects and hardware needs the standard library only: a kernel without numpy answers too, and one in which the
user has not imported pandas does not do so for us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cellforge_runtime.describe.hardware import hardware
from cellforge_runtime.describe.objects import objects

__all__ = ["describe", "hardware", "objects"]


def describe(user_ns: Mapping[str, Any], name: str, settings: Mapping[str, str]) -> dict[str, Any]:
    """The wire format `Described` of one object under the analyst's settings; bad data is told in `problem`."""
    from cellforge_runtime.describe.description import describe as look

    return look(user_ns, name, settings)
