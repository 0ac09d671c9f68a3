"""`read_table`: prior knowledge as a recorded input, cut down to the targets that a run can ask about."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    from cellforge_runtime.data import Data


def read_table(path: str | Path, data: Data) -> dict[str, list[str]]:
    """Terms of each perturbed target and of each feature, from lines `name<tab>term term ...`, plain or gzipped.

    Raises
    ------
    CellForgeError
        The file is missing, or none of its names is a target of the data.
    """
    path = Path(path)
    perturbed = {target for query in data.queries for target in query.targets}
    wanted = perturbed | set(data.features)
    table = {}
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                name, _, terms = line.rstrip("\n").partition("\t")
                if name in wanted and terms.split():
                    table[name] = terms.split()
    except OSError as error:
        raise CellForgeError(
            "knowledge/no-file",
            message="The table of prior knowledge can't be read.",
            expected="a text file, or a gzipped one, beside the notebook.",
            found=f"{path.name}: {error.strerror or error}.",
            remedy="Check the path in the training cell.",
        ) from None
    if not perturbed & set(table):
        raise CellForgeError(
            "knowledge/no-target",
            message="The table of prior knowledge says nothing of this data's targets.",
            expected=f"lines of a target, a tab and its terms; targets such as {', '.join(sorted(perturbed)[:3])}.",
            found=f"{len(table):,} names of measured features, no target.",
            remedy="Use a table with the same kind of gene names.",
        )
    return {name: table[name] for name in sorted(perturbed & set(table))}
