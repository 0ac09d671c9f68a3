"""`check_source`: the first fence. Parses a model cell and holds it to the policy; nothing of it is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from cellforge_runtime.fences import policy
from cellforge_runtime.fences.contract import contract_notes
from cellforge_runtime.fences.note import Note, note
from cellforge_runtime.fences.reach import Reach
from cellforge_runtime.fences.size import hidden_notes, length_notes, literal_notes
from cellforge_runtime.fences.top_level import top_level_notes
from cellforge_runtime.fences.violation import Violation
from cellforge_runtime.run.cell_source import undefined_names


def check_source(source: str) -> tuple[Violation, ...]:
    """Where the cell breaks the policy or the contract, in the order of its lines; empty where it does not.

    A long, unparsable or partly hidden cell is told that alone: the rest can't be read off it.
    """
    lines = source.splitlines()
    notes = [*length_notes(source), *hidden_notes(source)]
    if not notes:
        tree = parsed(source)
        notes = [tree] if isinstance(tree, Note) else list(_notes(tree, source))
    notes = sorted(dict.fromkeys(notes), key=lambda each: each.line)
    return tuple(each.violation(lines) for each in notes)


def parsed(source: str) -> ast.Module | Note:
    """The cell's tree, or why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string is a matter of style
            tree = ast.parse(source)
            compile(tree, "<model cell>", "exec")  # finds `return` outside a function and its like
            return tree
    except SyntaxError as error:
        line = error.lineno or 1
        text = source.splitlines()[line - 1].lstrip() if line <= len(source.splitlines()) else ""
        if text.startswith(("%", "!")):
            return note(line, "policy-notebook", "magic", "Python alone", "a notebook command")
        remedy = "Send the whole cell again as plain Python."
        return note(line, "syntax", "syntax", "Python 3.11 that parses", f"{error.msg}", remedy=remedy)
    except (ValueError, RecursionError, MemoryError) as error:
        remedy = "Write it flatter, in plain text."
        return note(1, "syntax", "syntax", "Python 3.11 that parses", f"{type(error).__name__}: {error}", remedy=remedy)


def _notes(tree: ast.Module, source: str) -> Iterator[Note]:
    try:
        yield from Reach(tree).notes
        yield from literal_notes(tree)
        yield from top_level_notes(tree)
        yield from contract_notes(tree)
        yield from _undefined(tree, source)
    except RecursionError:
        yield note(1, "syntax", "nesting", "expressions a person can read", "nesting too deep to check")


def _undefined(tree: ast.Module, source: str) -> Iterator[Note]:
    refused = {name for names in policy.REFUSED_BUILTINS.values() for name in names}
    for name in undefined_names(source):
        if name in refused or (name.startswith("__") and name.endswith("__")):
            continue  # told by Reach
        node = next(n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name)
        is_data = name in policy.NOTEBOOK_NAMES
        yield note(
            node,
            "leak" if is_data else "undefined-name",
            "notebook-name" if is_data else "undefined-name",
            "every name imported or defined in the cell itself: only its source reaches the worker",
            f"`{name}`, " + ("which in the notebook holds cells the model may not see" if is_data else "defined nowhere in it"),
            remedy="Data reaches a model through fit(train, ...) alone." if is_data else f"Import or define {name} in the cell.",
        )
