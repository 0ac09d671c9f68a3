"""`FinalModel`: a model refitted on everything, its files, and predictions of what nobody measured."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.final.files import check_no_pickle, further_modalities, read_about, write_about
from cellforge_runtime.final.kinds import all_asked
from cellforge_runtime.final.predict import predicted
from cellforge_runtime.training_set import Query

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from anndata import AnnData


class FinalModel:
    """Refitted on all conditions; predicts the kinds of conditions that its scenarios held out."""

    def __init__(self, folder: Path, about: About, others: Mapping[str, FinalModel] | None = None) -> None:
        self._folder = folder  # with the files that the model saved, one folder a kind
        self.about = about
        self.others = dict(others or {})  # the same plan's models of the task's other modalities

    def __repr__(self) -> str:
        kinds = ", ".join(self.about.kinds)
        return f"FinalModel({self.about.model}, {len(self.about.features):,} features, predicts {kinds})"

    def predict(self, queries: str | Query | Sequence[str | Query], *, context: str | None = None) -> AnnData:
        """Mean profiles of conditions by name, such as "KLF1+TGFBR2".

        Parameters
        ----------
        queries
            Labels as in the data, or `Query` objects, whose doses are in the data's own unit. A dose and a time follow an @:
            "dexamethasone @ 30", "dexamethasone @ 500 nM", "IFNb @ 6 h"; where the data's labels tell them, they may stand
            as there: "drugA_10uM". A dose with a unit is converted into that of the data, or refused (`predict/unit`).
            Doses and times that nobody measured are for scenarios that hold some out.
        context
            Which cells, where the data has several contexts; a label may also say it: "KLF1 (A549)".

        Returns
        -------
        AnnData, a row a query, in their order; a condition that is asked for again, such as "B+A" beside "A+B", has a further row
        with the same values, named as it was asked for. It holds log1p profiles in X, their change against controls in
        `layers["change"]`; obs `kind`,
        `interval_low` and `interval_high`: 95 % of the held-out conditions of that kind scored within, by the metric
        in `uns["cellforge"]["interval_of"]`. The layers of the same names are intervals for each feature. Of a task with RNA
        and protein, X is the first; the other stands in `obsm["protein"]`, with `protein_change`, `protein_interval_low`
        and `protein_interval_high` beside it: tables with a row a query and a column a protein.

        Raises
        ------
        CellForgeError
            A query is outside what the scenarios support, by name, with the reason; where there are several, all of them.
        """
        queries = [queries] if isinstance(queries, str | Query) else list(queries)
        if not queries:
            raise CellForgeError(
                "predict/nothing",
                message="Nothing to predict.",
                expected='at least one condition, such as "KLF1+TGFBR2".',
                found="an empty list.",
                remedy="Name the conditions you want to know about.",
            )
        wanted = all_asked(queries, context, self.about)
        found = predicted(self._folder, self.about, wanted)
        for modality, other in self.others.items():
            own = predicted(other._folder, other.about, wanted)
            for name, values in {"": own.X, **{f"_{layer}": own.layers[layer] for layer in own.layers}}.items():
                found.obsm[f"{modality}{name}"] = _table(values, own)
            found.uns["cellforge"][f"values_{modality}"] = other.about.value_state
        return found

    def save(self, folder: str | Path) -> Path:
        """Write everything a fresh kernel needs into `folder`: arrays, weights, the source of the model; no pickle.

        Raises
        ------
        CellForgeError
            `model/not-saved`, where the model has no `save`, or `model/pickle`, where it saved pickled objects.
        """
        folder = Path(folder)
        check_no_pickle(self._folder, self.about)
        folder.mkdir(parents=True, exist_ok=True)
        for kind in self.about.kinds:
            name = kind.replace("/", "-")
            shutil.rmtree(folder / name, ignore_errors=True)
            shutil.copytree(self._folder / name, folder / name)
        for name in ("controls.npz", "residuals.npz"):
            shutil.copyfile(self._folder / name, folder / name)
        for modality, other in self.others.items():
            other.save(folder / modality)
        write_about(folder, self.about)
        return folder


def load_model(folder: str | Path) -> FinalModel:
    """A model that `save` wrote, in any kernel; its code runs in a worker when it predicts, not before.

    Raises
    ------
    CellForgeError
        The folder is none of ours, was written by a newer version, a file is missing or was changed, or a name in it leads out
        of it.
    """
    folder = Path(folder)
    about = read_about(folder)
    there = further_modalities(folder, about)
    return FinalModel(folder, about, {name: FinalModel(folder / name, read_about(folder / name)) for name in there})


def _table(values: np.ndarray, like: AnnData) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(values, index=like.obs_names, columns=like.var_names)


__all__ = ["FinalModel", "load_model"]
