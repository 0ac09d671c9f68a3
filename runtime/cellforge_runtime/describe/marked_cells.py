"""Cells that a column of obs marks as doublets or as failed, and that are read all the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cellforge_runtime.describe.cautions import Caution
from cellforge_runtime.describe.columns import Coded
from cellforge_runtime.describe.conditions import CONTROL, Conditions, by_size
from cellforge_runtime.describe.labels import not_a_perturbation
from cellforge_runtime.describe.perturbation import NO, YES_NO
from cellforge_runtime.describe.table import Table
from cellforge_runtime.describe.words import NO_BARCODE, NOT_GOOD, SEVERAL, normalise

MOST_LABELS = 12
_GOOD = {"singlet", "singlets", "single", "normal", "pass", "passed", "ok", "good", "highquality", "keep", "clean"}
_BAD = {"ambs", "ambient"}  # as demuxlet writes it: ambiguous
_YES_IS_BAD = {"doublet", "isdoublet", "predicteddoublet", "predicteddoublets", "multiplet", "lowquality", "islowquality"}
_YES_IS_GOOD = {"passqc", "passedqc", "qcpass", "qcpassed", "singlet", "issinglet", "passfilter", "qcmask"}


def marked_cautions(found: Conditions, table: Table, perturbation: str) -> Iterator[Caution]:
    """One for each column that marks some of the cells that take part, and not all of them."""
    used = found.condition_of >= CONTROL
    for name in table.names:
        column = table.column(name) if name != perturbation else None
        if column is None or not 2 <= len(column.labels) <= MOST_LABELS:
            continue
        bad, good = _sides(column)
        counts = dict(zip(column.labels, np.bincount(column.codes[used & (column.codes >= 0)], minlength=len(column.labels))))
        marked = [label for label in bad if counts[label]]
        if not marked or not any(counts[label] for label in good):
            continue
        shown = ", ".join(f'"{label}" ({counts[label]:,})' for label in marked[:4])
        yield Caution(
            "marked-cells", "Marked cells are read",
            f'obs["{name}"] marks {sum(counts[label] for label in marked):,} of the cells that are read: {shown}. They are read '
            f"as the others are; where={name}:{good[0]} leaves them out.",
        )  # fmt: skip


def _sides(column: Coded) -> tuple[list[str], list[str]]:
    """Labels that mark cells as bad and as good, commonest first."""
    word, labels = normalise(column.name), by_size(column)
    if set(labels) in YES_NO:
        no, yes = [label for label in labels if label in NO], [label for label in labels if label not in NO]
        return (yes, no) if word in _YES_IS_BAD else (no, yes) if word in _YES_IS_GOOD else ([], [])
    bad = [each for each in labels if not_a_perturbation(each) in (SEVERAL, NOT_GOOD, NO_BARCODE) or normalise(each) in _BAD]
    return bad, [each for each in labels if normalise(each) in _GOOD]
