"""Which cells a training set holds: all, or where they are many a seeded draw. Means and counts are always of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cellforge_runtime.data import Data

MOST_VALUES = 40_000_000  # stored values of the cells of one training set: 320 MB


def drawn_rows(data: Data, rows: np.ndarray, seed: int) -> np.ndarray:
    """Ids of the cells that a training set holds of these, sorted as they were.

    Where all would store more than MOST_VALUES values, controls keep up to half of the room and conditions share the
    rest: each keeps the same number of cells, or all it has.
    """
    room = int(MOST_VALUES / max(data.values_per_cell, 1.0))
    if len(rows) <= room:
        return rows
    rng = np.random.default_rng([seed, 0xD2])
    is_control = data.condition_of[rows] == -1
    controls = _shared(rows[is_control], data.control_strata(rows[is_control]), room // 2, rng)
    perturbed = rows[~is_control]
    return np.sort(np.concatenate([controls, _shared(perturbed, data.condition_of[perturbed], room - len(controls), rng)]))


def _shared(rows: np.ndarray, group_of: np.ndarray, room: int, rng: np.random.Generator) -> np.ndarray:
    """A draw in which each group keeps at most the number that fills the room, and at least one cell."""
    if len(rows) <= room:
        return rows
    sizes = np.unique(group_of, return_counts=True)[1]
    most = _level(np.sort(sizes), room)
    shuffled = rng.permutation(len(rows))
    by_group = shuffled[np.argsort(group_of[shuffled], kind="stable")]
    place = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rows[by_group[place < most]]


def _level(sizes: np.ndarray, room: int) -> int:
    """The greatest number such that groups of these sizes, none above it, fill at most the room; at least 1."""
    for i, size in enumerate(sizes):
        each = room // (len(sizes) - i)
        if size > each:
            return max(1, each)
        room -= int(size)
    return int(sizes[-1])
