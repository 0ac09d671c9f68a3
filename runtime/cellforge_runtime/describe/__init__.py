"""What an object in the kernel is and what it can predict: the probe, which also travels without the package.

Listing objects and hardware needs the standard library only: a kernel without numpy answers too, and one in which the
user has not imported pandas does not do so for us.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cellforge_runtime.describe.hardware import hardware
from cellforge_runtime.describe.objects import objects

__all__ = ["describe", "hardware", "objects", "private_names"]


def describe(user_ns: Mapping[str, Any], name: str, settings: Mapping[str, str]) -> dict[str, Any]:
    """The wire format `Described` of one object under the analyst's settings; bad data is told in `problem`."""
    from cellforge_runtime.describe.description import describe as look

    return look(user_ns, name, settings)


def private_names(user_ns: Mapping[str, Any], name: str, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Columns that name donors, samples or batches, with every name in them; for masking alone."""
    from cellforge_runtime.describe.private_names import private_names as look

    return look(user_ns, name, columns)
