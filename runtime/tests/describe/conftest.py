"""Small AnnData objects with any label style, the wire schemas, and the real files where they are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

ROOT = Path(__file__).resolve().parents[3]
GENES = ("STAT1", "STAT2", "IRF1", "JAK2", "HLA-A", "NKX2-1", "KLF1", "TET2", "CEBPA", "BRD4", "ACTB", "GAPDH")


def _counts(n_cells: int, n_features: int) -> sparse.csr_matrix:
    rng = np.random.default_rng(0)
    return sparse.csr_matrix(rng.poisson(0.7, (n_cells, n_features)).astype(np.float32))


@pytest.fixture
def made() -> Callable[..., ad.AnnData]:
    """Builds an AnnData: `made({"condition": labels}, per=40, also={...})`, each label on `per` cells."""

    def build(
        columns: Mapping[str, Sequence[Any]], *, per: int = 40, features: Sequence[str] = GENES, levels: int = 1
    ) -> ad.AnnData:
        rows = [(i, level) for i in range(len(next(iter(columns.values())))) for level in range(levels) for _ in range(per)]
        obs = pd.DataFrame({name: [values[i] for i, _ in rows] for name, values in columns.items()})
        if levels > 1:
            obs["cell_type"] = [f"type {level}" for _, level in rows]
        obs.index = [f"cell{i}" for i in range(len(obs))]
        return ad.AnnData(_counts(len(obs), len(features)), obs=obs, var=pd.DataFrame(index=list(features)))

    return build


@pytest.fixture(scope="session")
def schema() -> Callable[[str], dict[str, Any]]:
    """A wire format by name; skips where the contracts have not been exported."""

    def load(name: str) -> dict[str, Any]:
        path = ROOT / "schema" / "contracts" / f"{name}.json"
        if not path.exists():
            pytest.skip(f"no exported contract {path.name}")
        return json.loads(path.read_text())

    return load


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files; skips where it is not there."""
    folder = Path(os.environ.get("CELLFORGE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no real data here (CELLFORGE_SHARED)")
    return folder / "data"
