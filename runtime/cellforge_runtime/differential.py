"""Differential expression by the Wilcoxon rank-sum test: one function for observed and for predicted cells."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

SIGNIFICANT = 0.05
LEAST_LOG2_FOLD_CHANGE = 0.5
MOST_CELLS = 2000
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


def rank_sum(groups: Sequence[Cells], reference: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Scores and two-sided p-values of the asymptotic test with tie correction, (groups, features) each.

    References
    ----------
    illico (Apache-2.0), without the continuity correction, as scanpy's `rank_genes_groups(method="wilcoxon",
    tie_correct=True)` does.
    """
    from illico import asymptotic_wilcoxon
    from loguru import logger

    logger.disable("illico")
    names = [f"group {i}" for i in range(len(groups))]
    adata = _stacked([reference, *groups], ["reference", *names])
    with contextlib.redirect_stderr(io.StringIO()):  # its progress bar
        found = asymptotic_wilcoxon(
            adata, is_log1p=True, group_keys="group", reference="reference", use_continuity=False, precompile=False
        )
    shape = (len(names), adata.n_vars)
    scores, p_values = (
        found[column].unstack("feature").loc[names, list(adata.var_names)].to_numpy().reshape(shape)
        for column in ("z_score" if "z_score" in found else "z-scores", "p_value")
    )
    is_undefined = ~np.isfinite(scores)  # every cell has the same value
    return np.where(is_undefined, 0.0, scores), np.where(is_undefined, 1.0, p_values)


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
        counts = cells.copy()
        np.expm1(counts.data, out=counts.data)
        return np.asarray(counts.mean(axis=0), dtype=float).ravel()
    return np.expm1(cells).mean(axis=0, dtype=float)


def _stacked(blocks: Sequence[Cells], names: Sequence[str]):
    import pandas as pd
    from anndata import AnnData

    if any(sparse.issparse(block) for block in blocks):
        x = sparse.vstack([sparse.csr_matrix(block) for block in blocks]).tocsc()
        x.sort_indices()
    else:
        x = np.concatenate(blocks)
    labels = np.repeat(list(names), [block.shape[0] for block in blocks])
    obs = pd.DataFrame({"group": labels}, index=np.arange(len(labels)).astype(str))
    var = pd.DataFrame(index=np.arange(x.shape[1]).astype(str))
    return AnnData(X=x, obs=obs, var=var)
