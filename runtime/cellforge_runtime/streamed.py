"""A matrix of an AnnData read a block of rows at a time, wherever it is and however it is laid out.

Blocks come as csr in float32. What is stored by features (csc) gives its rows only to one who reads it all, so it is read
once for how many values each row has, then once for every piece of the rows that fits into memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from cellforge_runtime.describe.on_disk import Compressed, compressed

VALUES_AT_ONCE = 4_000_000
VALUES_OF_A_PIECE = 40_000_000  # of a csc, gathered in memory: 320 MB

Block = tuple[np.ndarray, sparse.csr_matrix]  # places in `rows`, and those rows


def bytes_in_memory(matrix: Any, share: float = 1.0) -> float:
    """What a share of a matrix would take in memory as float32, in bytes."""
    held = _arrays(matrix)
    return share * (4.0 * float(np.prod(matrix.shape)) if held is None else 8.0 * held.nnz)


def most_values(matrix: Any, rows: np.ndarray) -> np.ndarray:
    """How many values each of these rows stores at most, (len(rows),)."""
    held = _arrays(matrix)
    if held is None:
        counts = np.zeros(len(rows), dtype=np.int64)
        for places, block in row_blocks(matrix, rows):
            counts[places] = np.diff(block.indptr)
        return counts
    if held.format == "csr":
        return np.diff(held.indptr)[rows]
    counts = np.zeros(held.shape[0], dtype=np.int64)
    for first in range(0, held.nnz, VALUES_AT_ONCE):
        counts += np.bincount(held.indices[first : first + VALUES_AT_ONCE], minlength=len(counts))
    return counts[rows]


def row_blocks(matrix: Any, rows: np.ndarray, lengths: np.ndarray | None = None) -> Iterator[Block]:
    """These rows of a matrix, block by block, in the order that is cheapest to read.

    Parameters
    ----------
    lengths
        What `most_values` told, where it is known already; a csc is counted again without it.
    """
    held = _arrays(matrix)
    order = np.argsort(rows, kind="stable")
    if held is None:
        yield from _of_dense(matrix, rows, order)
    elif held.format == "csr":
        yield from _of_csr(held, rows, order)
    else:
        yield from _of_csc(held, rows, most_values(matrix, rows) if lengths is None else lengths)


def _arrays(matrix: Any) -> Compressed | None:
    if sparse.issparse(matrix):
        held = matrix if matrix.format in ("csr", "csc") else matrix.tocsr()
        return Compressed(held.format, held.shape, held.data, held.indices, np.asarray(held.indptr, dtype=np.int64))
    return compressed(matrix)


def _of_csr(held: Compressed, rows: np.ndarray, order: np.ndarray) -> Iterator[Block]:
    for some in _pieces(held.indptr[rows[order]], held.indptr[rows[order] + 1], VALUES_AT_ONCE):
        places = order[some]
        first, last = int(rows[places[0]]), int(rows[places[-1]]) + 1
        pointer = held.indptr[first : last + 1] - held.indptr[first]
        values = slice(int(held.indptr[first]), int(held.indptr[last]))
        block = _block(held.data[values], held.indices[values], pointer, held.shape[1])
        yield places, block if last - first == len(places) else block[rows[places] - first]


def _of_csc(held: Compressed, rows: np.ndarray, lengths: np.ndarray) -> Iterator[Block]:
    ends = np.cumsum(lengths)
    for some in _pieces(ends - lengths, ends, VALUES_OF_A_PIECE):
        yield np.arange(some.start, some.stop), _gathered(held, rows[some], lengths[some])


def _gathered(held: Compressed, rows: np.ndarray, lengths: np.ndarray) -> sparse.csr_matrix:
    """Rows of a csc from one reading of all of it: features come in order, so each row fills from left to right."""
    place = np.full(held.shape[0], -1)
    place[rows] = np.arange(len(rows))
    pointer = np.concatenate([[0], np.cumsum(lengths)])
    data = np.empty(pointer[-1], dtype=np.float32)
    indices = np.empty(pointer[-1], dtype=np.int32)
    free = pointer[:-1].copy()  # where the next value of each row goes
    for first in range(0, held.nnz, VALUES_AT_ONCE):
        values = slice(first, min(first + VALUES_AT_ONCE, held.nnz))
        row = place[held.indices[values]]
        own = np.flatnonzero(row >= 0)
        row = row[own]
        order = np.argsort(row, kind="stable")
        n_of_row = np.bincount(row, minlength=len(rows))
        before = np.cumsum(n_of_row) - n_of_row
        at = free[row[order]] + np.arange(len(order)) - before[row[order]]
        data[at] = np.asarray(held.data[values])[own[order]]
        indices[at] = np.searchsorted(held.indptr, first + own[order], side="right") - 1
        free += n_of_row
    return _block(data, indices, pointer, held.shape[1])


def _of_dense(matrix: Any, rows: np.ndarray, order: np.ndarray) -> Iterator[Block]:
    width = int(matrix.shape[1])
    for some in _pieces(rows[order] * width, (rows[order] + 1) * width, VALUES_AT_ONCE):
        places = order[some]
        first, last = int(rows[places[0]]), int(rows[places[-1]]) + 1
        read = matrix[first:last]
        read = np.asarray(read.compute() if hasattr(read, "compute") else read)
        yield places, sparse.csr_matrix(read[rows[places] - first].astype(np.float32))


def _pieces(starts: np.ndarray, ends: np.ndarray, most: int) -> Iterator[slice]:
    """Runs of what is sorted by `starts`, each from its first start to its last end at most `most` long, or one item."""
    first = 0
    while first < len(starts):
        last = int(np.searchsorted(ends, starts[first] + most, side="right"))
        last = max(last, first + 1)
        yield slice(first, last)
        first = last


def _block(data: Any, indices: Any, pointer: np.ndarray, n_features: int) -> sparse.csr_matrix:
    shape = (len(pointer) - 1, n_features)
    block = sparse.csr_matrix((np.asarray(data, dtype=np.float32), np.asarray(indices), pointer), shape=shape)
    block.sum_duplicates()
    block.sort_indices()
    return block
