"""What the names of a cell stand for: the dotted path behind an expression, and which names are the cell's own."""

from __future__ import annotations

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Names:
    """Imports of a cell, wherever they stand, by the names they are bound to."""

    def __init__(self, tree: ast.Module) -> None:
        self.imported: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    # `import a.b` binds a; `import a.b as c` binds c to a.b
                    self.imported[alias.asname or alias.name.split(".")[0]] = (
                        alias.name if alias.asname else alias.name.split(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"

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


def is_getattr(node: ast.AST) -> bool:
    """Whether this is `getattr(x, name)` with two or three arguments (or setattr, hasattr, delattr)."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("getattr", "setattr", "hasattr", "delattr")
        and len(node.args) >= 2
    )


def bound_in(scope: ast.AST) -> set[str]:
    """Names that a module, function or class binds itself: parameters, assignments, definitions, loops, imports."""
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
        if isinstance(node, ast.Lambda):
            continue
        waiting += ast.iter_child_nodes(node)
    return found


def is_within(dotted: str, prefix: str) -> bool:
    """Whether `dotted` is `prefix` or lies below it."""
    return dotted == prefix or dotted.startswith(prefix + ".")
