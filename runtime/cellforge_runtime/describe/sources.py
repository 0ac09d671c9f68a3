"""The AnnData and the obs a task reads: of an AnnData itself, or of one modality of a MuData."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.words import normalise

MODALITY_WORDS: dict[str, tuple[str, ...]] = {
    "rna": ("rna", "gex", "gene", "genes", "geneexpression", "mrna", "transcriptome", "expression", "scrna", "rnaseq"),
    "protein": ("prot", "protein", "proteins", "adt", "cite", "antibody", "antibodycapture", "surface", "ab"),
    "atac": ("atac", "peaks", "peak", "accessibility", "chromatin", "scatac"),
}
LOCUS = re.compile(r"^[A-Za-z0-9._]+[:_-]\d+[-_:]\d+$")  # chr1:100-600, chr1_100_600, 1-100-600
NAMES_READ = 200


@dataclass(frozen=True)
class Source:
    """What is read: the matrix-bearing AnnData of one modality and its obs, columns of a MuData's own obs included."""

    adata: Any
    obs: pd.DataFrame
    modality: str
    key: str
    modalities: tuple[dict[str, Any], ...]


def is_mudata(data: Any) -> bool:
    """Told by its shape, so that mudata need not be installed."""
    return isinstance(getattr(data, "mod", None), Mapping) and hasattr(data, "obs")


def modalities_of(data: Any) -> tuple[dict[str, Any], ...]:
    """Modalities with the id, key and number of features of each; those of other kinds (hashtags) are left out."""
    if not is_mudata(data):
        kind = "atac" if are_loci(data.var_names) else "rna"
        return ({"id": kind, "key": "", "n_features": int(data.n_vars)},)
    told = []
    for key, adata in data.mod.items():
        word = normalise(str(key))
        kind = next((kind for kind, words in MODALITY_WORDS.items() if word in words), None)
        if kind:
            told.append({"id": kind, "key": str(key), "n_features": int(adata.n_vars)})
    return tuple(told)


def default_modality(data: Any) -> str:
    """RNA where there is any, else what there is."""
    told = [each["id"] for each in modalities_of(data)]
    return "rna" if "rna" in told or not told else told[0]


def are_loci(names: Any) -> bool:
    """Whether features are named as stretches of a genome, as peaks are."""
    read = [str(name) for name in names[:NAMES_READ]]
    return bool(read) and sum(LOCUS.match(name) is not None for name in read) >= 0.9 * len(read)


def source(data: Any, modality: str = "rna") -> Source:
    """The part of `data` a task reads; `data` is an AnnData, a MuData or a Source. An AnnData is taken for what is asked.

    Raises
    ------
    CellForgeError
        `data/no-such-modality`: a MuData has no such modality.
    """
    if isinstance(data, Source):
        return data
    if not is_mudata(data):
        return Source(data, data.obs, modality, "", modalities_of(data))
    told = modalities_of(data)
    found = next((each for each in told if each["id"] == modality), None)
    if found is None:
        keys = [str(key) for key in data.mod]
        raise CellForgeError(
            "data/no-such-modality",
            f"This MuData has no {modality} modality",
            expected=f"a modality named {few(list(MODALITY_WORDS[modality][:3]))}",
            found=few(keys) if keys else "no modality",
            remedy=f'Rename the modality that holds the {modality} to "{modality}".',
        )
    adata = data.mod[found["key"]]
    return Source(adata, _obs_with_shared_columns(adata.obs, data.obs), modality, found["key"], told)


def _obs_with_shared_columns(obs: pd.DataFrame, shared: pd.DataFrame) -> pd.DataFrame:
    """Columns that stand only in the MuData's own obs, brought to this modality's cells."""
    missing = [c for c in shared.columns if c not in obs.columns and ":" not in str(c)]
    if not missing or not shared.index.is_unique:
        return obs
    return pd.concat([obs, shared[missing].reindex(obs.index)], axis=1)
