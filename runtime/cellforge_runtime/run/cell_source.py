"""The source of the cell that defines a model: all that a worker is given of it."""

from __future__ import annotations

import ast
import builtins
import hashlib
import importlib.util
import linecache
import symtable
import sys
import types
from dataclasses import dataclass

from cellforge_runtime.errors import CellForgeError

_MODULE_NAMES = {"__name__", "__file__", "__doc__", "__builtins__", "__spec__", "__package__"}


@dataclass(frozen=True)
class CellSource:
    """Source that defines `name` and stands alone."""

    name: str
    text: str

    @property
    def hash(self) -> str:
        """sha256 of the source, lower-case hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def is_fitted_on_cpu(self) -> bool:
        """Whether its fits leave an accelerator idle: baselines, and networks that the evidence fits in closed form."""
        top = ast.parse(self.text).body
        if all(isinstance(node, ast.ImportFrom) and str(node.module).startswith("cellforge_runtime.baselines.") for node in top):
            return True
        written = [node for each in top if isinstance(each, ast.ClassDef) and each.name == self.name for node in each.body]
        return any(ast.unparse(node) == "fitted_by = 'evidence'" for node in written)


def cell_source(model: type) -> CellSource:
    """The source of the notebook cell (or file) in which `model` was defined, as it ran last.

    A class of an installed package is imported by the worker from that package.

    Raises
    ------
    CellForgeError
        The source can't be found, the class is not at the top of its cell, or the cell uses a name that it does not
        define: what stands elsewhere in the notebook is not seen by a worker.
    """
    if not isinstance(model, type):
        raise _problem(
            "model/no-class",
            "fit needs the model's class.",
            "a class with fit and predict, such as Model.",
            f"{type(model).__name__}.",
            "Pass the class itself; the settings go after the folds: run.fit(Model, folds, hidden=64).",
        )
    if "<locals>" in model.__qualname__:
        raise _problem(
            "model/inside-function",
            f"{model.__name__} can't be sent to a worker.",
            "a class defined at the top of a cell, so that its source stands alone.",
            f"{model.__qualname__}, defined inside a function, where it can hold on to values of the kernel.",
            "Define the class at the top of its cell.",
        )
    if _is_installed(model.__module__):
        return CellSource(model.__name__, f"from {model.__module__} import {model.__name__}\n")
    text = _text(model)
    _check_defined_at_top(model, text)
    _check_stands_alone(model, text)
    return CellSource(model.__name__, text)


def _is_installed(module: str) -> bool:
    if module == "__main__" or module not in sys.modules:
        return False
    if module.split(".")[0] == "cellforge_runtime":
        return True
    spec = getattr(sys.modules[module], "__spec__", None)
    origin = getattr(spec, "origin", None) or ""
    return "site-packages" in origin and importlib.util.find_spec(module.split(".")[0]) is not None


def _text(model: type) -> str:
    for filename in _file_names(model):
        lines = linecache.getlines(filename)
        if lines:
            return "".join(lines)
    raise _problem(
        "model/no-source",
        f"The source of {model.__name__} can't be found.",
        "a class with methods of its own, defined in a notebook cell.",
        "none of its methods comes from a cell that this kernel ran.",
        "Run the model cell again in this kernel.",
    )


def _file_names(model: type) -> list[str]:
    """Where the class's own functions were compiled; the whole cell is kept there under one name."""
    found = []
    for value in vars(model).values():
        function = getattr(value, "__func__", value)
        function = getattr(function, "fget", None) or getattr(function, "__wrapped__", None) or function
        if isinstance(function, types.FunctionType) and function.__qualname__.startswith(model.__qualname__):
            found.append(function.__code__.co_filename)
    return list(dict.fromkeys(found))


def _check_defined_at_top(model: type, text: str) -> None:
    top = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    if model.__name__ not in top:
        raise _problem(
            "model/not-in-cell",
            f"The cell's source does not define {model.__name__}.",
            f"`class {model.__name__}` at the top of the cell.",
            f"classes {', '.join(top)}." if top else "no class.",
            "Define the class under the name it is used by, and run its cell.",
        )


def _check_stands_alone(model: type, text: str) -> None:
    missing = undefined_names(text)
    if missing:
        raise _problem(
            "model/not-alone",
            f"The cell of {model.__name__} does not stand alone.",
            "every name it uses imported or defined in the same cell: only its source reaches the worker.",
            ", ".join(f"`{name}`" for name in missing[:5])
            + (" used" if len(missing) <= 5 else " and more used")
            + ", not defined in it.",
            "Move the imports and constants it needs into the model cell; data reaches it through fit(train, ...).",
        )


def undefined_names(text: str) -> list[str]:
    """Names that the source uses and neither defines, imports nor finds among the builtins, in order of the text."""
    tree = ast.parse(text)
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return []  # what a star brings can't be told from here; the worker will say what is missing
    table = symtable.symtable(text, "<cell>", "exec")
    defined = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    defined |= set(_declared_global(table))
    used = set(_global_uses(table)) - defined - set(dir(builtins)) - _MODULE_NAMES
    order = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in used]
    return list(dict.fromkeys(order))


def _global_uses(table: symtable.SymbolTable) -> list[str]:
    is_module = table.get_type() == "module"
    names = [
        s.get_name()
        for s in table.get_symbols()
        if s.is_referenced() and (is_module or s.is_global()) and not (is_module and s.is_assigned())
    ]
    return names + [name for child in table.get_children() for name in _global_uses(child)]


def _declared_global(table: symtable.SymbolTable) -> list[str]:
    """Names that functions of the cell set with `global`."""
    here = [s.get_name() for s in table.get_symbols() if s.is_declared_global() and s.is_assigned()]
    return here + [name for child in table.get_children() for name in _declared_global(child)]


def _problem(code: str, message: str, expected: str, found: str, remedy: str) -> CellForgeError:
    return CellForgeError(code, message=message, expected=expected, found=found, remedy=remedy)
