"""`StoredCells`: a matrix of cells too large to hold, in a file of its own from which some rows are read at a time.

It stands where `Data.x` would be a csr matrix: rows by index, by mask or by slice give a csr matrix in memory. Rows that
belong together (a condition in a context) lie together in the file. The file has no name: the system removes it when
this process ends, however that comes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

VALUES_AT_ONCE = 4_000_000  # 32 MB on disk
GAP = 1024  # values between two rows that are read along rather than skipped
BYTES = {"data": 4, "indices": 4}


class StoredCells:
    """Rows of float32 values above nothing, (cells, features); read-only once it is written."""

    dtype = np.dtype(np.float32)
    ndim = 2

    def __init__(self, shape: tuple[int, int], starts: np.ndarray, files: dict[str, Any]) -> None:
        self.shape = shape
        self._starts = starts  # (cells,) where the values of a row begin
        self._lengths = np.zeros(shape[0], dtype=np.int64)
        self.n_above_0 = np.zeros(shape[0], dtype=np.int64)  # (cells,) stored values that are not 0
        self._files = files
        self._scale: np.ndarray | None = None

    @classmethod
    def room_for(cls, lengths: np.ndarray, order: np.ndarray, n_features: int) -> StoredCells:
        """An empty one with room for rows of at most these lengths, placed in this order of rows.

        Raises
        ------
        OSError
            The folder for temporary files (TMPDIR) has no room.
        """
        starts = np.zeros(len(lengths), dtype=np.int64)
        starts[order] = np.concatenate([[0], np.cumsum(lengths[order])])[:-1]
        files = {name: tempfile.TemporaryFile(prefix="cellforge-cells-", buffering=0) for name in BYTES}  # noqa: SIM115
        return cls((len(lengths), n_features), starts, files)

    @property
    def nnz(self) -> int:
        """Stored values."""
        return int(self._lengths.sum())

    @property
    def row_lengths(self) -> np.ndarray:
        """Stored values of each row, (cells,)."""
        return self._lengths

    def put(self, rows: np.ndarray, block: sparse.csr_matrix) -> None:
        """Write these rows; neighbours in the file are written at once."""
        lengths = np.diff(block.indptr)
        self._lengths[rows] = lengths
        of_value = np.repeat(np.arange(len(rows)), lengths)
        self.n_above_0[rows] = np.bincount(of_value, block.data != 0, len(rows)).astype(np.int64)
        order = np.argsort(self._starts[rows], kind="stable")
        if (order != np.arange(len(order))).any():
            block, rows, lengths = block[order], rows[order], lengths[order]
        starts = self._starts[rows]
        breaks = np.flatnonzero(starts[1:] != starts[:-1] + lengths[:-1]) + 1
        edges = np.concatenate([[0], breaks, [len(rows)]])
        arrays = {"data": block.data.astype(np.float32, copy=False), "indices": block.indices.astype(np.int32, copy=False)}
        for first, last in pairwise(edges):
            values = slice(block.indptr[first], block.indptr[last])
            for name, array in arrays.items():
                _write(self._files[name], array[values], int(starts[first]) * BYTES[name])

    def scaled(self, factors: np.ndarray) -> StoredCells:
        """The same file with each row's values times a factor, (cells,), when they are read."""
        other = StoredCells(self.shape, self._starts, self._files)
        other._lengths, other.n_above_0 = self._lengths, self.n_above_0
        other._scale = np.asarray(factors, dtype=np.float32)
        return other

    def __getitem__(self, rows: Any) -> sparse.csr_matrix:
        """These rows in this order, in memory."""
        ids = np.arange(self.shape[0])[rows]
        if ids.ndim != 1:
            raise IndexError("StoredCells gives rows: index it with a list of rows, a mask or a slice")
        pointer = np.concatenate([[0], np.cumsum(self._lengths[ids])])
        data = np.empty(pointer[-1], dtype=np.float32)
        indices = np.empty(pointer[-1], dtype=np.int32)
        for part in _parts(pointer):
            into = slice(int(pointer[part.start]), int(pointer[part.stop]))
            self._read(ids[part], data[into], indices[into])
        if self._scale is not None:
            data *= np.repeat(self._scale[ids], self._lengths[ids])
        return sparse.csr_matrix((data, indices, pointer), shape=(len(ids), self.shape[1]))

    def blocks(self, rows: np.ndarray | None = None) -> Iterator[tuple[np.ndarray, sparse.csr_matrix]]:
        """All rows, or these, in the order of the file, a few million values at a time: their ids and the rows."""
        ids = np.arange(self.shape[0]) if rows is None else np.asarray(rows)
        ids = ids[np.argsort(self._starts[ids], kind="stable")]
        for part in _parts(np.concatenate([[0], np.cumsum(self._lengths[ids])])):
            yield ids[part], self[ids[part]]

    def sum(self, axis: int = 1) -> np.ndarray:
        """Sum of each row, (cells,)."""
        if axis != 1:
            raise ValueError("sums of rows only")
        found = np.zeros(self.shape[0])
        for ids, block in self.blocks():
            found[ids] = np.asarray(block.sum(axis=1)).ravel()
        return found

    def _read(self, ids: np.ndarray, data: np.ndarray, indices: np.ndarray) -> None:
        """Fill the arrays with these rows: runs of the file are read at once, and the rows picked out of them."""
        order = np.argsort(self._starts[ids], kind="stable")
        first = self._starts[ids][order]
        last = first + self._lengths[ids][order]
        is_new = np.concatenate([[True], first[1:] > np.maximum.accumulate(last)[:-1] + GAP]) if len(ids) else np.zeros(0, bool)
        run_of = np.cumsum(is_new) - 1
        run_first = first[is_new]
        run_last = np.zeros(len(run_first), dtype=np.int64)
        np.maximum.at(run_last, run_of, last)
        at = np.concatenate([[0], np.cumsum(run_last - run_first)])
        place = np.empty(len(ids), dtype=np.int64)
        place[order] = at[:-1][run_of] + first - run_first[run_of]  # of a row's first value in what is read
        lengths = self._lengths[ids]
        pointer = np.concatenate([[0], np.cumsum(lengths)])
        if at[-1] == pointer[-1] and (place == pointer[:-1]).all():  # as it lies in the file
            for run in range(len(run_first)):
                for name, into in (("data", data), ("indices", indices)):
                    _read(self._files[name], into[at[run] : at[run + 1]], int(run_first[run]) * BYTES[name])
            return
        pick = np.repeat(place - pointer[:-1], lengths) + np.arange(pointer[-1])
        for name, into in (("data", data), ("indices", indices)):
            read = np.empty(at[-1], dtype=into.dtype)
            for run in range(len(run_first)):
                _read(self._files[name], read[at[run] : at[run + 1]], int(run_first[run]) * BYTES[name])
            np.take(read, pick, out=into)


def _parts(pointer: np.ndarray) -> Iterator[slice]:
    """Pieces of rows with at most VALUES_AT_ONCE values each, or one row."""
    first, n = 0, len(pointer) - 1
    while first < n:
        last = int(np.searchsorted(pointer, pointer[first] + VALUES_AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), n)
        yield slice(first, last)
        first = last


def _write(file: Any, values: np.ndarray, at: int) -> None:
    told = memoryview(np.ascontiguousarray(values)).cast("B")
    while len(told):
        n = os.pwrite(file.fileno(), told, at) if hasattr(os, "pwrite") else _at(file, at).write(told)
        at, told = at + n, told[n:]


def _read(file: Any, into: np.ndarray, at: int) -> None:
    wanted = memoryview(into).cast("B")
    while len(wanted):
        # a place of its own for each read: a fork or another thread would move a shared one
        n = os.preadv(file.fileno(), [wanted], at) if hasattr(os, "preadv") else _at(file, at).readinto(wanted)
        if not n:
            raise OSError(f"the file of stored cells ends early, at byte {at:,}")
        at, wanted = at + n, wanted[n:]


def _at(file: Any, place: int) -> Any:
    file.seek(place)
    return file


def free_bytes() -> int:
    """Room in the folder for temporary files."""
    import shutil

    return shutil.disk_usage(os.fspath(tempfile.gettempdir())).free
