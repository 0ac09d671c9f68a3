"""The contract of a model, as far as it can be read off the source: `class Model` and the signatures of its methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellforge_runtime.fences.names import Names
from cellforge_runtime.fences.note import Note, note

MODEL = "Model"
# how the worker calls each method: positional arguments after self, then keywords
CALLS = {
    "fit": (2, ("seed", "device", "progress")),
    "predict": (1, ()),
    "predict_component": (1, ()),
    "report": (0, ()),
    "save": (1, ()),
    "load": (1, ()),
    "build": (1, ()),
}
SIGNATURES = {
    "fit": "def fit(self, train, validation, *, seed, device, progress)",
    "predict": "def predict(self, queries)",
    "predict_component": "def predict_component(self, queries)",
    "report": "def report(self)",
    "save": "def save(self, folder)",
    "load": "def load(self, folder)",
    "build": "def build(self, described)",
}
_REQUIRED = ("fit", "predict")
# classes of ours that bring fit and predict, and what is left to write
_BASES = {
    "cellforge_runtime.training.ShrunkToBaseline": ("build",),
    "cellforge_runtime.training.shrunk.ShrunkToBaseline": ("build",),
    "cellforge_runtime.baselines.Baseline": (),
    "cellforge_runtime.baselines.baseline.Baseline": (),
}


@dataclass(frozen=True)
class _Methods:
    found: dict[str, ast.stmt]  # definitions and assignments by name, those of bases among them
    required: tuple[str, ...]


def contract_notes(tree: ast.Module) -> Iterator[Note]:
    """What is missing from the contract, or would not take the worker's call."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    if MODEL not in classes:
        found = f"classes {', '.join(classes)}" if classes else "no class"
        remedy = "Name the class that has fit and predict Model."
        yield note(1, "missing-method", "no-model", "`class Model` at the top of the cell", found, remedy=remedy)
        return
    model = classes[MODEL]
    methods = _methods(model, classes, Names(tree), ())
    for name in methods.required:
        if name not in methods.found:
            have = ", ".join(n for n in methods.found if not n.startswith("_")) or "none"
            remedy = f"Add it: {SIGNATURES[name]}."
            yield note(model, "missing-method", f"no-{name}", f"a method {name} of Model", f"methods {have}", remedy=remedy)
    for name in CALLS:
        method = methods.found.get(name)
        if isinstance(method, ast.FunctionDef):
            yield from _signature_notes(method, name)


def inherits_from_ours(tree: ast.Module) -> bool:
    """Whether Model builds on ShrunkToBaseline, which needs settings of the loop."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return MODEL in classes and _methods(classes[MODEL], classes, Names(tree), ()).required == ("build",)


def _methods(model: ast.ClassDef, classes: dict[str, ast.ClassDef], names: Names, seen: tuple[str, ...]) -> _Methods:
    found: dict[str, ast.stmt] = {}
    required: tuple[str, ...] = _REQUIRED
    for base in model.bases:
        dotted = names.dotted(base)
        if dotted in _BASES:
            required = _BASES[dotted]
        elif isinstance(base, ast.Name) and base.id in classes and base.id not in seen:
            of_base = _methods(classes[base.id], classes, names, (*seen, model.name))
            found |= of_base.found
            required = of_base.required
    for statement in model.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign):
            found |= {target.id: statement for target in statement.targets if isinstance(target, ast.Name)}
    return _Methods(found, required)


def _signature_notes(method: ast.FunctionDef, name: str) -> Iterator[Note]:
    positional, keywords = CALLS[name]
    a = method.args
    is_static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in method.decorator_list)
    slots = [arg.arg for arg in [*a.posonlyargs, *a.args]][0 if is_static else 1 :]
    taken = slots[:positional]
    missing = [] if a.vararg or len(slots) >= positional else [f"{positional - len(taken)} more argument(s) by position"]
    by_keyword = {*slots[positional:], *(arg.arg for arg in a.kwonlyargs)}
    missing += [k for k in keywords if k not in by_keyword and a.kwarg is None]
    # a positional slot named like a keyword of the call would be given twice
    twice = [k for k in keywords if k in taken]
    n_required = len(a.posonlyargs) + len(a.args) - len(a.defaults) - (0 if is_static else 1)
    unasked = [s for s in slots[positional:n_required] if s not in keywords]
    unasked += [arg.arg for arg, default in zip(a.kwonlyargs, a.kw_defaults) if default is None and arg.arg not in keywords]
    if missing or twice or unasked:
        told = [f"no {', '.join(missing)}"] if missing else []
        told += [f"{', '.join(unasked)}, which nobody gives"] if unasked else []
        told += [f"{', '.join(twice)} by position"] if twice else []
        found = f"def {name}({ast.unparse(a)}): {'; '.join(told)}"
        yield note(method, "wrong-signature", f"signature/{name}", SIGNATURES[name], found, remedy=f"Write {SIGNATURES[name]}.")
