"""Differential expression by the Wilcoxon rank-sum test: one function for observed and for predicted cells."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import sparse

from cellforge_runtime.side_by_side import without_stderr

SIGNIFICANT = 0.05
LEAST_LOG2_FOLD_CHANGE = 0.5
MOST_CELLS = 2000
LEAST_TOGETHER, MOST_VALUES = 256, 12_000_000  # features tested at a time; values of all cells in them
_TINY = 1e-9

Cells = sparse.csr_matrix | np.ndarray


@dataclass(frozen=True)
class Differential:
    """The test of each group against the reference."""

    scores: np.ndarray  # (groups, features) z of the rank sum, above 0 where the group is higher
    is_changed: np.ndarray  # (groups, features) bool


def differential(groups: Sequence[Cells], reference: Cells) -> Differential:
    """Which features differ between each group of cells and the reference.

    Changed is what has a Benjamini-Hochberg p below 0.05 over the group's features and a log2 fold change beyond 0.5 of
    mean counts.

    Parameters
    ----------
    groups, reference
        log1p cells, (cells, features) each.
    """
    scores, p_values = rank_sum(groups, reference)
    level = np.stack([_mean_count(group) for group in groups])
    fold_change = np.log2((level + _TINY) / (_mean_count(reference) + _TINY))
    is_significant = np.stack([benjamini_hochberg(row) < SIGNIFICANT for row in p_values])
    return Differential(scores, is_significant & (np.abs(fold_change) > LEAST_LOG2_FOLD_CHANGE))


def rank_sum(groups: Sequence[Cells], reference: Cells, *, use_continuity: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Scores and two-sided p-values of the asymptotic test with tie correction, (groups, features) each.

    References
    ----------
    illico (Apache-2.0). Without the continuity correction, as scanpy's `rank_genes_groups(method="wilcoxon",
    tie_correct=True)` does; with it, as pdex and scipy's `mannwhitneyu` do.
    """
    asymptotic_wilcoxon = _quiet_illico()
    names = [f"{i:06d}" for i in range(len(groups) + 1)]
    cells = _Stacked.of([reference, *groups], names)
    with without_stderr():  # its progress bar
        found = asymptotic_wilcoxon(
            cells,
            is_log1p=True,
            group_keys="group",
            reference=names[0],
            use_continuity=use_continuity,
            precompile=False,
            batch_size=cells.n_together,
        )
    n_features = cells.X.shape[1]
    place = {name: row for row, name in enumerate(found.index.get_level_values(0)[::n_features])}
    rows = [place[name] for name in names[1:]]
    scores, p_values = (
        found[column].to_numpy().reshape(-1, n_features)[rows]
        for column in ("z_score" if "z_score" in found else "z-scores", "p_value")
    )
    is_undefined = ~np.isfinite(scores)  # every cell has the same value
    return np.where(is_undefined, 0.0, scores), np.where(is_undefined, 1.0, p_values)


@cache
def _quiet_illico() -> Callable[..., pd.DataFrame]:
    """The test itself, without its log lines and without tqdm's advice, in a notebook, to install widgets."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="IProgress not found")
        from illico import asymptotic_wilcoxon
    from loguru import logger

    logger.disable("illico")
    return asymptotic_wilcoxon


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """Adjusted p-values of one family, (n,)."""
    order = np.argsort(p_values)
    ranked = p_values[order] * len(p_values) / np.arange(1, len(p_values) + 1)
    adjusted = np.empty_like(ranked)
    adjusted[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(max=1.0)
    return adjusted


def at_most(rows: np.ndarray, rng: np.random.Generator, most: int = MOST_CELLS) -> np.ndarray:
    """The rows, or a seeded draw of them in their order where there are more."""
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def _mean_count(cells: Cells) -> np.ndarray:
    if sparse.issparse(cells):
        counts = cells.astype(np.float64)  # the mean of 32-bit sparse values is summed in 32 bits
        np.expm1(counts.data, out=counts.data)
        return np.asarray(counts.mean(axis=0)).ravel()
    return np.expm1(cells).mean(axis=0, dtype=float)


@dataclass(frozen=True)
class _Stacked:
    """As much of an AnnData as the test reads; a real one takes longer to build than the test to run."""

    X: sparse.csr_matrix | np.ndarray
    obs: pd.DataFrame
    var_names: list[str]
    isbacked: bool = False

    @property
    def n_together(self) -> int:
        """How many features are tested at a time: each time all stored cells are searched for them."""
        return max(LEAST_TOGETHER, MOST_VALUES // max(self.X.shape[0], 1))

    @classmethod
    def of(cls, blocks: Sequence[Cells], names: Sequence[str]) -> _Stacked:
        if any(sparse.issparse(block) for block in blocks):
            # by cells: to bring the columns together takes longer than the test gains by it
            x = sparse.vstack([sparse.csr_matrix(block) for block in blocks], format="csr")
            x.sort_indices()
        else:
            x = np.concatenate(blocks)
        labels = np.repeat(list(names), [block.shape[0] for block in blocks])
        return cls(x, pd.DataFrame({"group": labels}), [str(i) for i in range(x.shape[1])])
