"""Predicted and real cells of every scenario part, as AnnData pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from cellforge_runtime.baselines import applicable, fitted
from cellforge_runtime.data import Data, queries, training_set
from cellforge_runtime.describe.control_groups import Group
from cellforge_runtime.differential import at_most
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.exports.held_out import HeldOut, held_out_of
from cellforge_runtime.from_means import cells_from_means
from cellforge_runtime.splits.measured import seed_of

if TYPE_CHECKING:
    import pandas as pd
    from anndata import AnnData

    from cellforge_runtime.prediction import Predictions
    from cellforge_runtime.splits.fold import Fold

MODEL = "model"
CONTROL = "control"
MOST = 14.9  # cell-eval refuses log1p values from 15 on; only a gene of next to no control cells is ever scaled beyond


@dataclass(frozen=True)
class CellPair:
    """One scenario part: its held-out cells, and as many made of each model's predicted means; controls in all of them."""

    scenario: str
    part: str
    contexts: list[str]  # with the time of the controls where those were taken over time: "K562 · 6"
    real: AnnData
    predicted: dict[str, AnnData]  # "model", and baselines by id


def cell_pairs(predictions: Predictions, baselines: Sequence[str] = ()) -> list[CellPair]:
    """A pair for every part; at most 2,000 cells a condition and a context's controls, the same ones in every call.

    Cells are made of means as the evaluator makes them: control cells of the model's half, resampled and scaled on the
    count scale. `obs` has `perturbation` (controls: "control"), `context` (with the time of the controls where those were
    taken over time) and `fold`; a pair that was scored once for each of its targets stands once for each, named by what
    was seen. No value is above 14.9. Baselines that do not apply in some fold are left out.

    Raises
    ------
    CellForgeError
        `export/expression-only`: cells are made of means for expression alone.
    """
    data = predictions.folds.data
    if data.modality != "rna":
        raise CellForgeError(
            "export/expression-only",
            message=f"Cells can't be made of predicted means for {data.modality}.",
            expected="expression.",
            found=f"modality {data.modality}.",
            remedy='Export "scverse" instead: predicted and observed means of every condition.',
        )
    return [_pair(data, part, baselines) for part in held_out_of(predictions)]


def _pair(data: Data, part: HeldOut, baselines: Sequence[str]) -> CellPair:
    rng = np.random.default_rng(seed_of(data.content, part.scenario, part.part, "export"))
    matched = [data.controls_for(condition) for condition in part.conditions]
    controls = {group: at_most(data.controls_of(*group), rng) for group in dict.fromkeys(matched)}
    real, drawn = [], []
    for fold, group, condition in zip(part.folds, matched, part.conditions):
        rows = at_most(data.cells_of(condition), rng)
        real.append(data.x[rows])
        model = np.intersect1d(fold.model_controls, data.controls_of(*group))
        drawn.append(data.x[rng.choice(model, len(rows))])
    predicted = {MODEL: part.predicted, **_of_baselines(data, part, baselines)}
    named = {_named(group): rows for group, rows in controls.items()}
    obs = _obs(part, [cells.shape[0] for cells in real], [_named(group) for group in matched], named)
    shared = [data.x[rows] for rows in controls.values()]
    made = {name: [cells_from_means(own, mean) for own, mean in zip(drawn, means)] for name, means in predicted.items()}
    return CellPair(
        scenario=part.scenario,
        part=part.part,
        contexts=list(named),
        real=_adata(shared + real, obs, data),
        predicted={name: _adata(shared + cells, obs, data) for name, cells in made.items()},
    )


def _of_baselines(data: Data, part: HeldOut, baselines: Sequence[str]) -> dict[str, np.ndarray]:
    """Predicted means of the baselines that apply in every fold, (conditions, features) each."""
    means: dict[str, np.ndarray] = {name: np.zeros(part.predicted.shape) for name in baselines}
    by_fold: dict[int, Fold] = {fold.index: fold for fold in part.folds}
    for fold in by_fold.values():
        training, asked = training_set(data, fold), queries(data, fold)
        rows = [row for row, other in enumerate(part.folds) if other.index == fold.index]
        places = [int(np.flatnonzero(fold.held_out == part.conditions[row])[0]) for row in rows]
        known = applicable(fold.scenario, training)
        means = {name: found for name, found in means.items() if name in known}
        for name, found in means.items():
            found[rows] = fitted(name, training).predict(asked)[places]
    return means


def _named(group: Group) -> str:
    """A context for other packages, which compare cells within one: the controls of each time are one of their own."""
    context, time = group
    return context if time is None else f"{context} · {time:g}"


def _obs(part: HeldOut, sizes: list[int], matched: list[str], controls: dict[str, np.ndarray]) -> pd.DataFrame:
    import pandas as pd

    of = np.repeat(np.arange(len(sizes)), sizes)
    n_controls = [len(rows) for rows in controls.values()]
    labels = [CONTROL] * sum(n_controls) + [part.labels[i] for i in of]
    contexts = list(np.repeat(list(controls), n_controls)) + [matched[i] for i in of]
    folds = [-1] * sum(n_controls) + [part.folds[i].index for i in of]
    columns = {"perturbation": pd.Categorical(labels), "context": pd.Categorical(contexts), "fold": folds}
    return pd.DataFrame(columns, index=[f"cell-{i}" for i in range(len(labels))])


def _adata(blocks: list, obs: pd.DataFrame, data: Data) -> AnnData:
    import pandas as pd
    from anndata import AnnData

    x = sparse.vstack([sparse.csr_matrix(block) for block in blocks]).tocsr().astype(np.float32)
    np.minimum(x.data, MOST, out=x.data)
    return AnnData(x, obs=obs.copy(), var=pd.DataFrame(index=list(data.features)))
