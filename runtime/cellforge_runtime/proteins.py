"""Surface protein: counts of antibodies as centred log ratios within each cell.

CLR of a cell with counts x over its proteins: log(x + 1) minus the mean of log(x + 1) over the proteins (Aitchison 1982,
with 1 added). It takes out how much antibody a cell caught in all, keeps a fold change a difference, and sums to 0: where
one protein rises, all others fall by a share of it. Seurat's and muon's `clr` differ from it by a constant within a
cell, to a good approximation, so centring leads from theirs to this one.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cellforge_runtime.describe.proteins import READABLE
from cellforge_runtime.errors import CellForgeError


def centred_log_ratios(x: sparse.csr_matrix | np.ndarray, value_state: str) -> tuple[np.ndarray, np.ndarray]:
    """CLR within each cell, (cells, proteins) dense float32, and which cells have any protein, (cells,) bool.

    Counts are logged first; logged values and ratios are centred as they are.

    Raises
    ------
    CellForgeError
        `data/value-state`, `data/not-finite`, `data/negative` or `data/not-counts`.
    """
    values = np.array(x.todense() if sparse.issparse(x) else x, dtype=np.float64)
    _check(values, value_state)
    is_there = np.ones(len(values), dtype=bool) if value_state == "clr" else values.any(axis=1)
    if value_state in ("counts", "normalised"):
        values = np.log1p(values)
    return (values - values.mean(axis=1, keepdims=True)).astype(np.float32), is_there


def _check(values: np.ndarray, value_state: str) -> None:
    if value_state not in READABLE:
        raise _unreadable("value-state", f"{', '.join(READABLE)} values", f"value_state={value_state!r}")
    wrong = int(values.size - np.count_nonzero(np.isfinite(values)))
    if wrong:
        raise _unreadable("not-finite", "finite numbers", f"{wrong:,} of {values.size:,} values are NaN or infinite")
    if value_state != "clr" and values.size and values.min() < 0:
        n, least = int((values < 0).sum()), float(values.min())
        raise _unreadable("negative", f"no value below 0 where {value_state} values are claimed", f"{n:,}, least {least:.3g}")
    if value_state == "counts" and np.any(values != np.rint(values)):
        some = float(values[values != np.rint(values)][0])
        raise _unreadable("not-counts", "whole numbers", f"values such as {some:.4g}")


def _unreadable(code: str, expected: str, found: str) -> CellForgeError:
    return CellForgeError(
        f"data/{code}",
        message="These values can't be read as surface protein.",
        expected=f"{expected}.",
        found=f"{found}.",
        remedy="Choose the layer with the antibody counts, or set value_state to what the layer holds.",
    )
