"""What predicted perturbations do, as a table to read: the features that change most, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    import pandas as pd
    from anndata import AnnData


def largest_changes(predicted: AnnData, n: int = 10, *, modality: str | None = None) -> pd.DataFrame:
    """The features that each predicted condition changes most, largest first.

    Parameters
    ----------
    predicted
        What `FinalModel.predict` gave.
    n
        Features a condition.
    modality
        `"protein"` for the table that stands beside RNA in obsm; None is what X holds.

    Returns
    -------
    A row a condition and feature. `change` is against matched controls, in the units of the values, which the head of
    the table names; `low` and `high`: where the change lies with 95 % by this feature's errors on held-out conditions of
    the same kind, with (n - 1) / (n + 1) where n < 39 were held out (`obs["n_held_out"]`), missing where none were scored;
    `clear` is True where that interval leaves 0 out.

    Raises
    ------
    CellForgeError
        `predict/not-ours`: not a prediction of a final model, or without that modality.
    """
    import pandas as pd

    change, low, high, features = _tables(predicted, modality)
    tables = {}
    for row, label in enumerate(predicted.obs_names):
        top = np.argsort(-np.abs(change[row]), kind="stable")[:n]
        found = pd.DataFrame({"change": change[row, top], "low": low[row, top], "high": high[row, top]}, index=features[top])
        tables[label] = found.assign(clear=(found["low"] > 0) | (found["high"] < 0)).round(3)
    table = pd.concat(tables, names=["condition", "feature"])
    table.columns.name = predicted.uns["cellforge"]["values" if modality is None else f"values_{modality}"]
    return table


def _tables(predicted: AnnData, modality: str | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Change and the ends of its interval, each (queries, features), and the features' names."""
    ends = ("change", "interval_low", "interval_high")
    if modality is None and all(name in predicted.layers for name in ends):
        profile, names = np.asarray(predicted.X), predicted.var_names.to_numpy()
        change, low, high = (np.asarray(predicted.layers[name]) for name in ends)
    elif modality is not None and all(f"{modality}_{name}" in predicted.obsm for name in ends):
        profile, names = predicted.obsm[modality].to_numpy(), predicted.obsm[modality].columns.to_numpy()
        change, low, high = (predicted.obsm[f"{modality}_{name}"].to_numpy() for name in ends)
    else:
        raise CellForgeError(
            "predict/not-ours",
            message="The largest changes can't be told.",
            expected="what FinalModel.predict gave" + ("." if modality is None else f", with {modality} beside it."),
            found=f"layers {', '.join(predicted.layers) or 'none'}; obsm {', '.join(predicted.obsm) or 'none'}.",
            remedy='Call predicted = final.predict(["KLF1+TGFBR2"]) first.',
        )
    control = profile - change
    return change, low - control, high - control, names


__all__ = ["largest_changes"]
