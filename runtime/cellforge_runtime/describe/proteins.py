"""What an analyst of surface protein should know: how values are read, background, few features, cells without protein."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from cellforge_runtime.describe.antibody_names import isotypes
from cellforge_runtime.describe.cautions import Caution
from cellforge_runtime.describe.conditions import CONTROL, Conditions
from cellforge_runtime.describe.matrices import Matrix, row_sample
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.sources import Source

READABLE = ("counts", "log", "normalised", "clr")
FEW = 10
ROWS = 2000
CENTRED = 0.01


def protein_profile(each: Matrix, profile: dict[str, Any]) -> dict[str, Any]:
    """The wire `MatrixProfile` of a matrix of proteins: centred log ratios are told from other scaled values.

    Within a cell they sum to 0, which neither counts nor z-scores do.
    """
    if profile["value_state"] != "scaled":
        return profile
    rows = _dense(each.rows(row_sample(each.n_cells)))
    off = np.abs(rows.mean(axis=1)) / np.maximum(rows.std(axis=1), 1e-9)
    if not np.median(off) < CENTRED:
        return profile
    told = f"Negative values, from {profile['minimum']:.4g} to {profile['maximum']:.4g}; each cell sums to 0"
    return {**profile, "value_state": "clr", "evidence": f"{told}: centred log ratios."}


def check_protein_values(profile: dict[str, Any]) -> None:
    """Refuses values that can't be read as protein.

    Raises
    ------
    CellForgeError
        `data/protein-values`.
    """
    if profile["value_state"] in READABLE:
        return
    name = profile["name"]
    raise CellForgeError(
        "data/protein-values",
        f"{name} can't be read as surface protein",
        expected="counts, their logarithm, or centred log ratios, which sum to 0 within a cell",
        found=profile["evidence"],
        remedy="Put the antibody counts into a layer or into X, and set layer to it.",
    )


def protein_facts(read: Source, each: Matrix, found: Conditions, state: str) -> list[dict[str, Any]]:
    """The facts `proteins` and, where isotype controls are named, `background-share`."""
    n, named = each.n_features, isotypes(read.adata.var_names)
    told = [{"id": "proteins", "value": float(n), "unit": "features", "text": f"{n:,} surface proteins."}]
    share = background_share(read, each, found, state)
    if share is not None:
        text = f"{share:.0%} of the proteins are no brighter in control cells than the isotype controls ({few(named, 3)})."
        told.append({"id": "background-share", "value": round(share, 4), "unit": "share", "text": text})
    spread = noise_range(each, found, state)
    if spread is not None:
        text = f"The noisier tenth of the proteins vary {spread:.1f} times as much in control cells as the quiet tenth."
        told.append({"id": "protein-noise-range", "value": round(spread, 4), "unit": "ratio", "text": text})
    return told


def noise_range(each: Matrix, found: Conditions, state: str) -> float | None:
    """Variance of centred log ratios over control cells: the 90th over the 10th percentile of the proteins."""
    controls = np.flatnonzero(found.condition_of == CONTROL)
    if len(controls) < FEW or each.n_features < 3:
        return None
    rows = _dense(each.rows(controls[row_sample(len(controls), ROWS)]))
    level = np.log1p(np.maximum(rows, 0)) if state in ("counts", "normalised") else rows
    quiet, noisy = np.quantile((level - level.mean(axis=1, keepdims=True)).var(axis=0), [0.1, 0.9])
    return float(noisy / quiet) if quiet > 0 else None


def background_share(read: Source, each: Matrix, found: Conditions, state: str) -> float | None:
    """Share of the proteins whose mean in control cells is at or below the brightest isotype control's; None without any."""
    names = [str(name) for name in read.adata.var_names]
    is_isotype = np.isin(names, isotypes(names))
    controls = np.flatnonzero(found.condition_of == CONTROL)
    if not is_isotype.any() or is_isotype.all() or not len(controls):
        return None
    rows = _dense(each.rows(controls[row_sample(len(controls), ROWS)]))
    level = np.log1p(np.maximum(rows, 0)) if state in ("counts", "normalised") else rows
    mean = level.mean(axis=0)
    return float((mean[~is_isotype] <= mean[is_isotype].max()).mean())


def protein_cautions(reads: Sequence[Source], each: Matrix, found: Conditions, state: str) -> Iterator[Caution]:
    """The gravest first; `reads` are the sources of the task's modalities, one of them protein."""
    read = next(one for one in reads if one.modality == "protein")
    names = [str(name) for name in read.adata.var_names]
    if len(names) < FEW:
        yield Caution(
            "few-proteins", "Few proteins",
            f"{len(names)} proteins: a centred log ratio moves all of them when one moves, and a correlation over so few "
            "features is uncertain. Read the errors beside it.",
        )  # fmt: skip
    named = isotypes(names)
    if named:
        yield Caution(
            "isotype-controls", "Isotype controls among the proteins",
            f"{few(named)} measure background. They stay among the features: a model that moves them is fitting background.",
        )  # fmt: skip
    if state in ("log", "normalised"):
        was = "were logged already" if state == "log" else "are no counts; they are logged"
        yield Caution(
            "protein-not-counts", "Proteins are not raw counts",
            f"The values {was}; each cell is then centred on the mean over its proteins.",
        )  # fmt: skip
    is_empty = (_totals(each) == 0) & (found.condition_of[_looked_at(each)] >= CONTROL)
    if state != "clr" and is_empty.any():
        told = f"{int(is_empty.sum()):,} cells have no antibody count and are left out."
        yield Caution("empty-cells", "Cells without protein counts", told)


def unshared_caution(data: Any, reads: Sequence[Source]) -> Iterator[Caution]:
    """Says what is done with cells that only one modality of a MuData was measured in."""
    if len(reads) < 2 or not hasattr(data, "mod"):
        return
    kept = len(reads[0].obs)
    left = [(int(data.mod[each.key].n_obs) - kept, each.modality) for each in reads]
    if any(n for n, _ in left):
        told = " and ".join(f"{n:,} of {modality}" for n, modality in left if n)
        yield Caution(
            "cells-in-one-modality", "Cells in one modality only",
            f"{kept:,} cells were measured in both; {told} were not and are left out.",
        )  # fmt: skip


def _looked_at(each: Matrix) -> np.ndarray:
    return np.arange(each.n_cells) if each.held is not None and sp.issparse(each.held) else row_sample(each.n_cells, ROWS)


def _totals(each: Matrix) -> np.ndarray:
    rows = _looked_at(each)
    held = each.held if len(rows) == each.n_cells and each.held is not None else each.rows(rows)
    return np.asarray(held.sum(axis=1)).ravel()


def _dense(rows: Any) -> np.ndarray:
    return np.asarray(rows.todense() if sp.issparse(rows) else rows, dtype=np.float64)
