"""`private_names`: what donors, samples and batches are called, so that these names can be masked before text leaves.

The list itself is for the masking alone: it enters no log and no prompt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cellforge_runtime.describe.column_names import BATCH_NAMES, DONOR_NAMES, columns_named
from cellforge_runtime.describe.columns import coded
from cellforge_runtime.describe.objects import object_named
from cellforge_runtime.describe.problem import CellForgeError
from cellforge_runtime.describe.sources import is_mudata

MOST_NAMES = 10_000


def private_names(user_ns: Mapping[str, Any], name: str, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Each column of obs that names donors, samples or batches, with all its levels, sorted.

    Parameters
    ----------
    columns
        Further columns to take for such, as the task has one for its batches.

    Raises
    ------
    CellForgeError
        `data/too-many-names`: more than 10,000 levels in one column, which can't be masked.
    """
    data = object_named(user_ns, name)
    tables = [data.obs, *([part.obs for part in data.mod.values()] if is_mudata(data) else [])]
    found: dict[str, set[str]] = {}
    for obs in tables:
        own = [str(column) for column in obs.columns]
        for column in dict.fromkeys([*columns_named(own, DONOR_NAMES + BATCH_NAMES), *columns]):
            if column in own:
                found.setdefault(column, set()).update(coded(obs, column, role="column").labels)
    for column, levels in found.items():
        if len(levels) > MOST_NAMES:
            raise _too_many(column, len(levels))
    return [{"column": column, "levels": sorted(levels)} for column, levels in found.items()]


def _too_many(column: str, n: int) -> CellForgeError:
    return CellForgeError(
        "data/too-many-names",
        f'The names in obs["{column}"] can\'t all be masked',
        expected=f"at most {MOST_NAMES:,} names in a column of donors, samples or batches",
        found=f"{n:,}",
        remedy="Drop the column or rename it where it names no donor, sample or batch.",
    )
