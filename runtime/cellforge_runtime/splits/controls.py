"""Controls are split once per fold: half is given to the model, half is kept for scoring."""

from __future__ import annotations

import numpy as np


def split_controls(
    cells: np.ndarray, group_of: np.ndarray, batch_of: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Two halves of the control cells, equal within one cell in every group and nearly so in every batch.

    Parameters
    ----------
    cells
        Ids of the control cells.
    group_of, batch_of
        Codes of these cells, same length; a group is a context, or a time in it: `describe/control_groups.py`.
    """
    shuffle = rng.permutation(len(cells))
    order = shuffle[np.lexsort((batch_of[shuffle], group_of[shuffle]))]
    levels = group_of[order]
    starts = np.searchsorted(levels, levels)  # (cells,) where the cell's own group begins
    first = (np.arange(len(order)) - starts) % 2 == 0
    return np.sort(cells[order[first]]), np.sort(cells[order[~first]])
