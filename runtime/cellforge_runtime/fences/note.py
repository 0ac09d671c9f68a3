"""`Note`: what one check found at a node, before the line's text and the remedy are known."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from cellforge_runtime.fences import policy
from cellforge_runtime.fences.violation import Violation


@dataclass(frozen=True)
class Note:
    """A violation without its line's text."""

    line: int
    failure: str
    rule: str
    expected: str
    found: str
    remedy: str = ""

    def violation(self, lines: list[str]) -> Violation:
        """The same with the line as it was written."""
        text = lines[self.line - 1].strip() if 0 < self.line <= len(lines) else ""
        return Violation(
            failure=self.failure,
            rule=self.rule,
            line=self.line,
            text=text[: policy.MOST_LINE_CHARACTERS],
            expected=f"{self.expected}.",
            found=f"{self.found}."[:300],
            remedy=self.remedy or policy.REMEDIES.get(self.failure, ""),
        )


def note(node: ast.AST | int, failure: str, rule: str, expected: str, found: str, *, remedy: str = "") -> Note:
    """A note at a node, or at a line."""
    return Note(node if isinstance(node, int) else getattr(node, "lineno", 1), failure, rule, expected, found, remedy)
