"""The matrix a task reads, as log1p of counts per 10,000: sparse stays sparse, impossible numbers are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from cellforge_runtime.describe.beside import of_raw
from cellforge_runtime.describe.problem import few
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.task import Task

COUNTS_PER_CELL = 1e4
MOST_LOGGED = 30.0  # log1p of more than 1e13 counts


def matrix_of(adata: Any, layer: str, modality: str = "rna") -> tuple[Any, list[str]]:
    """X, a layer or raw as AnnData holds it, with the names of its features; of raw those of the modality.

    Raises
    ------
    CellForgeError
        `task/no-such-layer`.
    """
    if layer == "raw":
        if adata.raw is None:
            raise _no_such_layer(adata, layer)
        kept = of_raw(adata, modality)
        matrix, names = adata.raw.X, adata.raw.var_names
        return (matrix, list(map(str, names))) if kept is None else (matrix[:, kept], list(map(str, names[kept])))
    if layer != "X" and layer not in adata.layers:
        raise _no_such_layer(adata, layer)
    return adata.X if layer == "X" else adata.layers[layer], [str(name) for name in adata.var_names]


def read_rows(matrix: Any, rows: np.ndarray) -> sparse.csr_matrix | np.ndarray:
    """These rows as a copy of its own in float32."""
    return _float32(_take(matrix, rows))


def check_values(x: sparse.csr_matrix | np.ndarray, task: Task) -> None:
    """Refuse NaN, infinities, and numbers that are not what the task claims.

    Raises
    ------
    CellForgeError
        `data/not-finite`, `data/negative`, `data/not-counts`, `data/not-logged` or `data/value-state`.
    """
    if task.value_state not in ("counts", "log", "normalised"):
        raise CellForgeError(
            "data/value-state",
            message=f"{task.layer} holds {task.value_state} values, which can't be scored as expression.",
            expected="counts, counts per cell, or their logarithm.",
            found=f"value_state={task.value_state!r}.",
            remedy="Set the layer to one that holds counts or log-normalised values, or to raw.",
        )
    values = x.data if sparse.issparse(x) else x.ravel()
    wrong = int(values.size - np.count_nonzero(np.isfinite(values)))
    if wrong:
        raise CellForgeError(
            "data/not-finite",
            message=f"{task.layer} holds NaN or infinite values.",
            expected="finite numbers.",
            found=f"{wrong:,} of {values.size:,} stored values are NaN or infinite.",
            remedy="Remove these cells or features, or choose another layer.",
        )
    least = float(values.min()) if values.size else 0.0
    if least < 0:
        raise CellForgeError(
            "data/negative",
            message=f"{task.layer} holds negative values.",
            expected=f"no value below 0 where {task.value_state} values are claimed.",
            found=f"{int((values < 0).sum()):,} negative values, least {least:.3g}.",
            remedy="Choose the layer with the counts, or set value_state to what the layer holds.",
        )
    if task.value_state == "counts" and np.any(values != np.rint(values)):
        raise CellForgeError(
            "data/not-counts",
            message=f"{task.layer} does not hold counts.",
            expected="whole numbers.",
            found=f"values such as {float(values[values != np.rint(values)][0]):.4g}.",
            remedy='Set value_state to "log" or "normalised", or choose the layer with the counts.',
        )
    if task.value_state == "log":
        _check_logged(values, task)


def _check_logged(values: np.ndarray, task: Task) -> None:
    """Counts taken for logarithms would be scored without a word: depth alone would be most of every change."""
    greatest = float(values.max()) if values.size else 0.0
    is_whole = greatest > 1 and not np.any(values != np.rint(values))
    if not is_whole and greatest <= MOST_LOGGED:
        return
    raise CellForgeError(
        "data/not-logged",
        message=f"{task.layer} does not hold logarithms.",
        expected='log1p of counts per cell, as value_state="log" claims: it is what a task claims that names none.',
        found=f"{'whole numbers only' if is_whole else 'values too large for logarithms'}, up to {greatest:,.6g}.",
        remedy=f'Set value_state to "{"counts" if is_whole else "normalised"}", or choose the layer with the logged values.',
    )


def log1p_cp10k(x: sparse.csr_matrix | np.ndarray, value_state: str) -> sparse.csr_matrix | np.ndarray:
    """log1p of counts per 10,000 in float32, in place; logged values are left as they are, empty cells stay empty."""
    if value_state == "log":
        return x
    if value_state == "counts":
        depth = np.asarray(x.sum(axis=1, dtype=np.float64)).ravel()
        factor = (COUNTS_PER_CELL / np.where(depth > 0, depth, 1.0)).astype(np.float32)
        if sparse.issparse(x):
            x.data *= np.repeat(factor, np.diff(x.indptr))
        else:
            x *= factor[:, None]
    values = x.data if sparse.issparse(x) else x
    np.log1p(values, out=values)
    return x


def adjustments(adata: Any, layer: str, n_empty: int) -> tuple[str, ...]:
    """What was done to the values before they were scored, one sentence each."""
    told = []
    if n_empty:
        told.append(f"{n_empty:,} cells without a count were left out: they say nothing of expression.")
    matrix = adata.raw.X if layer == "raw" else adata.X if layer == "X" else adata.layers[layer]
    if getattr(matrix, "dtype", None) == np.float16:
        told.append("Values are stored in 16 bits, which keep three digits; they were computed with in 32 bits and more.")
    return tuple(told)


def is_empty(x: sparse.csr_matrix | np.ndarray) -> np.ndarray:
    """Cells all of whose values are 0, (cells,) bool."""
    if not sparse.issparse(x):
        return ~x.any(axis=1)
    stored = np.concatenate([[0], np.cumsum(x.data != 0)])
    return stored[x.indptr[1:]] == stored[x.indptr[:-1]]


def check_not_empty(condition_of: np.ndarray, n_empty: int, labels: list[str]) -> None:
    """Refuse data of which leaving out empty cells leaves a condition, or the controls, without any.

    Parameters
    ----------
    condition_of
        (cells,) index into `labels`, empty cells left out; -1 is a control.
    """
    left = np.bincount(condition_of[condition_of >= -1] + 1, minlength=len(labels) + 1)
    gone = [name for name, n in zip(["the controls", *labels], left) if n == 0]
    if n_empty and gone:
        raise CellForgeError(
            "data/empty-cells",
            message="Some conditions have no cell with a count.",
            expected="cells with values above 0 in every condition and in the controls.",
            found=f"{n_empty:,} cells with zeros only; nothing else in {few(gone)}.",
            remedy="Check that this layer holds the expression of these cells, and leave such cells out.",
        )


def _take(matrix: Any, rows: np.ndarray) -> Any:
    """Rows in the order given; what lives on disk is read in its own order and reordered here."""
    if sparse.issparse(matrix) and matrix.dtype == np.float16:
        matrix = matrix.astype(np.float32)  # scipy takes no rows of 16-bit numbers
    if isinstance(matrix, np.ndarray) or sparse.issparse(matrix):
        return matrix[rows]
    order = np.argsort(rows)
    read = matrix[rows[order]]
    if hasattr(read, "compute"):
        read = read.compute()
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return read[back]


def _float32(matrix: Any) -> sparse.csr_matrix | np.ndarray:
    if sparse.issparse(matrix):
        x = sparse.csr_matrix(matrix, dtype=np.float32, copy=True)
        x.sum_duplicates()
        x.sort_indices()
        return x
    return np.array(matrix, dtype=np.float32, order="C")


def _no_such_layer(adata: Any, layer: str) -> CellForgeError:
    have = ["X", *map(str, adata.layers)] + (["raw"] if adata.raw is not None else [])
    return CellForgeError(
        "task/no-such-layer",
        message=f'The data has no layer "{layer}".',
        expected="X, raw, or the name of a layer.",
        found=f"{few(have)}.",
        remedy="Set the layer to one of these.",
    )
