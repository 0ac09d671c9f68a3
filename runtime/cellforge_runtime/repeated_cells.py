"""Cells that stand in the data twice: a half that holds one and a half that holds the other agree too well."""

from __future__ import annotations

import numpy as np
from scipy import sparse

FEWEST_FILLED = 20  # cells with less in them are alike by chance
DIGITS = 9


def repeated_cells(x: sparse.csr_matrix | np.ndarray, used: np.ndarray) -> int:
    """How many of the `used` cells, (cells,) bool, have every value of another one; those with few values are not looked at.

    Told by two random sums over features: cells that agree in both to nine digits are taken to be the same.
    """
    filled = np.diff(x.indptr) if sparse.issparse(x) else np.count_nonzero(x, axis=1)
    weights = np.random.default_rng(0).random((x.shape[1], 2))
    sums = np.asarray(x @ weights)[used & (filled >= FEWEST_FILLED)]
    if not len(sums):
        return 0
    keys = np.round(sums / np.abs(sums).max() * 10.0**DIGITS)
    _, counts = np.unique(keys, axis=0, return_counts=True)
    return int((counts - 1).sum())


def told_of(x: object, used: np.ndarray) -> tuple[str, ...]:
    """What to say of repeated cells, or nothing; values that are read from a file are not looked at."""
    if not (sparse.issparse(x) or isinstance(x, np.ndarray)):
        return ()
    n = repeated_cells(x, used)
    if not n:
        return ()
    cells = "cell has" if n == 1 else "cells have"
    return (
        f"{n:,} {cells} all values of another one, as where objects that share cells were joined: scores and noise ceilings "
        "are too high where the same cell stands on both sides of a comparison. Drop them and run again.",
    )
