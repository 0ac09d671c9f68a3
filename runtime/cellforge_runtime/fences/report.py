"""`Report`: what the fences say of a model cell, as JSON for the run log and the agent who wrote it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cellforge_runtime.fences.violation import OF_TYPES, POLICY, SLICE, TYPES, Violation

VERSION = 1
MOST_VIOLATIONS = 20


@dataclass(frozen=True, kw_only=True)
class Report:
    """`ok`, or the fence and class of failure with the line it is about.

    `is_infrastructure` says that the machine failed and not the cell: that uses up no attempt.
    """

    ok: bool
    source_hash: str
    failure: str | None = None  # `class` in JSON
    message: str = ""
    expected: str = ""
    found: str = ""
    remedy: str = ""
    line: int | None = None
    text: str = ""
    traceback: Sequence[str] = ()
    violations: Sequence[Violation] = ()
    warnings: Sequence[str] = ()
    seconds: float = 0.0
    parameters: int | None = None
    is_infrastructure: bool = False
    is_policy: bool = False  # what the source alone showed

    @property
    def fence(self) -> str | None:
        """The fence that stopped the cell; None where none did."""
        if self.ok or self.is_infrastructure:
            return None
        if self.failure in OF_TYPES:
            return TYPES
        return POLICY if self.is_policy else SLICE

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, keys as in the schema `model-check`."""
        return {
            "version": VERSION,
            "ok": self.ok,
            "fence": self.fence,
            "class": self.failure,
            "message": self.message,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
            "line": self.line,
            "text": self.text,
            "traceback": list(self.traceback),
            "violations": [violation.as_json() for violation in self.violations],
            "warnings": list(self.warnings),
            "seconds": round(self.seconds, 3),
            "parameters": self.parameters,
            "is_infrastructure": self.is_infrastructure,
            "source_hash": self.source_hash,
        }


def hash_of(source: str) -> str:
    """sha256 of a cell's source, lower-case hex."""
    return hashlib.sha256(source.encode("utf-8", errors="replace")).hexdigest()


def by_policy(source: str, violations: Sequence[Violation], seconds: float) -> Report:
    """The report on a cell that the first fence stopped: its first violation, and the others."""
    first = violations[0]
    more = len(violations) - 1
    return Report(
        ok=False,
        source_hash=hash_of(source),
        failure=first.failure,
        message=f"Line {first.line}: {first.found}" + (f" And {more} more." if more else ""),
        expected=first.expected,
        found=first.found,
        remedy=first.remedy,
        line=first.line,
        text=first.text,
        violations=violations[:MOST_VIOLATIONS],
        seconds=seconds,
        is_policy=True,
    )


def infrastructure(source: str, message: str, seconds: float, **words: str) -> Report:
    """The report on a machine that could not try the cell."""
    return Report(
        ok=False,
        source_hash=hash_of(source),
        failure="infrastructure",
        message=message,
        seconds=seconds,
        is_infrastructure=True,
        **words,
    )
