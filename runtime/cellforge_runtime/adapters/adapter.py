"""`Adapter`: one published method by name, with its settings and the environment it runs in."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellforge_runtime.adapters.about import About
from cellforge_runtime.adapters.environment import AdapterWorkers, adapter_python
from cellforge_runtime.adapters.gene_sets import read_gene_sets
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.cell_source import CellSource
from cellforge_runtime.run.settings import checked_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cellforge_runtime.run.workers import Workers
    from cellforge_runtime.splits import Folds

# name -> module with ABOUT and the class Model, whose source is sent to a worker in the method's own environment
ADAPTERS = {
    "gears": "cellforge_runtime.adapters.methods.gears",
    "scgen": "cellforge_runtime.adapters.methods.scgen",
    "biolord": "cellforge_runtime.adapters.methods.biolord",
}


class Adapter:
    """A published method: `run.fit(Adapter("gears", epochs=10), folds)`.

    Parameters
    ----------
    name
        One of `ADAPTERS`.
    gene2go
        A table of gene, tab, GO terms (blanks between; may be .gz), for methods that use one. Genes are looked up by the
        name they have in the data; no alias is followed.
    settings
        Go to the method: each adapter's class says which there are.

    Raises
    ------
    CellForgeError
        There is no adapter of this name, or the method takes no gene sets.
    """

    def __init__(self, name: str, *, gene2go: str | Path | None = None, **settings: Any) -> None:
        if name not in ADAPTERS:
            raise CellForgeError(
                "adapter/unknown",
                message="There is no adapter of this name.",
                expected=f"one of {', '.join(ADAPTERS)}.",
                found=f"{name!r}.",
                remedy="A model of your own needs no adapter: run.fit takes any class with fit and predict.",
            )
        self.name = name
        self._module = importlib.import_module(ADAPTERS[name])
        self.settings = checked_settings(settings)
        if gene2go is not None and not self.about.uses_gene_sets:
            raise CellForgeError(
                "adapter/no-gene-sets",
                message=f"{self.about.title} takes no gene sets.",
                expected="gene2go for GEARS or biolord only.",
                found=f"gene2go for {self.about.title}.",
                remedy="Leave gene2go out.",
            )
        self._gene2go = gene2go

    def __repr__(self) -> str:
        return f"Adapter({self.name!r}, {self.about.package})"

    @property
    def about(self) -> About:
        """What the method is and where it applies."""
        return self._module.ABOUT

    @property
    def plan_name(self) -> str:
        """What results call it."""
        return self.about.title

    @property
    def source(self) -> CellSource:
        """What the worker is given of the adapter: its file."""
        return CellSource("Model", inspect.getsource(self._module))

    def settings_for(self, folds: Folds) -> dict[str, Any]:
        """The settings of a fit on these folds, with the names of all targets and what gene sets say of them.

        Raises
        ------
        CellForgeError
            `adapter/not-for-this-task`: the method makes no sense here.
        """
        reason = self.why_not(folds)
        if reason:
            raise CellForgeError(
                "adapter/not-for-this-task",
                message=f"{self.about.title} does not apply to this task.",
                expected=reason[0],
                found=reason[1],
                remedy="Leave it out of this comparison.",
            )
        targets = sorted({target for query in folds.data.queries for target in query.targets})
        told = {**self.settings, "targets": targets}
        if self.about.uses_gene_sets:
            wanted = {*targets, *folds.data.features}
            told["gene_sets"] = {} if self._gene2go is None else read_gene_sets(self._gene2go, wanted)
        return checked_settings(told)

    def why_not(self, folds: Folds) -> tuple[str, str] | None:
        """What the method expects and what the task is, where it does not apply; None where it does."""
        about, data = self.about, folds.data
        others = sorted({scenario for scenario, _ in folds.parts()} - set(about.scenarios))
        if others:
            return f"scenarios {', '.join(about.scenarios)}.", f"{', '.join(others)}."
        if data.task.modality not in about.modalities:
            return f"modality {', '.join(about.modalities)}.", f"{data.task.modality}."
        n = len(data.contexts)
        if n < about.fewest_contexts or (about.most_contexts is not None and n > about.most_contexts):
            few = about.most_contexts == 1
            return ("one context." if few else f"{about.fewest_contexts} contexts or more."), f"{n} contexts."
        return None

    def start_workers(self, work: Path, *, threads: int, modules: Sequence[str] = ()) -> Workers:
        """Workers that run in the method's environment.

        Raises
        ------
        CellForgeError
            `adapter/no-environment`.
        """
        return AdapterWorkers(adapter_python(self.name), work, threads=threads)
