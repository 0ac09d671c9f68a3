/**
 * Python that answers one request in the kernel. `modules` take the place of `cellforge_runtime` only while it answers:
 * an installed package of another version, and everything the user imported, is as it was afterwards.
 */
export const probeLoader = `
def answer(user_ns, request):
    import json, sys

    request = json.loads(request)
    try:
        told = {"value": call(user_ns, request)}
        text = json.dumps(told, allow_nan=False)
    except Exception as error:
        text = json.dumps(problem_of(error))

    class Answer:
        def __repr__(self):
            return "<CellForge>"

        def _repr_mimebundle_(self, **_):
            return {"application/json": {"cellforge": 1, "json": text}}

    return Answer()


def call(user_ns, request):
    import importlib

    ask, given = request["ask"], request["arguments"]
    package = installed(request["version"])
    if ask in ("assess", "check-policy", "try-model", "further-facts", "score-inner", "assess-knowledge"):
        if package is None:
            raise missing(request["version"])
        if ask == "assess":
            return package.assess(user_ns, given["object"], given["task"])
        if ask == "score-inner":
            return package.score_inner(user_ns, given["object"], given["task"], given["candidate"])
        if ask == "assess-knowledge":
            return package.assess_knowledge(user_ns, given["object"], given["task"], given["paths"], given["written"])
        if ask == "further-facts":
            return package.further_facts(user_ns, given["object"], given["task"], given["asked"])
        if ask == "check-policy":
            return package.check_policy(given["source"])
        named = importlib.import_module("cellforge_runtime.describe.objects").object_named
        return package.check_model(named(user_ns, given["object"]), given["task"], given["source"], given["constraints"])
    if package is not None:
        return describe_with(importlib.import_module("cellforge_runtime.describe"), user_ns, ask, given)
    with Shipped(request["modules"], request["version"]):
        return describe_with(importlib.import_module("cellforge_runtime.describe"), user_ns, ask, given)


def describe_with(module, user_ns, ask, given):
    if ask == "objects":
        return module.objects(user_ns)
    if ask == "hardware":
        return module.hardware()
    if ask == "private-names":
        return module.private_names(user_ns, given["object"], given["columns"])
    return module.describe(user_ns, given["object"], given["settings"])


def installed(version):
    try:
        import cellforge_runtime
    except Exception:
        return None
    return cellforge_runtime if getattr(cellforge_runtime, "__version__", None) == version else None


class Problem(Exception):
    pass


def missing(version):
    try:
        import cellforge_runtime

        found = "version %s" % cellforge_runtime.__version__
        code, what = "runtime/other-version", "Another version of cellforge_runtime is installed in this kernel"
    except Exception:
        found = "no cellforge_runtime"
        code, what = "runtime/missing", "cellforge_runtime is not installed in this kernel"
    error = Problem(what)
    error.as_dict = lambda: {
        "code": code,
        "message": what,
        "expected": "cellforge-runtime %s, which scores the baselines and trains the model" % version,
        "found": found,
        "remedy": 'Run  %pip install "cellforge-runtime[train]=={}"  in a cell and restart the kernel.'.format(version),
    }
    return error


def problem_of(error):
    import traceback

    detail = traceback.format_exception(type(error), error, error.__traceback__)[-20:]
    as_dict = getattr(error, "as_dict", None)
    if as_dict is not None:
        return {"problem": as_dict(), "detail": []}
    return {
        "problem": {
            "code": "kernel/fault",
            "message": "The kernel could not answer: %s: %s" % (type(error).__name__, str(error)[:500]),
            "expected": "",
            "found": "",
            "remedy": "Your data and notebook are unchanged. Read again; if it stays, report the details below.",
        },
        "detail": [line.rstrip() for line in detail],
    }


class Shipped:
    """The shipped modules as \`cellforge_runtime\`, for as long as the block lasts."""

    name = "cellforge_runtime"

    def __init__(self, sources, version):
        import hashlib, sys, types

        self.sources = {self.name: "__version__ = %r" % version, **sources}
        digest = hashlib.sha256(repr(sorted(self.sources.items())).encode()).hexdigest()
        # modules of this very source stay loaded between requests, under a name nobody imports
        kept = "_cellforge_probe_" + digest[:16]
        self.loaded = sys.modules.setdefault(kept, types.ModuleType(kept)).__dict__.setdefault("modules", {})

    def __enter__(self):
        import sys

        self.others = self.take_out()
        sys.modules.update(self.loaded)
        sys.meta_path.insert(0, self)

    def __exit__(self, *_):
        import sys

        sys.meta_path.remove(self)
        self.loaded.update(self.take_out())
        sys.modules.update(self.others)

    def take_out(self):
        import sys

        ours = [name for name in sys.modules if (name + ".").startswith(self.name + ".")]
        return {name: sys.modules.pop(name) for name in ours}

    def find_spec(self, name, path=None, target=None):
        from importlib.machinery import ModuleSpec

        if name not in self.sources:
            return None
        inside = any(other.startswith(name + ".") for other in self.sources)
        return ModuleSpec(name, self, is_package=inside)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source = self.sources[module.__name__]
        exec(compile(source, "<%s>" % module.__name__, "exec"), module.__dict__)
`;
