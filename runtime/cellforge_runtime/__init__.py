"""What a notebook made by CellForge needs in its kernel: profile, tasks, splits, metrics, baselines, models, reports."""

__version__ = "0.1.0"

# name -> module that has it; loaded on first use, so that importing the package stays cheap and needs no torch
_EXPORTS = {
    "Adapter": "cellforge_runtime.adapters.adapter",
    "Candidate": "cellforge_runtime.search",
    "CellForgeError": "cellforge_runtime.errors",
    "Data": "cellforge_runtime.data",
    "Query": "cellforge_runtime.training_set",
    "Task": "cellforge_runtime.task",
    "TrainingSet": "cellforge_runtime.training_set",
    "assess": "cellforge_runtime.assess",
    "assess_knowledge": "cellforge_runtime.knowledge.ask",
    "cell_eval_columns": "cellforge_runtime.exports",
    "check_model": "cellforge_runtime.fences",
    "check_policy": "cellforge_runtime.fences",
    "export": "cellforge_runtime.exports",
    "further_facts": "cellforge_runtime.further_facts",
    "inner_folds": "cellforge_runtime.splits",
    "largest_changes": "cellforge_runtime.final.largest_changes",
    "prepare": "cellforge_runtime.data",
    "score_inner": "cellforge_runtime.score_inner",
    "split": "cellforge_runtime.splits",
    "Search": "cellforge_runtime.search",
    "Run": "cellforge_runtime.run",
    "read": "cellforge_runtime.describe.reading",
    "read_knowledge": "cellforge_runtime.knowledge",
    "load_model": "cellforge_runtime.saved_model",
    "torchrun_script": "cellforge_runtime.run.torchrun_script",
    "require": "cellforge_runtime.required_version",
    "Stopped": "cellforge_runtime.run.stopped",
}
_MODULES = ("adapters", "baselines", "datasets", "describe")


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"cellforge_runtime.{name}")
    if name in _EXPORTS:
        found = getattr(import_module(_EXPORTS[name]), name)
        globals()[name] = found  # importing cellforge_runtime.assess has put the module there, under the same name
        return found
    raise AttributeError(f"module 'cellforge_runtime' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_EXPORTS, *_MODULES})
