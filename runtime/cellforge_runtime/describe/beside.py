"""What stands beside RNA in one AnnData: surface protein in obsm, or features of X that var, or their names, tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.antibody_names import are_antibodies
from cellforge_runtime.describe.problem import CellForgeError, few
from cellforge_runtime.describe.words import normalise

ANTIBODY = "Antibody Capture"  # how Cell Ranger names the feature type
TYPES = {"rna": "Gene Expression", "atac": "Peaks", "protein": ANTIBODY}
_WORDS = ("protein", "prot", "adt", "antibody", "surface", "cite")
_NOT_THESE = ("hto", "hashtag", "umap", "pca", "tsne", "embedding", "latent")
_COUNTS = ("counts", "raw", "expression")


@dataclass(frozen=True)
class Beside:
    """Where the proteins stand: `key` of obsm, or the column of var."""

    where: str  # "obsm" or "var"
    key: str
    n_features: int
    others: tuple[str, ...] = ()  # tables of the same proteins under other keys


def protein_beside(adata: Any) -> Beside | None:
    """The proteins of an AnnData, if it has any: obsm first, a table that is called counts before others."""
    width: dict[str, int] = {}
    for key in map(str, adata.obsm.keys()):
        shape = getattr(adata.obsm[key], "shape", ())
        word = normalise(key)
        if len(shape) == 2 and shape[1] and any(w in word for w in _WORDS) and not any(w in word for w in _NOT_THESE):
            width[key] = int(shape[1])
    if width:
        keys = sorted(width, key=lambda key: (not any(word in normalise(key) for word in _COUNTS), list(width).index(key)))
        same = tuple(key for key in keys[1:] if width[key] == width[keys[0]])
        return Beside("obsm", keys[0], width[keys[0]], same)
    n = int(_is_antibody(adata).sum())
    return Beside("var", "feature_types", n) if n else None


def proteins_of(adata: Any, beside: Beside) -> Any:
    """The proteins as an AnnData of their own; tables of the same proteins are its layers.

    Raises
    ------
    CellForgeError
        `data/protein-without-names`: an array in obsm whose columns nothing names.
    """
    if beside.where == "var":
        return adata[:, _is_antibody(adata)]
    from anndata import AnnData

    held = adata.obsm[beside.key]
    names = _names(adata, beside)
    layers = {key: _values(adata.obsm[key]) for key in beside.others}
    obs = pd.DataFrame(index=adata.obs_names)
    return AnnData(_values(held), obs=obs, var=pd.DataFrame(index=pd.Index(names)), layers=layers)


def of_modality(adata: Any, modality: str) -> Any:
    """The AnnData with the features of this modality alone; the same object where it has no others.

    Cell Ranger puts antibodies, peaks, hashtags and guides beside the genes: counts of guides tell the perturbation, and
    are no expression.
    """
    kept = _is_of(adata, modality)
    return adata if kept.all() else adata[:, kept]


def of_raw(adata: Any, modality: str) -> np.ndarray | None:
    """Which features of `raw` are of this modality, (features,) bool; None where all are.

    A view of X leaves `raw` whole: without this guides would be genes, and genes proteins.
    """
    var = adata.raw.var
    types = var["feature_types"].astype(str) if "feature_types" in var.columns else None
    if types is None:
        kept = var.index.isin(adata.var_names) if modality == "protein" else np.ones(len(var), dtype=bool)
    elif (types == TYPES[modality]).any():
        kept = (types == TYPES[modality]).to_numpy()
    else:
        kept = (types != ANTIBODY).to_numpy()
    return None if kept.all() or not kept.any() else kept


def var_read(adata: Any, layer: str, modality: str) -> pd.DataFrame:
    """The var of the features that are read: of X, or of `raw`."""
    if layer != "raw":
        return adata.var
    kept = of_raw(adata, modality)
    return adata.raw.var if kept is None else adata.raw.var[kept]


def types_inside(adata: Any) -> dict[str, int]:
    """How many features X has of each type that var["feature_types"] names; empty where it names none."""
    if "feature_types" not in adata.var.columns:
        return {}
    return {str(kind): int(n) for kind, n in adata.var["feature_types"].astype(str).value_counts().items() if n}


def n_features_of(adata: Any, modality: str) -> int:
    """How many features of X are of this modality."""
    return int(_is_of(adata, modality).sum())


def _is_of(adata: Any, modality: str) -> np.ndarray:
    types = types_inside(adata)
    if TYPES[modality] in types and len(types) > 1:
        return (adata.var["feature_types"].astype(str) == TYPES[modality]).to_numpy()
    is_antibody = _is_antibody(adata)
    return ~is_antibody if modality == "rna" and not is_antibody.all() else np.ones(int(adata.n_vars), dtype=bool)


def _is_antibody(adata: Any) -> np.ndarray:
    if "feature_types" not in adata.var.columns:
        return np.full(int(adata.n_vars), are_antibodies(adata.var_names))  # a file of its own, as scPerturb has them
    return (adata.var["feature_types"].astype(str) == ANTIBODY).to_numpy()


def _values(held: Any) -> Any:
    if isinstance(held, pd.DataFrame):
        return held.to_numpy()
    return held.tocsr() if hasattr(held, "tocsr") else np.asarray(held)


def _names(adata: Any, beside: Beside) -> list[str]:
    held = adata.obsm[beside.key]
    if isinstance(held, pd.DataFrame) and not pd.api.types.is_numeric_dtype(held.columns):
        return [str(name) for name in held.columns]
    for key in (f"{beside.key}_names", f"{beside.key}_var_names", "protein_names", "adt_names", "antibody_names"):
        told = adata.uns.get(key)
        if told is not None and np.ndim(told) == 1 and len(told) == beside.n_features:
            return [str(name) for name in told]
    raise CellForgeError(
        "data/protein-without-names",
        f'The proteins in obsm["{beside.key}"] have no names',
        expected=f'a DataFrame whose columns are named, or {beside.n_features} names in uns["{beside.key}_names"]',
        found=f"{beside.n_features} columns without names"
        + (f"; uns has {few(list(map(str, adata.uns.keys())))}" if len(adata.uns) else ""),
        remedy=f'For example adata.obsm["{beside.key}"] = pandas.DataFrame(values, index=adata.obs_names, columns=names).',
    )
