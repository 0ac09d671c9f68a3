"""`shuffled`: a table that knows nothing and looks the same: its rows dealt out anew between the genes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from cellforge_runtime.knowledge.space import Tables, rows_of


def shuffled(tables: Tables, names: Collection[str], seed: int) -> list[dict[str, Any]]:
    """Each of the names that a table has gets the row of another, whole: every term is held by as many, every row as long.

    Only these names change places, in every table alike, so that rows of targets stay among targets.
    """
    every = rows_of(tables)
    rng = np.random.default_rng([seed, 0x5F])
    held: dict[tuple[bool, ...], list[str]] = {}
    for name in sorted(names):
        held.setdefault(tuple(name in rows for rows in every), []).append(name)
    moved = {name: name for group in held.values() for name in group}
    for group in held.values():  # genes that the same tables have
        moved.update(zip(group, (group[i] for i in rng.permutation(len(group)))))
    return [{"rows": {name: rows[moved.get(name, name)] for name in rows}} for rows in every]
