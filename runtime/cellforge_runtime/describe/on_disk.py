"""Matrices that live in a file, as anndata opens them: what is known of them without reading them, and bounded reads.

Rows of a matrix that is stored by features (csc) lie all over the file, so a sample of features is read instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

RUNS = 16
MOST_VALUES = 2_000_000


@dataclass(frozen=True)
class Compressed:
    """The three arrays of a sparse matrix in a file; `data` and `indices` read what is asked of them by slices."""

    format: str  # csr or csc
    shape: tuple[int, int]
    data: Any
    indices: Any
    indptr: np.ndarray

    @property
    def nnz(self) -> int:
        """Stored values."""
        return int(self.indptr[-1])


def compressed(held: Any) -> Compressed | None:
    """A backed sparse matrix (h5py or zarr) as its arrays; None for anything else."""
    group, kind = getattr(held, "group", None), getattr(held, "format", None)
    if group is None or kind not in ("csr", "csc"):
        return None
    indptr = np.asarray(group["indptr"][:], dtype=np.int64)
    return Compressed(kind, tuple(map(int, held.shape)), group["data"], group["indices"], indptr)


def is_in_file(adata: Any) -> bool:
    """Whether X of an AnnData is read from a file whenever it is asked for."""
    if getattr(adata, "is_view", False):
        return False
    held = getattr(adata, "X", None)
    return getattr(held, "group", None) is not None or type(held).__module__.partition(".")[0] in ("h5py", "zarr")


def n_stored(held: Any) -> int | None:
    """How many values a matrix stores, in memory or in a file; None where that is not told (a view, dask)."""
    if sp.issparse(held):
        return int(held.nnz)
    in_file = compressed(held)
    if in_file is not None:
        return in_file.nnz
    if hasattr(held, "compute") or not (hasattr(held, "shape") and hasattr(held, "dtype")):
        return None
    return int(np.prod(held.shape))


def is_by_feature(held: Any) -> bool:
    """Whether reading some cells of it means reading all of the file."""
    return getattr(held, "group", None) is not None and getattr(held, "format", None) == "csc"


def feature_sample(held: Compressed | sp.csc_matrix, most: int = MOST_VALUES) -> np.ndarray:
    """Features that together store about `most` values, in evenly placed runs, at least one a run; sorted, (n,)."""
    lengths, n = np.diff(held.indptr), held.shape[1]
    if lengths.sum() <= most or n <= RUNS:
        return np.arange(n)
    chosen = []
    for first, last in zip(*_bounds(n)):
        within = np.cumsum(lengths[first:last]) <= most // RUNS
        chosen.append(np.arange(first, first + max(1, int(within.sum()))))
    return np.concatenate(chosen)


def read_features(held: Compressed | sp.csc_matrix, features: np.ndarray) -> sp.csc_matrix:
    """These features of all cells, (cells, len(features)); neighbours are read at once."""
    breaks = np.flatnonzero(np.diff(features) != 1) + 1
    pieces = [slice(int(held.indptr[run[0]]), int(held.indptr[run[-1] + 1])) for run in np.split(features, breaks)]
    data = np.concatenate([held.data[piece] for piece in pieces])
    indices = np.concatenate([held.indices[piece] for piece in pieces])
    lengths = np.diff(held.indptr)[features]
    pointer = np.concatenate([[0], np.cumsum(lengths)])
    return sp.csc_matrix((data, indices, pointer), shape=(held.shape[0], len(features)))


def fullest_rows(block: sp.csc_matrix, n: int) -> sp.csr_matrix:
    """The rows of a block with most stored values, at most `n`, as csr: those that tell most of how a cell's values lie."""
    filled = np.bincount(block.indices, minlength=block.shape[0])
    rows = np.sort(np.argsort(-filled, kind="stable")[:n])
    place = np.full(block.shape[0], -1)
    place[rows] = np.arange(len(rows))
    kept = place[block.indices] >= 0
    features = np.repeat(np.arange(block.shape[1]), np.diff(block.indptr))
    picked = (block.data[kept], (place[block.indices[kept]], features[kept]))
    return sp.csr_matrix(picked, shape=(len(rows), block.shape[1]))


def _bounds(n: int) -> tuple[np.ndarray, np.ndarray]:
    edges = np.linspace(0, n, RUNS + 1).astype(int)
    return edges[:-1], edges[1:]
