"""What an analyst of peaks should know: depth that differs between conditions, cells without peaks, peaks without names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from cellforge_runtime.describe.cautions import Caution
from cellforge_runtime.describe.conditions import CONTROL, Conditions
from cellforge_runtime.describe.control_groups import matched_strata
from cellforge_runtime.describe.matrices import Matrix, blocks, row_sample, stored
from cellforge_runtime.describe.on_disk import compressed, feature_sample, is_by_feature
from cellforge_runtime.describe.problem import few
from cellforge_runtime.describe.sources import are_loci

ROWS = 2000
DIFFERS = 1.25
APART = 0.5
STORED_PEAKS, READ_AT_ONCE = 20_000_000, 1_000_000


class Depths:
    """Open peaks of cells: of all where the matrix is in memory, else of a sample of cells, or of peaks (csc in a file)."""

    def __init__(self, each: Matrix, found: Conditions) -> None:
        self.rows, self.n_open = _open_counts(each)
        self.found = found
        self.state = found.condition_of[self.rows]
        self.matched = matched_strata(found)[self.rows]

    def ratios(self) -> dict[int, float]:
        """Median depth of each condition over that of its controls."""
        told = {}
        for i in np.unique(self.state[self.state >= 0]):
            own, controls = self._sides(int(i))
            if len(own) and len(controls) and np.median(controls) > 0:
                told[int(i)] = float(np.median(own) / np.median(controls))
        return told

    def apart(self) -> list[int]:
        """Conditions most of whose cells lie outside the depths of their controls (5 % to 95 %)."""
        told = []
        for i in np.unique(self.state[self.state >= 0]):
            own, controls = self._sides(int(i))
            if not len(own) or not len(controls):
                continue
            low, high = np.quantile(controls, [0.05, 0.95])
            if ((own >= low) & (own <= high)).mean() < APART:
                told.append(int(i))
        return told

    def _sides(self, condition: int) -> tuple[np.ndarray, np.ndarray]:
        is_own = self.state == condition
        group = self.matched[is_own][0]
        return self.n_open[is_own], self.n_open[(self.state == CONTROL) & (self.matched == group)]


def depth_fact(depths: Depths) -> list[dict[str, Any]]:
    """The fact `depth-ratio`: the condition furthest from its controls."""
    ratios = depths.ratios()
    if not ratios:
        return []
    value = max(ratios.values(), key=lambda ratio: abs(np.log(max(ratio, 1e-9))))
    text = f"Open peaks of a cell over those of a control cell, by medians, where they differ most: {value:.2f}."
    return [{"id": "depth-ratio", "value": round(value, 4), "unit": "ratio", "text": text}]


def peak_cautions(depths: Depths, names: Sequence[str]) -> Iterator[Caution]:
    """The gravest first."""
    label = {i: each.label for i, each in enumerate(depths.found.conditions)}
    apart = depths.apart()
    if apart:
        yield Caution(
            "depth-confounded", "Depth coincides with condition",
            f"Most cells of {few([label[i] for i in apart])} have depths that the controls hardly have: what the "
            "perturbation opens or closes and what depth does can't be told apart there.",
        )  # fmt: skip
    ratios = depths.ratios()
    differ = sorted((i for i, r in ratios.items() if not 1 / DIFFERS <= r <= DIFFERS), key=lambda i: ratios[i])
    if differ:
        shown = ", ".join(f'"{label[i]}" {ratios[i]:.2f}' for i in differ[:5])
        yield Caution(
            "depth-differs", "Depth differs between conditions",
            f"Open peaks of a cell over those of a control cell, by medians: {shown}. Means are taken at the controls' "
            "depth and tests have depth as covariate.",
        )  # fmt: skip
    n_empty = int(((depths.n_open == 0) & (depths.state >= CONTROL)).sum())
    if n_empty:
        yield Caution("empty-cells", "Cells without open peaks", f"{n_empty:,} cells have no open peak and are left out.")
    if not are_loci(names):
        yield Caution(
            "peaks-without-names", "Peaks without names",
            f"Features are called {few([str(name) for name in names[:3]])}, not by their place such as chr1:100-600: "
            "results are told under these names.",
        )  # fmt: skip


def _open_counts(each: Matrix) -> tuple[np.ndarray, np.ndarray]:
    held = each.held
    if is_by_feature(held):
        return np.arange(each.n_cells), _open_in_sample(held)
    if stored(held) is None:
        rows = row_sample(each.n_cells, ROWS)
        return rows, _per_row(each.rows(rows))
    return np.arange(each.n_cells), _per_row(held)


def _open_in_sample(held: Any) -> np.ndarray:
    """Open peaks of each cell among some of the peaks, (cells,); read a run of peaks at a time, by places alone."""
    in_file = compressed(held)
    peaks = feature_sample(in_file, STORED_PEAKS)
    n_open = np.zeros(in_file.shape[0], dtype=int)
    for run in np.split(peaks, np.flatnonzero(np.diff(peaks) != 1) + 1):
        for first in range(int(in_file.indptr[run[0]]), last := int(in_file.indptr[run[-1] + 1]), READ_AT_ONCE):
            n_open += np.bincount(in_file.indices[first : min(first + READ_AT_ONCE, last)], minlength=len(n_open))
    return n_open


def _per_row(held: Any) -> np.ndarray:
    if not sp.issparse(held):
        return np.concatenate([np.count_nonzero(block, axis=1) for block in blocks(np.asarray(held))])
    if held.format == "csr":
        of_row = np.repeat(np.arange(held.shape[0]), np.diff(held.indptr))
    else:
        held = held if held.format == "csc" else held.tocsc()
        of_row = held.indices
    return np.bincount(of_row, weights=held.data != 0, minlength=held.shape[0]).astype(int)
