"""The values `prepare` works with: in memory where they fit, else kept in a file of our own and read as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from cellforge_runtime.describe.conditions import Conditions
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.matrix import check_values, log1p_cp10k, read_rows
from cellforge_runtime.peaks import open_peaks
from cellforge_runtime.run.room import available_mb
from cellforge_runtime.stored_cells import StoredCells, free_bytes
from cellforge_runtime.streamed import bytes_in_memory, most_values, row_blocks
from cellforge_runtime.task import Task

MOST_IN_MEMORY = 800e6  # bytes; 100 million values of a sparse matrix
SHARE_OF_MEMORY = 0.1  # of what is free: scoring and training take several times what the values do
BYTES_A_VALUE = 8

Values = sparse.csr_matrix | np.ndarray | StoredCells


def read_values(matrix: Any, rows: np.ndarray, found: Conditions, task: Task) -> Values:
    """These rows as the task's modality has them (log1p of counts per 10,000; open peaks), checked.

    A file keeps them where they would take much of the memory; results are the same.

    Raises
    ------
    CellForgeError
        Values are not what the task claims; `data/no-room`: no room for that file.
    """

    def as_modality(x: sparse.csr_matrix | np.ndarray) -> sparse.csr_matrix | np.ndarray:
        if task.modality == "atac":
            return open_peaks(x, task)
        check_values(x, task)
        return log1p_cp10k(x, task.value_state)

    if bytes_in_memory(matrix, len(rows) / max(int(matrix.shape[0]), 1)) <= greatest_in_memory():
        return as_modality(read_rows(matrix, rows))
    together = np.lexsort((found.context_of[rows], found.condition_of[rows]))
    return store(matrix, rows, together, as_modality)


def greatest_in_memory() -> float:
    """Bytes of values that are held in memory on this machine at this time."""
    free = available_mb()
    return MOST_IN_MEMORY if free is None else min(MOST_IN_MEMORY, SHARE_OF_MEMORY * free * 2**20)


def store(
    matrix: Any, rows: np.ndarray, order: np.ndarray, made: Callable[[sparse.csr_matrix], sparse.csr_matrix]
) -> StoredCells:
    """These rows after `made`, in a file, placed in this order."""
    lengths = most_values(matrix, rows)
    needed = BYTES_A_VALUE * int(lengths.sum())
    if needed > free_bytes():
        raise _no_room(needed)
    stored = StoredCells.room_for(lengths, order, int(matrix.shape[1]))
    for places, block in row_blocks(matrix, rows, lengths):
        stored.put(places, made(block))
    return stored


def _no_room(needed: int) -> CellForgeError:
    return CellForgeError(
        "data/no-room",
        message="These cells are too many to hold in memory, and there is no room to keep them on disk.",
        expected=f"{needed / 1e9:.1f} GB in the folder for temporary files.",
        found=f"{free_bytes() / 1e9:.1f} GB.",
        remedy="Set TMPDIR to a folder with room before Python starts, or take a part of the data with where.",
    )
