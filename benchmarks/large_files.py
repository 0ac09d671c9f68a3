"""Large screens made straight into a file, never held in memory: `python benchmarks/large.py make --help`.

Values are drawn block by block: of each place of the matrix whether it is filled, then a count whose mean depends on
the gene and on the cell's condition. Each perturbation lowers its own gene and moves a few dozen others, more so in
one of three contexts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PLACES_AT_ONCE = 200_000_000  # of the matrix, filled or not, in one block
VALUES_IN_A_CHUNK = 500_000
CONTEXTS = ("k562", "rpe1", "jurkat")
CONTROL_SHARE = 0.1
MOVED = 40  # genes that a perturbation moves


@dataclass(frozen=True)
class Shape:
    """What a file holds."""

    cells: int
    genes: int
    filled: float = 0.05
    perturbations: int = 100
    columns: int = 30
    levels: int = 10_000  # of the column `barcode_group`
    uns_mb: int = 0
    seed: int = 0


def make(path: Path, layout: str, shape: Shape) -> None:
    """Write a .h5ad, or a .zarr where the name ends so; `layout` is csr, csc or dense."""
    screen = _Screen(shape)
    with _opened(path) as store:
        _write_tables(store, screen)
        x = store.create_group("X") if layout != "dense" else None
        if x is None:
            _write_dense(store, screen)
            return
        x.attrs["encoding-type"], x.attrs["encoding-version"] = f"{layout}_matrix", "0.1.0"
        x.attrs["shape"] = [shape.cells, shape.genes]
        data, indices = _Growing(x, "data", "f4"), _Growing(x, "indices", "i4")
        lengths = [np.zeros(1, dtype=np.int64)]
        for values, minor, counts in screen.blocks(by_cell=layout == "csr"):
            data.append(values)
            indices.append(minor)
            lengths.append(counts)
        _array(x, "indptr", np.cumsum(np.concatenate(lengths)))


class _Screen:
    def __init__(self, shape: Shape) -> None:
        rng = np.random.default_rng(shape.seed)
        self.shape = shape
        self.genes = [f"G{i:05d}" for i in range(shape.genes)]
        self.targets = rng.choice(shape.genes, shape.perturbations, replace=False)
        is_control = rng.random(shape.cells) < CONTROL_SHARE
        self.condition = np.where(is_control, 0, rng.integers(1, shape.perturbations + 1, shape.cells)).astype(np.int32)
        self.context = rng.integers(0, len(CONTEXTS), shape.cells).astype(np.int8)
        level = rng.gamma(2.0, 0.5, shape.genes).clip(0.1, 5.0)
        rate = np.tile(level, (shape.perturbations + 1, 1))  # (conditions, genes) mean of a filled value above 1
        for row, target in enumerate(self.targets, start=1):
            moved = rng.choice(shape.genes, min(MOVED, shape.genes), replace=False)
            rate[row, moved] *= np.exp(rng.normal(0.0, 1.0, len(moved)))
            rate[row, target] *= 0.1
        in_context = np.stack([rate, rate * rng.lognormal(0, 0.3, shape.genes), level + 1.6 * (rate - level)])
        self.rate = in_context.clip(0.0).astype(np.float32)  # (contexts, conditions, genes)

    def blocks(self, *, by_cell: bool) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Values, their places on the minor axis, and how many each row (or column) of the block has."""
        n_major, n_minor = (self.shape.cells, self.shape.genes) if by_cell else (self.shape.genes, self.shape.cells)
        step = max(1, PLACES_AT_ONCE // n_minor)
        for first in range(0, n_major, step):
            size = min(step, n_major - first)
            rng = np.random.default_rng([self.shape.seed, int(by_cell), first])
            place = _filled(size * n_minor, self.shape.filled, rng)
            major, minor = np.divmod(place, n_minor)
            cell, gene = (major + first, minor) if by_cell else (minor, major + first)
            rate = self.rate[self.context[cell], self.condition[cell], gene]
            values = (1 + rng.poisson(rate)).astype(np.float32)
            yield values, minor.astype(np.int32), np.bincount(major, minlength=size)

    def obs(self) -> pd.DataFrame:
        n, rng = self.shape.cells, np.random.default_rng([self.shape.seed, 7])
        names = np.array(["control", *(self.genes[i] for i in self.targets)])
        table: dict[str, Any] = {
            "perturbation": pd.Categorical.from_codes(self.condition, categories=names),
            "cell_type": pd.Categorical.from_codes(self.context, categories=list(CONTEXTS)),
            "batch": pd.Categorical.from_codes(rng.integers(0, 4, n), categories=[f"gem{i}" for i in range(4)]),
            "barcode_group": pd.Categorical.from_codes(
                rng.integers(0, self.shape.levels, n), categories=[f"grp{i:05d}" for i in range(self.shape.levels)]
            ),
        }
        for i in range(self.shape.columns - len(table)):
            kind = i % 4
            if kind == 0:
                table[f"score_{i}"] = rng.normal(size=n)
            elif kind == 1:
                table[f"n_{i}"] = rng.integers(0, 50_000, n)
            elif kind == 2:
                table[f"is_{i}"] = rng.random(n) < 0.5
            else:
                table[f"cluster_{i}"] = pd.Categorical.from_codes(rng.integers(0, 20, n), [f"c{j}" for j in range(20)])
        return pd.DataFrame(table, index=pd.Index([f"cell{i:08d}" for i in range(n)], name="barcode"))


def _filled(n: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """Sorted places below `n`, each taken with probability `share`: gaps between them are geometric."""
    found, last = [], -1
    while last < n - 1:
        gaps = rng.geometric(share, max(1000, int((n - last) * share * 1.01)))
        places = last + np.cumsum(gaps)
        found.append(places)
        last = int(places[-1])
    places = np.concatenate(found)
    return places[: np.searchsorted(places, n)]


def _opened(path: Path) -> Any:
    import contextlib

    if path.suffix == ".zarr":
        import zarr

        return contextlib.nullcontext(zarr.open_group(path, mode="w", zarr_format=2))
    import h5py

    return h5py.File(path, "w")


def _write_tables(store: Any, screen: _Screen) -> None:
    from anndata.io import write_elem

    store.attrs["encoding-type"], store.attrs["encoding-version"] = "anndata", "0.1.0"
    write_elem(store, "obs", screen.obs())
    write_elem(store, "var", pd.DataFrame(index=pd.Index(screen.genes, name="gene")))
    uns: dict[str, Any] = {"simulated": True}
    for name in ("obsm", "varm", "obsp", "varp", "layers"):
        write_elem(store, name, {})
    write_elem(store, "uns", uns)
    if screen.shape.uns_mb:
        kept = _Growing(store["uns"], "kept", "f4")
        for _ in range(screen.shape.uns_mb):
            kept.append(np.zeros(2**18, dtype=np.float32))
        kept.array.attrs["encoding-type"], kept.array.attrs["encoding-version"] = "array", "0.2.0"


def _write_dense(store: Any, screen: _Screen) -> None:
    from scipy import sparse

    n, g = screen.shape.cells, screen.shape.genes
    is_zarr = not hasattr(store, "create_dataset") or type(store).__module__.startswith("zarr")
    step = max(1, VALUES_IN_A_CHUNK // g)
    made = (
        store.create_array("X", shape=(n, g), chunks=(step, g), dtype="f4")
        if is_zarr
        else store.create_dataset("X", shape=(n, g), dtype="f4", chunks=(step, g))
    )
    made.attrs["encoding-type"], made.attrs["encoding-version"] = "array", "0.2.0"
    first = 0
    for values, minor, counts in screen.blocks(by_cell=True):
        pointer = np.concatenate([[0], np.cumsum(counts)])
        block = sparse.csr_matrix((values, minor, pointer), shape=(len(counts), g))
        for start in range(0, len(counts), step):
            piece = block[start : start + step].toarray()
            made[first + start : first + start + len(piece)] = piece
        first += len(counts)


class _Growing:
    """A one-dimensional array of a store that is appended to."""

    def __init__(self, group: Any, name: str, dtype: str) -> None:
        if type(group).__module__.startswith("zarr"):
            self.array = group.create_array(name, shape=(0,), chunks=(VALUES_IN_A_CHUNK,), dtype=dtype)
        else:
            self.array = group.create_dataset(name, shape=(0,), maxshape=(None,), chunks=(VALUES_IN_A_CHUNK,), dtype=dtype)

    def append(self, values: np.ndarray) -> None:
        n = self.array.shape[0]
        self.array.resize((n + len(values),))
        self.array[n:] = values


def _array(group: Any, name: str, values: np.ndarray) -> None:
    if type(group).__module__.startswith("zarr"):
        group.create_array(name, data=values)
    else:
        group.create_dataset(name, data=values)
