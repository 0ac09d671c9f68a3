"""The top of a cell and of its classes: imports, definitions and constants.

The kernel runs the cell to define its class, and the worker's fence is not there: whatever works on the way, in a decorator,
a default or the body of a class, would work among all cells. What stands inside a function works in the worker.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from cellforge_runtime.fences import policy
from cellforge_runtime.fences.names import Names, bound_by, parts_of
from cellforge_runtime.fences.note import Note, note

_QUIET = (ast.Import, ast.ImportFrom, ast.Pass)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BUILTIN = {name for name in dir(builtins) if not name.startswith("_")}
_PLAIN = (
    ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.BoolOp,
    ast.Compare, ast.IfExp, ast.Subscript, ast.Slice, ast.Starred, ast.Lambda, ast.keyword, ast.JoinedStr, ast.FormattedValue,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.comprehension, ast.arguments, ast.arg,
)  # fmt: skip


def top_level_notes(tree: ast.Module) -> Iterator[Note]:
    """Statements at the top of the cell, or of a class, that do work; names there that mean something to the notebook."""
    names = _Names(tree)
    for statement in tree.body:
        yield from _of_statement(statement, names)
        yield from _kept_notes(statement)


class _Names:
    """What a name stands for while the cell is being read: an import, a builtin, or something of the cell's own."""

    def __init__(self, tree: ast.Module) -> None:
        self._imports = Names(tree)
        self._own = {name for statement in tree.body for name in _bound(statement)}

    def meaning(self, node: ast.AST) -> str:
        """Its dotted name, if it is a builtin or of a package and nothing else in the cell has that name; else empty."""
        first = node
        while isinstance(first, ast.Attribute):
            first = first.value
        if not isinstance(first, ast.Name) or first.id in self._own or first.id in self._imports.ambiguous:
            return ""
        return self._imports.dotted(node) or (node.id if isinstance(node, ast.Name) else "")


def _bound(node: ast.AST) -> Iterator[str]:
    """Names bound while the cell is read, but for imports: inside classes, too, not inside functions."""
    if isinstance(node, _DEFINITIONS):
        yield node.name
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, ast.Lambda):
        yield from (arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg))
    is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    for child in parts_of(node)[0] if is_function else ast.iter_child_nodes(node):
        yield from _bound(child)


def _kept_notes(statement: ast.stmt) -> Iterator[Note]:
    if isinstance(statement, ast.If):
        for inner in statement.body:
            yield from _kept_notes(inner)
        return
    bound = [] if isinstance(statement, _DEFINITIONS) else list(_bound(statement))
    bound += [statement.name] if isinstance(statement, _DEFINITIONS) else []
    for alias in statement.names if isinstance(statement, (ast.Import, ast.ImportFrom)) else ():
        if (bound_by(alias), alias.name) != ("cf", "cellforge_runtime"):
            bound.append(bound_by(alias))
    for name in bound:
        if name in policy.KEPT_NAMES or name in _BUILTIN:
            whose = "the notebook's own cells use" if name in policy.KEPT_NAMES else "is Python's own"
            expected = "names of its own: the cells after it would run what stands under this one"
            yield note(
                statement, "policy-notebook", "kept-name", expected, f"`{name}`, which {whose}", remedy="Give it another name."
            )


def _of_statement(statement: ast.stmt, names: _Names) -> Iterator[Note]:
    if isinstance(statement, _QUIET) or _is_text(statement):
        return
    if isinstance(statement, _DEFINITIONS):
        yield from _of_definition(statement, names)
    elif _is_type_checking(statement):
        for inner in statement.body:
            yield from _of_statement(inner, names)
    elif isinstance(statement, ast.Assign):
        yield from _constant_notes([statement.value], names)
    elif isinstance(statement, ast.AnnAssign):
        yield from _constant_notes([statement.annotation, *filter(None, [statement.value])], names)
    else:
        yield _work(statement, f"a statement that does work: `{ast.unparse(statement).splitlines()[0][:80]}`")


def _of_definition(definition: ast.stmt, names: _Names) -> Iterator[Note]:
    """What of a function or class is worked out while it is being defined."""
    for decorator in definition.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if not (names.meaning(called) in policy.DECORATORS or _is_of_property(called)):
            yield _work(decorator, f"the decorator `@{ast.unparse(decorator)[:80]}`")
        elif isinstance(decorator, ast.Call):
            yield from _constant_notes([*decorator.args, *decorator.keywords], names)
    if not isinstance(definition, ast.ClassDef):
        evaluated = [each for each in parts_of(definition)[0] if each not in definition.decorator_list]
        yield from _constant_notes(evaluated, names)
        return
    yield from _constant_notes([*definition.bases, *definition.keywords], names)
    for keyword in definition.keywords:
        if keyword.arg in ("metaclass", None) and names.meaning(keyword.value) not in policy.METACLASSES:
            yield _work(keyword.value, f"the class {definition.name} made by `{ast.unparse(keyword.value)[:80]}`")
    for statement in definition.body:
        yield from _of_statement(statement, names)
    yield from _enum_notes(definition, names)


def _enum_notes(definition: ast.ClassDef, names: _Names) -> Iterator[Note]:
    """Members of an enum are made while it is being defined, by the methods it has or inherits."""
    bases = [names.meaning(base) for base in definition.bases]
    if not any(base.split(".")[0] == "enum" for base in bases):
        return
    hooks = [each.name for each in definition.body if isinstance(each, _DEFINITIONS) and each.name.startswith("_")]
    if hooks or not all(base.split(".")[0] in ("enum", "int", "str") for base in bases):
        yield _work(definition, f"the enum {definition.name} with {', '.join(hooks) or 'another base'}, which makes its members")


def _constant_notes(evaluated: list[ast.AST], names: _Names) -> Iterator[Note]:
    for value in evaluated:
        work = next((node for node in ast.walk(value) if not _is_constant_part(node, names)), None)
        if work is not None:
            yield _work(value, f"`{ast.unparse(work)[:80]}` worked out when the cell is read")
            return


def _is_constant_part(node: ast.AST, names: _Names) -> bool:
    if not isinstance(node, ast.Call):
        return isinstance(node, _PLAIN)
    if any(keyword.arg == "key" and not isinstance(keyword.value, ast.Lambda) for keyword in node.keywords):
        return False  # a function that is called: its name says nothing of what it does
    meaning = names.meaning(node.func)
    return meaning in policy.CONSTANT_CALLS or meaning.rpartition(".")[0] in policy.CONSTANT_CALL_PACKAGES


def _work(node: ast.AST, found: str) -> Note:
    remedy = "Move it into fit, or into a function that fit calls."
    return note(node, "policy-call", "top-level", "imports, definitions and plain constants at the top", found, remedy=remedy)


def _is_of_property(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter") and isinstance(node.value, ast.Name)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_type_checking(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and not statement.orelse and ast.unparse(statement.test).endswith("TYPE_CHECKING")
