"""What X, a layer or raw hold (counts, log, scaled, binary, normalised), judged by the numbers themselves.

Nothing is densified, copied whole or changed. Least and greatest values of a matrix in memory are taken over all its
stored values, block by block, up to SCANNED of them; rows are looked at in a fixed sample; of a backed matrix only the
sample is read, and of one that is stored by features (csc) a sample of features.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from cellforge_runtime.describe.on_disk import compressed, feature_sample, fullest_rows, is_by_feature, read_features

ROWS = 256
RUNS = 16
SCANNED = 200_000_000
BLOCK = 4_000_000
# scale -> what turns it into log1p, or into what it is the root of
OTHER_SCALES = {
    "log2(1 + x)": "{} * numpy.log(2)",
    "log10(1 + x)": "{} * numpy.log(10)",
    "the square root": "{0} * {0}, of sparse values {0}.power(2)",
    "log1p taken twice": "numpy.expm1({0}), of sparse values {0}.expm1()",
}
DEPTH_LEFT_IN = "counts that were not brought to one depth"
TOTALS_DIFFER = "totals of cells differ"


@dataclass(frozen=True)
class Matrix:
    """One matrix of an AnnData by name; `held` is what AnnData holds, never a copy; None for a view's."""

    name: str
    adata: Any
    held: Any
    n_cells: int
    n_features: int

    def rows(self, index: np.ndarray) -> sp.csr_matrix | np.ndarray:
        """Some rows in memory, sparse if the matrix is, (len(index), features)."""
        if sp.issparse(self.held) and self.held.dtype == np.float16:
            found = self.held.astype(np.float32)[index]  # scipy takes no rows of 16-bit numbers
        elif self.held is not None and not _is_on_disk(self.held) and not isinstance(self.held, sp.csc_matrix | sp.csc_array):
            found = self.held[index]
        elif self.name == "raw":
            found = self.adata.raw.X[index]
        else:
            some = _cells(self.adata, index)
            found = some.X if self.name == "X" else some.layers[self.name]
        return _in_memory(found)


def matrices(adata: Any) -> Iterator[Matrix]:
    """X, layers and raw of an AnnData, without reading or copying any."""
    n_cells, n_features = map(int, adata.shape)
    is_view = bool(getattr(adata, "is_view", False))
    names = list(adata.layers.keys())
    parent = getattr(adata, "_adata_ref", None) if is_view else adata
    if parent is None or getattr(parent, "X", None) is not None:
        yield Matrix("X", adata, None if is_view else adata.X, n_cells, n_features)
    for name in map(str, names):
        yield Matrix(name, adata, None if is_view else adata.layers[name], n_cells, n_features)
    raw = adata.raw
    if raw is not None:
        yield Matrix("raw", adata, None if is_view else raw.X, n_cells, int(raw.shape[1]))


def matrix(adata: Any, name: str) -> Matrix | None:
    """One matrix by name, or None when there is none."""
    return next((each for each in matrices(adata) if each.name == name), None)


def describe_matrix(each: Matrix) -> dict[str, Any]:
    """The wire format `MatrixProfile`."""
    looked, n_features = _looked_at(each)
    values = looked.data if sp.issparse(looked) else np.asarray(looked).ravel()
    low, high, n_seen, is_all = _range(each, values)
    n_entries = looked.shape[0] * looked.shape[1]
    if sp.issparse(looked) and len(values) < n_entries:
        low, high = np.fmin(low, 0) if np.isfinite(low) else low, np.fmax(high, 0) if np.isfinite(high) else high
    sample = looked if n_features is None else fullest_rows(looked, ROWS)
    state, evidence = judge(sample, low, high)
    of_features = "" if n_features is None else f" of {n_features:,} features"
    seen = f"looked at {'all' if is_all else 'a sample of'} {n_seen:,} stored values{of_features}"
    return {
        "name": each.name,
        "value_state": state,
        "evidence": f"{evidence} ({seen}).",
        "storage": _storage(each, sample),
        "dtype": str(getattr(sample, "dtype", "unknown")),
        "filled": float(np.count_nonzero(values) / n_entries) if n_entries else None,
        "minimum": float(low) if np.isfinite(low) else None,
        "maximum": float(high) if np.isfinite(high) else None,
    }


def judge(sample: sp.csr_matrix | np.ndarray, low: float, high: float) -> tuple[str, str]:
    """State of values and the evidence for it, from sampled rows and the least and greatest value of the matrix."""
    values = sample.data if sp.issparse(sample) else np.asarray(sample).ravel()
    values = values.astype(np.float64, copy=False) if values.dtype != bool else values.astype(np.float64)
    if low == high == 0:
        return "unknown", "All values are 0"
    if not (np.isfinite(low) and np.isfinite(high)):
        what = "NaN" if np.isnan(low) or np.isnan(high) else "infinite values"
        return "unknown", f"Holds {what}"
    told = f"from {low:.4g} to {high:.4g}"
    is_whole = bool(np.all(values == np.rint(values))) and float(low).is_integer() and float(high).is_integer()
    if low < 0:
        if is_whole:
            return "unknown", f"Whole numbers, but some negative, {told}: no counts"
        return "scaled", f"Negative values, {told}{_centres(sample)}"
    if is_whole:
        if high <= 1:
            return "binary", "Only 0 and 1"
        return "counts", f"Whole numbers {told}"
    multiple = _whole_multiples(sample)
    if multiple["log"] >= 0.8 and multiple["log"] > multiple["linear"]:
        depths = f" and that is 1: {DEPTH_LEFT_IN}" if multiple["log of counts"] >= 0.8 else ""
        return "log", f"Not whole, {told}; within a cell the values are log1p of whole multiples of the least one{depths}"
    other = max(OTHER_SCALES, key=lambda name: multiple[name])
    if high <= 300 and multiple[other] >= 0.8 and multiple[other] > multiple["linear"]:
        return "log", f"Not whole, {told}; within a cell the values are {other} of whole multiples of the least one"
    if multiple["linear"] >= 0.8:
        return (
            "normalised",
            f"Not whole, {told}; within a cell the values are whole multiples of the least one: not logged{_totals(sample)}",
        )
    if high <= 20:
        return "log", f"Not whole, none negative, {told}: the range of logged values"
    return "normalised", f"Not whole, none negative, {told}: too large for logged values{_totals(sample)}"


def row_sample(n_cells: int, n_rows: int = ROWS) -> np.ndarray:
    """The rows that are looked at: evenly placed runs, so that a backed file is read in few pieces."""
    if n_cells <= n_rows:
        return np.arange(n_cells)
    starts = np.linspace(0, n_cells - n_rows // RUNS, RUNS).astype(int)
    return np.unique((starts[:, None] + np.arange(n_rows // RUNS)[None, :]).ravel())


def blocks(values: np.ndarray, size: int = BLOCK) -> Iterator[np.ndarray]:
    """An array in pieces without a copy: 1-d by elements, 2-d by rows."""
    step = size if values.ndim == 1 else max(1, size // max(1, values.shape[1]))
    for start in range(0, values.shape[0], step):
        yield values[start : start + step]


def stored(held: Any) -> np.ndarray | None:
    """The values of a matrix in memory, without a copy; None for anything else (on disk, views, dask)."""
    if sp.issparse(held) and hasattr(held, "data") and isinstance(held.data, np.ndarray):
        return held.data
    return held if isinstance(held, np.ndarray) else None


def _range(each: Matrix, sampled: np.ndarray) -> tuple[float, float, int, bool]:
    """Least and greatest value, NaN if one is NaN, how many values were seen and whether these are all."""
    values = stored(each.held)
    is_all = values is not None and values.size <= SCANNED
    looked = values if is_all and values is not None else sampled
    if not looked.size:
        return 0.0, 0.0, 0, is_all
    with np.errstate(invalid="ignore"):
        lows_highs = [(block.min(), block.max()) for block in blocks(looked)]
        low, high = (
            float(np.min([pair[i] for pair in lows_highs]) if i == 0 else np.max([pair[i] for pair in lows_highs]))
            for i in (0, 1)
        )
    return low, high, int(looked.size), is_all


def _looked_at(each: Matrix) -> tuple[sp.spmatrix | np.ndarray, int | None]:
    """Some cells; or, of a file that is stored by features, some features of all cells, and how many these are."""
    if not is_by_feature(each.held):
        return each.rows(row_sample(each.n_cells)), None
    in_file = compressed(each.held)
    features = feature_sample(in_file)
    return read_features(in_file, features), len(features)


def _in_memory(found: Any) -> sp.csr_matrix | np.ndarray:
    if hasattr(found, "compute"):
        found = found.compute()
    if hasattr(found, "to_memory"):
        found = found.to_memory()
    if sp.issparse(found):
        return found.tocsr()
    return np.asarray(found)


def _cells(adata: Any, index: np.ndarray) -> Any:
    """Some cells as a view; a view of a file on disk is cut from the file, since it can't be cut again itself."""
    if not (getattr(adata, "is_view", False) and getattr(adata, "isbacked", False)):
        return adata[index]
    parent = adata._adata_ref
    return parent[np.arange(parent.n_obs)[adata._oidx][index], adata._vidx]


def _is_on_disk(held: Any) -> bool:
    return stored(held) is None


def _storage(each: Matrix, sample: Any) -> str:
    held = each.held
    told = getattr(held, "format", None)
    if told in ("csr", "csc"):
        return told
    if held is None or hasattr(held, "compute"):
        parent = getattr(each.adata, "_adata_ref", None)
        return "csr" if sp.issparse(sample) else "dense" if parent is not None else "other"
    return "dense" if hasattr(held, "shape") and hasattr(held, "dtype") and not sp.issparse(sample) else "other"


def _centres(sample: Any) -> str:
    """Says when features are centred, as scaling leaves them."""
    if sp.issparse(sample) or sample.shape[0] < 20:
        return ""
    means = np.abs(np.mean(np.asarray(sample, dtype=np.float64), axis=0))
    return f"; features are centred (median mean {np.median(means):.2g})"


def _totals(sample: Any) -> str:
    """Says when cells have totals of their own, as where nothing brought them to one depth, or most genes were left out."""
    totals = np.asarray(sample.sum(axis=1, dtype=np.float64)).ravel()
    low, high = np.quantile(totals, [0.05, 0.95]) if len(totals) else (0.0, 0.0)
    return f"; {TOTALS_DIFFER}, 90 % lie from {low:.4g} to {high:.4g}" if high > 1.5 * low else ""


def _whole_multiples(sample: Any) -> dict[str, float]:
    """Share of sampled cells whose values (or what they are a logarithm or root of) are whole multiples of the cell's least.

    "log of counts": the share whose least value is that of one count.
    """
    rows = range(min(64, sample.shape[0]))
    hits = {"log": 0, "linear": 0, "log of counts": 0, **dict.fromkeys(OTHER_SCALES, 0)}
    n = 0
    for i in rows:
        row = sample.data[sample.indptr[i] : sample.indptr[i + 1]] if sp.issparse(sample) else np.asarray(sample[i])
        row = row[row > 0].astype(np.float64)
        if len(row) < 5 or len(np.unique(row)) < 3 or row.max() > 600:
            continue
        n += 1
        hits["log of counts"] += bool(abs(np.expm1(row.min()) - 1) < 1e-3)
        for name, linear in (("log", np.expm1(row)), ("linear", row), *_other_scales(row)):
            ratio = linear / linear.min()
            near = np.abs(ratio - np.rint(ratio)) <= 1e-3 * ratio
            hits[name] += bool(near[ratio < 200].mean() > 0.95)
    return {name: hit / n if n else 0.0 for name, hit in hits.items()}


def _other_scales(row: np.ndarray) -> list[tuple[str, np.ndarray]]:
    if row.max() > 300:
        return []
    scales = [("log2(1 + x)", np.exp2(row) - 1), ("log10(1 + x)", np.power(10.0, row) - 1), ("the square root", row**2)]
    return scales if row.max() > 5 else [*scales, ("log1p taken twice", np.expm1(np.expm1(row)))]
