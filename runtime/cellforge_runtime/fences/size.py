"""How much a cell may hold: a model that a person can read before approving it, and no data in disguise."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator

from cellforge_runtime.fences import policy
from cellforge_runtime.fences.note import Note, note


def length_notes(source: str) -> Iterator[Note]:
    """Limits on the text, to be checked before it is parsed."""
    lines, n_bytes = source.splitlines(), len(source.encode("utf-8", errors="replace"))
    if len(lines) > policy.MOST_LINES:
        yield note(policy.MOST_LINES + 1, "policy-size", "lines", f"at most {policy.MOST_LINES} lines", f"{len(lines):,} lines")
    if n_bytes > policy.MOST_BYTES:
        yield note(1, "policy-size", "bytes", f"at most {policy.MOST_BYTES:,} bytes", f"{n_bytes:,} bytes")
    for number, line in enumerate(lines, start=1):
        if len(line) > policy.MOST_LINE_CHARACTERS:
            found = f"{len(line):,} characters"
            yield note(number, "policy-size", "line", f"lines of at most {policy.MOST_LINE_CHARACTERS} characters", found)
            return


def hidden_notes(source: str) -> Iterator[Note]:
    """Characters that nobody sees, or that turn the order of text round: a person reads the code to approve it."""
    for number, line in enumerate(source.split("\n"), start=1):
        hidden = [each for each in line.rstrip("\r") if each != "\t" and unicodedata.category(each) in _UNSEEN]
        if hidden:
            found = f"U+{ord(hidden[0]):04X}"
            remedy = "Write it without that character; in a string it can be written as an escape."
            yield note(number, "syntax", "hidden", "characters that a reader sees", found, remedy=remedy)
            return


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def literal_notes(tree: ast.Module) -> Iterator[Note]:
    """Tables and texts written into the code: they may know the answer, and nobody reads them."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
            n = sum(isinstance(inner, ast.Constant) for inner in ast.walk(node))
            if n > policy.MOST_LITERAL_VALUES:
                yield note(
                    node, "policy-size", "literal", f"at most {policy.MOST_LITERAL_VALUES} values in a literal", f"{n:,} values"
                )
                return
        elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            n = len(node.value)
            if n > policy.MOST_TEXT_CHARACTERS:
                expected = f"strings of at most {policy.MOST_TEXT_CHARACTERS:,} characters"
                yield note(node, "policy-size", "text", expected, f"{n:,} characters")
                return
