"""Chromatin accessibility: which peaks of a cell are open, and means that sequencing depth does not make.

A cell that was sequenced deeper shows more open peaks, so a condition whose cells are shallower seems to close peaks.
Scaling by depth does not undo that: how a peak answers to depth differs from peak to peak. Direct standardisation does:
the cells of a condition are weighted so that their depths are spread as those of its controls are.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from cellforge_runtime.describe.conditions import CONTROL, EXCLUDED, Conditions
from cellforge_runtime.describe.control_groups import matched_strata
from cellforge_runtime.describe.problem import few
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.stored_cells import StoredCells
from cellforge_runtime.task import Task

Peaks = sparse.csr_matrix | StoredCells
MOST_STRATA, CELLS_PER_STRATUM = 10, 25
MOST_WEIGHT = 5.0


def read_peaks(is_open: Peaks, found: Conditions, rows: np.ndarray) -> tuple[Peaks, np.ndarray, np.ndarray]:
    """What `prepare` keeps of these rows: weighted open peaks, condition of each cell, open peaks of each cell.

    A cell without any open peak has no depth: it is left out of its condition.
    """
    depth = depth_of(is_open)
    condition_of, context_of = found.condition_of[rows].copy(), found.context_of[rows]
    condition_of[depth == 0] = EXCLUDED
    _check_depth(depth, (condition_of, context_of), [each.label for each in found.conditions], list(found.contexts))
    times = None if found.time_of is None else found.time_of[rows]
    groups = matched_strata(replace(found, condition_of=condition_of, context_of=context_of, time_of=times))
    return weighted(is_open, depth_weights(depth, condition_of, groups)), condition_of, depth


def open_peaks(x: sparse.csr_matrix | np.ndarray, task: Task) -> sparse.csr_matrix:
    """1 where a peak has a fragment, (cells, peaks) csr float32; counts, logged or binary values alike.

    Raises
    ------
    CellForgeError
        `data/not-finite`, `data/negative`, or `data/not-sparse`: nearly every value is above 0, so that "above 0" says
        nothing of accessibility.
    """
    values = x.data if sparse.issparse(x) else x.ravel()
    if not np.isfinite(values).all():
        raise _no_accessibility("data/not-finite", "NaN or infinite values", task)
    if values.size and values.min() < 0:
        raise _no_accessibility("data/negative", f"values down to {float(values.min()):.3g}", task)
    found = sparse.csr_matrix(x)
    found.eliminate_zeros()
    if found.nnz > 0.95 * np.prod(found.shape):
        raise _no_accessibility("data/not-sparse", f"{found.nnz / np.prod(found.shape):.0%} of the values above 0", task)
    found.data = np.ones(found.nnz, dtype=np.float32)
    return found


def depth_of(is_open: Peaks) -> np.ndarray:
    """Open peaks of each cell, (cells,)."""
    lengths = is_open.row_lengths if isinstance(is_open, StoredCells) else np.diff(is_open.indptr)
    return lengths.astype(float)


def depth_weights(depth: np.ndarray, condition_of: np.ndarray, group_of: np.ndarray) -> np.ndarray:
    """The weight of each cell that gives its condition the depths of its controls, (cells,) float32.

    `group_of` is a code that controls share with the conditions compared with them, negative for neither.

    Depths are cut at quantiles of the controls, 25 controls a stratum and at most 10 strata. Controls weigh 1, and so
    does what is in no condition; a condition's weights have mean 1 and none is above five times the mean before that.
    """
    weights = np.ones(len(depth), dtype=np.float32)
    for group in np.unique(group_of[group_of >= 0]):
        here = group_of == group
        controls = depth[here & (condition_of == CONTROL)]
        n = min(MOST_STRATA, len(controls) // CELLS_PER_STRATUM)
        if n < 2:
            continue
        edges = np.quantile(controls, np.linspace(0, 1, n + 1)[1:-1])
        wanted = np.bincount(np.searchsorted(edges, controls, side="right"), minlength=n) / len(controls)
        rows = np.flatnonzero(here & (condition_of >= 0))
        stratum = np.searchsorted(edges, depth[rows], side="right")
        condition = condition_of[rows]
        cells = np.zeros((condition.max(initial=0) + 1, n))
        np.add.at(cells, (condition, stratum), 1.0)
        share = cells / np.maximum(cells.sum(axis=1, keepdims=True), 1.0)
        factor = np.minimum(wanted / np.where(share > 0, share, np.inf), MOST_WEIGHT)  # (conditions, strata)
        factor /= np.maximum((factor * share).sum(axis=1, keepdims=True), 1e-12)
        weights[rows] = factor[condition, stratum]
    return weights


def weighted(is_open: Peaks, weights: np.ndarray) -> Peaks:
    """Rows times their weights, without a copy of the pattern."""
    if isinstance(is_open, StoredCells):
        return is_open.scaled(weights)
    data = np.repeat(weights, np.diff(is_open.indptr)).astype(np.float32)
    return sparse.csr_matrix((data, is_open.indices, is_open.indptr), shape=is_open.shape)


def _check_depth(depth: np.ndarray, found: tuple[np.ndarray, np.ndarray], labels: list[str], contexts: list[str]) -> None:
    """Refuse conditions, and contexts of controls, none of whose cells has an open peak."""
    condition_of, context_of = found
    of = condition_of[condition_of >= 0]
    empty = [label for label, n in zip(labels, np.bincount(of, minlength=len(labels))) if n == 0]
    used = np.unique(context_of[condition_of >= 0])
    empty += [f"controls of {contexts[i]}" for i in used if not ((context_of == i) & (condition_of == CONTROL)).any()]
    if empty or not len(of):
        raise CellForgeError(
            "data/no-open-peaks",
            message="Some conditions have no cell with an open peak.",
            expected="cells with peaks above 0 in every condition and in the controls.",
            found=f"{int((depth == 0).sum()):,} cells without any; none with one in {few(empty or labels)}.",
            remedy="Check that this modality holds the peaks of these cells, and leave such cells out.",
        )


def _no_accessibility(code: str, found: str, task: Task) -> CellForgeError:
    return CellForgeError(
        code,
        message=f"{task.layer} can't be read as accessibility.",
        expected="counts, 0 and 1, or log-normalised values of peaks, most of them 0.",
        found=f"{found}.",
        remedy="Choose the layer with the peak counts.",
    )
