"""The compatibility columns of a whole run, for the result: never its headline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.exports.cell_eval_columns import VERSION, columns_of, side
from cellforge_runtime.exports.cells import CONTROL, CellPair, cell_pairs
from cellforge_runtime.part_result import rounded_mean

if TYPE_CHECKING:
    import pandas as pd

    from cellforge_runtime.prediction import Predictions

BASELINES = ("no-change", "training-mean")
NOTE = (
    "By the conventions of cell-eval, for comparison with papers that use it: predicted and real cells share their "
    "controls, and a prediction that is the same for every condition can score .63 in discrimination."
)


def result_columns(predictions: Predictions, best: dict[tuple[str, str], str | None]) -> dict[str, Any]:
    """The wire `CellEvalResult`: means over perturbations of each part, beside two constant baselines and the best one.

    Parameters
    ----------
    best
        By scenario and part: the baseline that the result names best.
    """
    wanted = tuple(dict.fromkeys([*BASELINES, *(name for name in best.values() if name)]))
    parts = []
    for pair in cell_pairs(predictions, wanted):
        own = best.get((pair.scenario, pair.part))
        shown = [name for name in pair.predicted if name in ("model", *BASELINES, own)]
        parts.append(_part(pair, shown))
    return {"version": VERSION, "note": NOTE, "parts": parts}


def _part(pair: CellPair, shown: list[str]) -> dict[str, Any]:
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in shown}
    for context in pair.contexts:
        is_here = (pair.real.obs["context"] == context).to_numpy()
        real = side(pair.real[is_here], CONTROL, "perturbation")
        for name in shown:
            tables[name].append(columns_of(side(pair.predicted[name][is_here], CONTROL, "perturbation"), real))
    return {
        "scenario": pair.scenario,
        "part": pair.part,
        "n": sum(len(table) for table in tables["model"]),
        "columns": {
            column: {name: _mean([table[column] for table in found]) for name, found in tables.items()}
            for column in tables["model"][0].columns
        },
    }


def _mean(found: list[pd.Series]) -> float | None:
    values = np.concatenate([each.to_numpy(float) for each in found])
    return rounded_mean(values)
