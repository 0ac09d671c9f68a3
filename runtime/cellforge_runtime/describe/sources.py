"""The AnnData and the obs a task reads: of an AnnData itself or of its proteins, or of one modality of a MuData."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cellforge_runtime.describe.beside import TYPES, n_features_of, of_modality, protein_beside, proteins_of, types_inside
from cellforge_runtime.describe.column_names import perturbation_weight
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
    borrowed: Mapping[str, str] = field(default_factory=dict)  # column of obs -> the modality whose obs has it


def is_mudata(data: Any) -> bool:
    """Told by its shape, so that mudata need not be installed."""
    return isinstance(getattr(data, "mod", None), Mapping) and hasattr(data, "obs")


def modalities_of(data: Any) -> tuple[dict[str, Any], ...]:
    """Modalities with the id, key and number of features of each; those of other kinds (hashtags) are left out."""
    if not is_mudata(data):
        kind = "atac" if are_loci(data.var_names) else "rna"
        beside = protein_beside(data)
        inside = beside.n_features if beside and beside.where == "var" else 0
        types = types_inside(data)
        kinds = [name for name in ("rna", "atac") if TYPES[name] in types] if len(types) > 1 else []
        kinds = (kinds or [kind]) if data.n_vars > inside else []
        own = tuple({"id": name, "key": "", "n_features": n_features_of(data, name)} for name in kinds)
        return own if beside is None else (*own, {"id": "protein", "key": beside.key, "n_features": beside.n_features})
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


def named_modalities(text: str) -> tuple[str, ...]:
    """The modalities of a task or setting: one, or several with commas between; the first is the one judged first."""
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def source(data: Any, modality: str = "rna") -> Source:
    """The part of `data` a task reads; `data` is an AnnData, a MuData or a Source.

    An AnnData is taken for what is asked; its proteins stand in obsm, or in X where var says so. Of several modalities
    the first is given, and of it the cells that the others were measured in too.

    Raises
    ------
    CellForgeError
        `data/no-such-modality`: there is no such modality; `data/no-shared-cells`; `data/protein-without-names`.
    """
    if isinstance(data, Source):
        return data
    return sources(data, modality)[0]


def sources(data: Any, modality: str) -> tuple[Source, ...]:
    """One source for each modality of a task, all with the same cells in the same order."""
    read = tuple(_one(data, name) for name in named_modalities(modality))
    if len(read) < 2 or all(read[0].obs.index.equals(each.obs.index) for each in read[1:]):
        return read
    shared = read[0].obs.index
    for each in read[1:]:
        shared = shared[shared.isin(each.obs.index)]
    if not len(shared):
        raise CellForgeError(
            "data/no-shared-cells",
            f"No cell was measured in both {' and '.join(each.modality for each in read)}",
            expected="cells with the same name in the modalities of the task",
            found=" and ".join(f"{few(list(map(str, each.obs.index[:2])))} in {each.modality}" for each in read),
            remedy="Give the cells of both modalities the same obs_names, or set one modality.",
        )
    return tuple(_of_cells(each, shared) for each in read)


def _of_cells(read: Source, names: pd.Index) -> Source:
    """The cells of these names, in memory: a copy, as the modalities of ragged data have no common order."""
    if not read.obs.index.is_unique or read.obs.index.equals(names):
        return read
    return replace(read, adata=read.adata[names].to_memory(), obs=read.obs.loc[names])


def _one(data: Any, modality: str) -> Source:
    if not is_mudata(data):
        return _of_anndata(data, modality)
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
    obs = _obs_with_shared_columns(adata.obs, data.obs, found["key"])
    obs, borrowed = _with_labels_of_others(obs, data, found["key"])
    return Source(adata, obs, modality, found["key"], told, borrowed)


def _of_anndata(data: Any, modality: str) -> Source:
    told = modalities_of(data)
    if modality == "protein":
        beside = protein_beside(data)
        if beside is None:
            raise CellForgeError(
                "data/no-such-modality",
                "This AnnData has no surface protein",
                expected='a table such as obsm["protein"], a DataFrame with the names of the proteins, or "Antibody '
                'Capture" in var["feature_types"]',
                found=f"obsm with {few(list(map(str, data.obsm.keys())))}" if len(data.obsm) else "an empty obsm",
                remedy='Put the counts into adata.obsm["protein"], or mark the features that are proteins in var: where all are, '
                'adata.var["feature_types"] = "Antibody Capture".',
            )
        return Source(proteins_of(data, beside), data.obs, modality, beside.key, told)
    return Source(of_modality(data, modality), data.obs, modality, "", told)


def _obs_with_shared_columns(obs: pd.DataFrame, shared: pd.DataFrame, key: str) -> pd.DataFrame:
    """Columns that stand only in the MuData's own obs, as `batch` or `rna:batch`, brought to this modality's cells."""
    names = {column: str(column).removeprefix(f"{key}:") for column in shared.columns}
    missing = {column: name for column, name in names.items() if name not in obs.columns and ":" not in name}
    if not missing or not shared.index.is_unique or len(set(missing.values())) < len(missing):
        return obs
    return pd.concat([obs, shared[list(missing)].rename(columns=missing).reindex(obs.index)], axis=1)


def _with_labels_of_others(obs: pd.DataFrame, data: Any, key: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Columns of another modality's obs, for the same cells, where no column here tells a perturbation."""
    if any(perturbation_weight(str(column)) > 0 for column in obs.columns):
        return obs, {}
    for other, adata in data.mod.items():
        theirs = adata.obs
        telling = [column for column in theirs.columns if perturbation_weight(str(column)) > 0]
        missing = [column for column in theirs.columns if column not in obs.columns]
        if other != key and telling and theirs.index.is_unique and obs.index.is_unique:
            joined = pd.concat([obs, theirs[missing].reindex(obs.index)], axis=1)
            return joined, {str(column): str(other) for column in missing}
    return obs, {}
