"""`Finding`: what was found for one setting, why, and what else it could be; the wire format of the same name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One setting's value with a reason that starts with what was found; not confident means that it is asked."""

    value: str | None
    reason: str
    confident: bool = True
    candidates: tuple[tuple[str, str], ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The wire format; at most 20 candidates."""
        return {
            "value": self.value,
            "reason": self.reason,
            "confident": self.confident,
            "candidates": [{"value": value, "reason": reason} for value, reason in self.candidates[:20]],
        }


@dataclass(frozen=True)
class Question:
    """A setting that the data does not decide, with the values it can take."""

    key: str
    message: str
    options: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The wire format; at most 50 options."""
        return {"key": self.key, "message": self.message, "options": list(self.options[:50])}


def set_by_analyst(value: str | None) -> Finding:
    """The finding of a setting that was given, not found."""
    return Finding(value, "Set by you.", True)
