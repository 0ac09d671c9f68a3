"""A fingerprint of the data a task reads: shape, names, per-feature sums, and the obs columns used.

The order of cells and of features does not change it. Sums are exact (values in steps of 2**-16, added as whole
numbers). A view, or a matrix with more than SUMMED stored values, is summed over a fixed sample of rows only, or of
features where it is stored by features; the same in memory and in a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cellforge_runtime.describe.columns import coded, find_column
from cellforge_runtime.describe.layers import reading
from cellforge_runtime.describe.matrices import Matrix, matrix, row_sample
from cellforge_runtime.describe.on_disk import Compressed, compressed, feature_sample, n_stored, read_features
from cellforge_runtime.describe.sources import Source, source

SUMMED = 20_000_000
STEPS = 65536.0
ROWS = 512
BLOCK = 500_000


def fingerprint(data: Any, task: Mapping[str, Any]) -> str:
    """sha256, hex, of what `task` (keys of the wire Task) reads of an AnnData, a MuData or a Source."""
    read = source(data, str(task.get("modality") or "rna"))
    digest = hashlib.sha256()
    digest.update(f"cellforge-1|{read.adata.shape[0]}x{read.adata.shape[1]}|{task.get('layer') or 'X'}".encode())
    digest.update(_cells(read.obs, used_columns(task)).tobytes())
    found = matrix(read.adata, str(task.get("layer") or "X"))
    if found is not None:
        names = _names_of(read.adata, found)
        digest.update(_features(names, _sums(found)).tobytes())
    return digest.hexdigest()


def fingerprint_of_all(reads: tuple[Source, ...], task: Mapping[str, Any]) -> str:
    """The same of a task with several modalities; of one it is that one's fingerprint."""
    first = fingerprint(reads[0], task)
    if len(reads) == 1:
        return first
    others = [fingerprint(each, {**task, "layer": reading(each)["name"]}) for each in reads[1:]]
    return hashlib.sha256("|".join([first, *others]).encode()).hexdigest()


def used_columns(task: Mapping[str, Any]) -> list[str]:
    """The obs columns a task reads, in a fixed order."""
    where = str(task.get("where") or "").partition(":")[0]
    names = [where, *(str(task.get(key) or "") for key in ("perturbation", "context", "batch"))]
    for key in ("dose", "time"):
        quantity = task.get(key)
        names.append(str(quantity["column"]) if quantity and quantity.get("from") == "column" else "")
    return sorted({name for name in names if name})


def _cells(obs: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """One number a cell, of its name and its labels, added up: the same in any order."""
    hashes = _hash(obs.index)
    for name in columns:
        if find_column(obs, name) is None:
            continue
        column = coded(obs, name)
        labels = np.append(_hash(pd.Index(column.labels, dtype=object)), np.uint64(0))
        with np.errstate(over="ignore"):
            hashes = hashes * np.uint64(1099511628211) + labels[column.codes]
    return _bag(hashes)


def _features(names: pd.Index, sums: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return _bag(_hash(names) * np.uint64(1099511628211) + sums.astype(np.int64).view(np.uint64))


def _bag(hashes: np.ndarray) -> np.ndarray:
    """A set of numbers as two that do not know their order: the sum, and the sum of mixed ones."""
    with np.errstate(over="ignore"):
        mixed = (hashes ^ (hashes >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        return np.array([hashes.sum(dtype=np.uint64), (mixed ^ (mixed >> np.uint64(32))).sum(dtype=np.uint64)])


def _hash(index: pd.Index) -> np.ndarray:
    texts = np.asarray([str(name) for name in index], dtype=object)
    return pd.util.hash_array(texts, categorize=False) if len(texts) else np.zeros(0, dtype=np.uint64)


def _names_of(adata: Any, found: Matrix) -> pd.Index:
    return adata.raw.var_names if found.name == "raw" else adata.var_names


def _sums(found: Matrix) -> np.ndarray:
    """Sum of each feature in steps of 1/STEPS, (features,)."""
    held = compressed(found.held) or found.held
    n_values = n_stored(found.held)
    if n_values is None or n_values > SUMMED:
        if getattr(held, "format", None) == "csc":
            features = feature_sample(held)
            return _put(_of_compressed(read_features(held, features)), features, found.n_features)
        held = found.rows(row_sample(found.n_cells, ROWS))
    if isinstance(held, Compressed) or sp.issparse(held):
        return _of_compressed(held if held.format in ("csr", "csc") else held.tocsr())
    sums = np.zeros(found.n_features)
    step = max(1, BLOCK // max(1, found.n_features))
    for start in range(0, held.shape[0], step):
        sums += _whole(np.asarray(held[start : start + step])).sum(axis=0)
    return sums


def _of_compressed(held: Compressed | sp.spmatrix) -> np.ndarray:
    """In the order they are stored in, block by block."""
    sums = np.zeros(held.shape[1])
    for start in range(0, held.nnz, BLOCK):
        block = slice(start, start + BLOCK)
        whole = _whole(held.data[block])
        if held.format == "csr":
            sums += np.bincount(held.indices[block], weights=whole, minlength=held.shape[1])
        else:
            column = np.searchsorted(held.indptr, np.arange(start, start + len(whole)), side="right") - 1
            sums += np.bincount(column, weights=whole, minlength=held.shape[1])
    return sums


def _put(values: np.ndarray, places: np.ndarray, n: int) -> np.ndarray:
    found = np.zeros(n)
    found[places] = values
    return found


def _whole(values: np.ndarray) -> np.ndarray:
    return np.nan_to_num(np.rint(values.astype(np.float64) * STEPS), nan=-1.0, posinf=1e15, neginf=-1e15)
