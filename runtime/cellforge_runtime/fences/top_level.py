"""The top of a cell: imports, definitions and constants; anything else would be work done on import."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellforge_runtime.fences import policy
from cellforge_runtime.fences.names import Names
from cellforge_runtime.fences.note import Note, note

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
_PLAIN = (
    ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.BoolOp,
    ast.Compare, ast.IfExp, ast.Subscript, ast.Slice, ast.Starred, ast.Lambda, ast.keyword, ast.JoinedStr, ast.FormattedValue,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.comprehension, ast.arguments, ast.arg,
)  # fmt: skip


def top_level_notes(tree: ast.Module) -> Iterator[Note]:
    """Statements at the top of the cell that do work."""
    names = Names(tree)
    for statement in tree.body:
        yield from _of_statement(statement, names)


def _of_statement(statement: ast.stmt, names: Names) -> Iterator[Note]:
    if isinstance(statement, _DEFINITIONS) or _is_text(statement):
        return
    if _is_type_checking(statement):
        for inner in statement.body:
            yield from _of_statement(inner, names)
        return
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
        work = next((node for node in ast.walk(statement.value) if not _is_constant_part(node, names)), None)
        if work is None:
            return
        found = f"`{ast.unparse(work)[:80]}` worked out when the cell is read"
    elif isinstance(statement, ast.AnnAssign):
        return
    else:
        found = f"a statement that does work: `{ast.unparse(statement).splitlines()[0][:80]}`"
    remedy = "Move it into fit, or into a function that fit calls."
    yield note(statement, "policy-call", "top-level", "imports, definitions and plain constants at the top", found, remedy=remedy)


def _is_constant_part(node: ast.AST, names: Names) -> bool:
    if not isinstance(node, ast.Call):
        return isinstance(node, _PLAIN)
    dotted = names.dotted(node.func) or (node.func.id if isinstance(node.func, ast.Name) else "")
    return dotted in policy.CONSTANT_CALLS or dotted.rpartition(".")[0] in policy.CONSTANT_CALL_PACKAGES


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_type_checking(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and not statement.orelse and ast.unparse(statement.test).endswith("TYPE_CHECKING")
