"""What the names of a cell stand for: the dotted path behind an expression, and which names are the cell's own."""

from __future__ import annotations

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Names:
    """Imports of a cell, wherever they stand, by the names they are bound to."""

    def __init__(self, tree: ast.Module) -> None:
        self.imported: dict[str, str] = {}
        self.packages: set[str] = set()  # names bound by `import`, which are modules for certain
        self.ambiguous: set[str] = set()  # one name for two imports: what it stands for can't be told from here
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    # `import a.b` binds a; `import a.b as c` binds c to a.b
                    bound = bound_by(alias)
                    self.packages.add(bound)
                    self._bind(bound, alias.name if alias.asname else bound)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self._bind(bound_by(alias), f"{node.module}.{alias.name}")

    def _bind(self, name: str, dotted: str) -> None:
        if self.imported.setdefault(name, dotted) != dotted:
            self.ambiguous.add(name)

    def dotted(self, node: ast.AST) -> str | None:
        """`torch.nn.Linear` for `nn.Linear` after `from torch import nn`; None where no import is behind it."""
        if isinstance(node, ast.Name):
            return self.imported.get(node.id)
        if isinstance(node, ast.Attribute):
            inner = self.dotted(node.value)
            return None if inner is None else f"{inner}.{node.attr}"
        if is_getattr(node) and isinstance(node.args[1], ast.Constant):
            inner = self.dotted(node.args[0])
            return None if inner is None else f"{inner}.{node.args[1].value}"
        return None


def bound_by(alias: ast.alias) -> str:
    """The name that an import binds."""
    return alias.asname or alias.name.split(".")[0]


def is_getattr(node: ast.AST) -> bool:
    """Whether this is `getattr(x, name)` with two or three arguments (or setattr, hasattr, delattr)."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("getattr", "setattr", "hasattr", "delattr")
        and len(node.args) >= 2
    )


def bound_in(scope: ast.AST) -> set[str]:
    """Names that a module, function or comprehension binds itself: parameters, assignments, definitions, loops.

    A bare annotation binds nothing, and what a comprehension inside binds is bound there alone.
    """
    if isinstance(scope, COMPREHENSIONS):
        targets = [node for each in scope.generators for node in ast.walk(each.target)]
        return {node.id for node in targets if isinstance(node, ast.Name)}
    found: set[str] = set()
    if isinstance(scope, FUNCTIONS):
        a = scope.args
        found |= {arg.arg for arg in [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]}
    body = scope.body if isinstance(scope.body, list) else [scope.body]
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            continue  # a scope of its own
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        if isinstance(node, (ast.Lambda, *COMPREHENSIONS)):
            # `:=` in a comprehension binds in the scope around it
            found |= {inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)}
            continue
        waiting += ast.iter_child_nodes(node)
    return found


def parts_of(scope: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """What of a function or comprehension is worked out in the scope around it, and what in its own."""
    if isinstance(scope, COMPREHENSIONS):
        first, *further = scope.generators
        own = [child for child in ast.iter_child_nodes(scope) if not isinstance(child, ast.comprehension)]
        return [first.iter], [first.target, *first.ifs, *further, *own]
    a = scope.args
    every = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
    outside = [*a.defaults, *filter(None, a.kw_defaults), *filter(None, (arg.annotation for arg in every))]
    if isinstance(scope, ast.Lambda):
        return outside, [scope.body]
    return [*scope.decorator_list, *outside, *filter(None, [scope.returns])], scope.body


def is_within(dotted: str, prefix: str) -> bool:
    """Whether `dotted` is `prefix` or lies below it."""
    return dotted == prefix or dotted.startswith(prefix + ".")
