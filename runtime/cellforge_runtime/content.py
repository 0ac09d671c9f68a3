"""A hash of what the cells hold that does not depend on their order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from cellforge_runtime.stored_cells import StoredCells

Cells = sparse.csr_matrix | np.ndarray | StoredCells

_ROWS_AT_ONCE = 4096


def content_hash(x: Cells, features: Sequence[str], labels: Sequence[str]) -> str:
    """Hash of the values, the features' names and the cells' labels; reordering cells or features keeps it.

    Parameters
    ----------
    labels
        One a cell, such as its condition.
    """
    odd = np.array([_number(name) | 1 for name in features], dtype=np.uint64)  # (features,)
    numbers = {label: _number(label) for label in set(labels)}
    of_label = np.array([numbers[label] for label in labels], dtype=np.uint64)  # (cells,)
    total = np.uint64(0)
    with np.errstate(over="ignore"):
        for rows, block in _blocks(x):
            codes = _row_codes(block, odd) + of_label[rows]
            total = total + _mixed(codes).sum(dtype=np.uint64)
    told = f"{x.shape[0]}/{x.shape[1]}/{int(total):x}/{sum(map(int, odd)):x}"
    return hashlib.sha256(told.encode()).hexdigest()


def _blocks(x: Cells) -> Iterator[tuple[np.ndarray | slice, sparse.csr_matrix | np.ndarray]]:
    if isinstance(x, StoredCells):
        yield from x.blocks()
        return
    for first in range(0, x.shape[0], _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        yield rows, x[rows]


def _row_codes(x: sparse.csr_matrix | np.ndarray, odd: np.ndarray) -> np.ndarray:
    if not sparse.issparse(x):
        bits = np.ascontiguousarray(x, dtype=np.float32).view(np.uint32).astype(np.uint64)
        return (bits * odd).sum(axis=1, dtype=np.uint64)
    bits = x.data.astype(np.float32).view(np.uint32).astype(np.uint64)
    running = np.concatenate([[np.uint64(0)], np.cumsum(bits * odd[x.indices], dtype=np.uint64)])
    return running[x.indptr[1:]] - running[x.indptr[:-1]]


def _mixed(codes: np.ndarray) -> np.ndarray:
    """splitmix64, so that cells can't trade values without a trace."""
    codes = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    codes = (codes ^ (codes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return codes ^ (codes >> np.uint64(31))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
