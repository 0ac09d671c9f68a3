"""`open_in_file`: an AnnData whose matrices stay in their file, for files too large to read.

anndata's own backed mode reads layers and all of uns; here layers and raw stay in the file too, and what is large in uns,
obsm, varm, obsp and varp is left there. obs and var are read.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from cellforge_runtime.describe.hardware import ram_mb

MOST_BYTES = 800e6  # of values as float32, which is 100 million of a sparse matrix
SHARE_OF_RAM = 0.1
MOST_OF_OTHERS = 50e6  # bytes of one entry of uns or obsm
BESIDE = ("uns", "obsm", "varm", "obsp", "varp")


def is_large(path: Path) -> bool:
    """Whether the matrices of an .h5ad or .zarr are too many bytes to read into this machine's memory."""
    return size_in_memory(path) > greatest_read()


def greatest_read() -> float:
    """Bytes of matrices that are read: a tenth of the memory, at most 0.8 GB, since work on them takes several times that."""
    ram = ram_mb()
    return MOST_BYTES if ram is None else min(MOST_BYTES, SHARE_OF_RAM * ram * 2**20)


def size_in_memory(path: Path) -> float:
    """Bytes that X, layers, raw and what is beside them take when they are read; 0 for layouts that are always read."""
    store = _opened(path)
    try:
        if "encoding-type" not in store.attrs:
            return 0.0  # a layout before 0.7, or no AnnData at all
        found = [store[name] for name in ("X", "raw", "layers", *BESIDE) if name in store]
        return float(sum(_bytes(each) for each in found))
    finally:
        _close(store)


def open_in_file(path: Path) -> Any:
    """The AnnData; a warning says that it stays in its file and what was left out.

    The file stays open for as long as the object lives.
    """
    import anndata
    from anndata.io import read_elem

    store = _opened(path)
    left: list[str] = []
    beside: dict[str, dict[str, Any]] = {}
    for name in BESIDE:
        kept = {}
        for key in store.get(name, ()):
            if _bytes(store[name][key]) > MOST_OF_OTHERS:
                left.append(f'{name}["{key}"]')
            else:
                kept[str(key)] = read_elem(store[name][key])
        beside[name] = kept
    layers = {str(key): _lazy(store["layers"][key]) for key in store.get("layers", ())}
    raw = store.get("raw")  # where there is none, zarr has an empty array under that name
    has_raw = hasattr(raw, "keys") and "X" in raw
    adata = anndata.AnnData(
        X=_lazy(store["X"]) if "X" in store else None,
        obs=read_elem(store["obs"]),
        var=read_elem(store["var"]),
        layers=layers,
        raw={"X": _lazy(raw["X"]), "var": read_elem(raw["var"])} if has_raw else None,
        **beside,
    )
    warnings.warn(_told(path, left), UserWarning, stacklevel=2)
    return adata


def _told(path: Path, left: list[str]) -> str:
    told = (
        f'"{path.name}" stays in its file: its matrices would take {size_in_memory(path) / 1e9:.2g} GB of memory, where at most '
        f"{greatest_read() / 1e9:.2g} GB are read. Pieces of it are read where they are needed."
    )
    if left:
        told += f" Left out for their size: {', '.join(left[:5])}{' and more' if len(left) > 5 else ''}."
    return told


def _opened(path: Path) -> Any:
    if path.is_dir():
        import zarr

        return zarr.open_group(path, mode="r")
    import h5py

    return h5py.File(path, "r")


def _close(store: Any) -> None:
    if hasattr(store, "close"):
        store.close()


def _lazy(element: Any) -> Any:
    from anndata.io import sparse_dataset

    kind = str(element.attrs.get("encoding-type", ""))
    return sparse_dataset(element) if kind.endswith("_matrix") else element


def _bytes(element: Any) -> float:
    """What an array or a group of them takes; a sparse matrix as float32 (values) and int32 (their places)."""
    if hasattr(element, "dtype"):
        return float(np.prod(element.shape)) * (max(4.0, element.dtype.itemsize) if element.dtype.kind in "fiub" else 8.0)
    if "matrix" in str(element.attrs.get("encoding-type", "")) and "data" in element:
        return 8.0 * float(element["data"].shape[0])
    return sum(_bytes(element[key]) for key in element)
