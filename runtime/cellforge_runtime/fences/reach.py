"""What a cell reaches for: imports, builtins, parts of packages, attributes, held against the policy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cellforge_runtime.fences import policy
from cellforge_runtime.fences.names import Names, bound_by, bound_in, is_getattr, is_within, parts_of
from cellforge_runtime.fences.note import Note, note

_DUNDER = re.compile(r"__\w+__")
_BUILTINS = {name: failure for failure, names in policy.REFUSED_BUILTINS.items() for name in names}
_METHODS = {name: failure for failure, names in policy.REFUSED_METHODS.items() for name in names}


class Reach(ast.NodeVisitor):
    """Collects notes while it walks; `scopes` are the names bound around the node, innermost last."""

    def __init__(self, tree: ast.Module) -> None:
        self.names = Names(tree)
        self.scopes: list[set[str]] = [bound_in(tree)]
        self.within: list[str] = []  # around the node: functions by name, methods as "Class.method"
        self.class_name = ""  # of the class whose body is being read
        self.notes: list[Note] = []
        self.documentation = set(_docstrings(tree))
        self.visit(tree)

    def add(self, node: ast.AST, failure: str, rule: str, expected: str, found: str) -> None:
        self.notes.append(note(node, failure, rule, expected, found))

    # --- imports

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._check_import(node, alias.name, None)
            self._check_one_meaning(node, alias)
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or not node.module:
            self.add(node, "policy-import", "relative-import", "imports of installed packages", "a relative import")
            return
        for alias in node.names:
            if alias.name == "*":
                self.add(node, "policy-import", "star-import", "each name imported by name", f"from {node.module} import *")
            else:
                self._check_import(node, node.module, alias.name)
                self._check_one_meaning(node, alias)

    def _check_one_meaning(self, node: ast.AST, alias: ast.alias) -> None:
        if (name := bound_by(alias)) in self.names.ambiguous:
            self.add(node, "policy-import", "two-meanings", "one name for one import", f"`{name}` imported as two things")

    def _check_import(self, node: ast.AST, module: str, name: str | None) -> None:
        top = module.split(".")[0]
        if top == "cellforge_runtime":
            self._check_own(node, module if name is None else f"{module}.{name}", module)
            return
        if top not in policy.ALLOWED_IMPORTS:
            failure = next((f for f, modules in policy.REFUSED_IMPORTS.items() if top in modules), "policy-import")
            self.add(node, failure, f"import/{top}", f"imports of {', '.join(policy.ALLOWED_IMPORTS[1:])}", f"import of {module}")
            return
        self._check_dotted(node, module if name is None else f"{module}.{name}")

    def _check_own(self, node: ast.AST, dotted: str, module: str | None = None) -> None:
        if dotted in policy.ALLOWED_OF_RUNTIME:  # the module itself; what is taken from it is looked at then
            return
        parent, _, name = dotted.rpartition(".")
        if name in policy.ALLOWED_OF_RUNTIME.get(parent, ()):
            return
        if any(is_within(dotted, f"{p}.{n}") for p, allowed in policy.ALLOWED_OF_RUNTIME.items() for n in allowed):
            return  # an attribute of an allowed class
        offered = ", ".join(sorted({n for names in policy.ALLOWED_OF_RUNTIME.values() for n in names}))
        self.add(node, "policy-evaluator", "runtime", f"of cellforge_runtime only {offered}", dotted)

    # --- names and attributes

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in ("getattr", "setattr", "delattr", "hasattr") and not self._is_bound(node.id):
            # direct calls with a literal name do not get here
            self.add(
                node, "policy-call", node.id, f"{node.id}(object, 'literal name')", f"`{node.id}` with a name made at run time"
            )
        elif node.id in _BUILTINS and not self._is_bound(node.id):
            self.add(node, _BUILTINS[node.id], f"name/{node.id}", "plain code on the arrays that fit is given", f"`{node.id}`")
        elif _DUNDER.fullmatch(node.id) and node.id not in policy.ALLOWED_DUNDER_NAMES:
            self.add(node, "policy-environment", "dunder-name", "names of your own", f"`{node.id}`")
        elif node.id in self.names.imported and isinstance(node.ctx, ast.Load):
            self._check_dotted(node, self.names.imported[node.id])
            if node.id in self.names.packages:  # as in np.mean it does not get here
                self.add(
                    node, "policy-environment", "package-value", "packages by the name of their import", f"`{node.id}` as a value"
                )

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = self.names.dotted(node)
        if isinstance(node.ctx, (ast.Store, ast.Del)) and dotted is not None:
            self.add(node, "policy-evaluator", "patch", "packages left as they are", f"assignment to {dotted}")
        elif not self._check_chain(node) and dotted is not None:
            self._check_dotted(node, dotted)
        if dotted is None:
            self.visit(node.value)

    def _check_chain(self, node: ast.Attribute) -> bool:
        """Every attribute of a.b.c, as far as it is one expression that an import begins."""
        inner: ast.AST = node
        while isinstance(inner, ast.Attribute):
            if self._check_attribute(node, inner.attr):
                return True
            if self.names.dotted(node) is None:
                return False  # what lies inside is visited on its own
            inner = inner.value
        return False

    def _check_attribute(self, node: ast.AST, name: str) -> bool:
        if _DUNDER.fullmatch(name) and name not in policy.ALLOWED_DUNDER_READS:
            found = f"the attribute {name}"
            self.add(node, "policy-environment", "dunder-attribute", "public attributes", found)
        elif name in policy.REFUSED_ATTRIBUTES:
            self.add(node, "policy-environment", "attribute", "attributes of arrays, models and queries", f"the attribute {name}")
        else:
            return False
        return True

    def _check_dotted(self, node: ast.AST, dotted: str) -> None:
        if is_within(dotted, "cellforge_runtime"):
            if dotted != "cellforge_runtime":
                self._check_own(node, dotted)
            return
        if dotted in policy.ALLOWED_IN_SAVE_AND_LOAD and self._is_in_save_or_load():
            return
        for failure, prefixes in policy.FORBIDDEN.items():
            if any(is_within(dotted, prefix) for prefix in prefixes):
                self.add(node, failure, f"part/{dotted}", "arithmetic, layers, losses and optimisers", f"`{dotted}`")
                return
        if any(part in policy.REEXPORTED for part in dotted.split(".")[1:]):
            self.add(node, "policy-environment", "reexport", "packages under the name they are imported by", f"`{dotted}`")
            return
        private = next((part for part in dotted.split(".")[1:] if part.startswith("_") and not _DUNDER.fullmatch(part)), None)
        if private is not None:
            self.add(node, "policy-environment", "private-part", "public names of a package", f"`{dotted}`")

    # --- calls

    def visit_Call(self, node: ast.Call) -> None:
        if is_getattr(node) and not self._is_bound(node.func.id):
            self._check_getattr(node)
        else:
            self.visit(node.func)
        if isinstance(node.func, ast.Attribute):
            self._check_method(node, node.func.attr)
        self._check_keywords(node)
        self._check_device(node)
        # getattr(np, "mean") reads one name of a package, as np.mean does
        is_read = is_getattr(node) and self.names.dotted(node.args[0]) is not None
        for inner in [*node.args[is_read:], *node.keywords]:
            self.visit(inner)

    def _check_getattr(self, node: ast.Call) -> None:
        name = node.args[1]
        if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
            self.visit(node.func)
        elif node.func.id in ("setattr", "delattr") and self.names.dotted(node.args[0]) is not None:
            self.add(node, "policy-evaluator", "patch", "packages left as they are", f"`{ast.unparse(node)[:80]}`")
        elif not self._check_attribute(node, name.value) and (dotted := self.names.dotted(node)) is not None:
            self._check_dotted(node, dotted)

    def _check_method(self, node: ast.Call, name: str) -> None:
        if name not in _METHODS or self.names.dotted(node.func) is not None:
            return  # a package's own function of that name was looked at already
        if name in policy.SAVE_AND_LOAD_METHODS and self._is_in_save_or_load():
            return
        expected = "files only in the methods save(folder) and load(folder)" if _METHODS[name] == "policy-file" else "none"
        self.add(node, _METHODS[name], f"method/{name}", expected, f"a call of .{name}()")

    def _check_keywords(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            value = keyword.value
            if keyword.arg in policy.ONE_PROCESS and isinstance(value, (ast.Constant, ast.UnaryOp)):
                allowed = policy.ONE_PROCESS[keyword.arg]
                if not (isinstance(value, ast.Constant) and value.value in allowed):
                    words = " or ".join(f"{keyword.arg}={each!r}" for each in allowed)
                    self.add(node, "policy-process", keyword.arg, words, ast.unparse(keyword))
            if keyword.arg == "allow_pickle" and not (isinstance(value, ast.Constant) and value.value is False):
                self.add(node, "policy-file", "pickle", "allow_pickle=False, which is the default", ast.unparse(keyword))

    def _check_device(self, node: ast.Call) -> None:
        """A device written into the code: comparisons with one are fine, moving there is not."""
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        dotted = self.names.dotted(node.func)
        moves = [*node.args[:1]] if method == "to" or dotted == "torch.device" else []
        moves += [k.value for k in node.keywords if k.arg in ("device", "accelerator", "map_location")]
        words = [m.value for m in moves if isinstance(m, ast.Constant) and isinstance(m.value, str)]
        hard = next((w for w in words if w.split(":")[0] in policy.DEVICE_WORDS), None)
        if hard is None and method == "cuda" and dotted is None:
            hard = ".cuda()"
        if hard is not None:
            self.add(node, "device", "hard-coded-device", "the device that fit is given", f"{hard!r} written into the code")

    # --- what is not code of its own, and scopes

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and id(node) not in self.documentation:
            hidden = [d for d in _DUNDER.findall(node.value) if d not in policy.ALLOWED_DUNDER_READS]
            if hidden and node.value not in policy.ALLOWED_DUNDER_NAMES:
                self.add(
                    node,
                    "policy-environment",
                    "dunder-text",
                    "text without double-underscore names",
                    f"{hidden[0]!r} in a string",
                )

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:  # `case Thing(name=x)` reads the attribute
            if not self._check_attribute(node, name) and name in _METHODS:
                self.add(
                    node, _METHODS[name], f"method/{name}", "attributes of arrays, models and queries", f"`{name}` in a pattern"
                )
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> None:
        self.add(node, "policy-call", "global", "state kept on self", f"global {', '.join(node.names)}")

    def visit_Await(self, node: ast.Await) -> None:
        self.add(node, "policy-call", "async", "ordinary calls", "await")

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.add(node, "policy-call", "async", "ordinary functions", f"async def {node.name}")
        self._visit_function(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_scope(node, "")

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_Lambda

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if _DUNDER.fullmatch(node.name) and node.name not in policy.ALLOWED_DUNDER_METHODS:
            expected = "__init__ and the ordinary operators"
            self.add(node, "policy-environment", "dunder-method", expected, f"def {node.name}")
        self._visit_scope(node, f"{self.class_name}.{node.name}" if self.class_name else node.name)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        around, self.class_name = self.class_name, node.name
        self.generic_visit(node)
        self.class_name = around

    def _visit_scope(self, node: ast.AST, name: str) -> None:
        around, self.class_name = self.class_name, ""
        outside, inside = parts_of(node)
        for each in outside:
            self.visit(each)
        self.scopes.append(bound_in(node))
        self.within.append(name)
        for each in inside:
            self.visit(each)
        self.within.pop()
        self.scopes.pop()
        self.class_name = around

    def _is_bound(self, name: str) -> bool:
        return any(name in scope for scope in self.scopes)

    def _is_in_save_or_load(self) -> bool:
        return any(name.endswith((".save", ".load")) for name in self.within)


def _docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield id(first.value)
