"""MuData: the RNA is read, wherever its obs columns stand; objects too large to copy are not copied."""

from __future__ import annotations

import tracemalloc
import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe, objects
from cellforge_runtime.describe.conditions import conditions

mudata = pytest.importorskip("mudata")


def _mudata(made, *, shared: bool, key: str = "rna"):
    rna = made({"condition": ["ctrl", *"ABCDEFGH"]})
    protein = ad.AnnData(np.ones((rna.n_obs, 3), dtype=np.float32), obs=pd.DataFrame(index=rna.obs_names))
    protein.var_names = ["CD3", "CD4", "CD8"]
    labels = rna.obs["condition"]
    if shared:
        rna.obs = rna.obs.drop(columns="condition")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        both = mudata.MuData({key: rna, "prot": protein})
    if shared:
        both.obs["condition"] = labels
    return both


@pytest.mark.parametrize("shared", [True, False], ids=["columns of the MuData", "columns of the RNA"])
@pytest.mark.parametrize("key", ["rna", "RNA", "gex"])
def test_rna_of_a_mudata_is_read(shared: bool, key: str, made) -> None:
    both = _mudata(made, shared=shared, key=key)
    assert objects({"both": both})[0]["type"] == "MuData"
    told = describe({"both": both}, "both", {})
    assert told["problem"] is None
    assert told["task"]["modality"] == "rna"
    assert [each["id"] for each in told["profile"]["object"]["modalities"]] == ["rna", "protein"]
    assert len(conditions(both, told["task"]).conditions) == 8


def test_a_modality_that_is_not_there_is_named(made) -> None:
    problem = describe({"both": _mudata(made, shared=False)}, "both", {"modality": "atac"})["problem"]
    assert problem["code"] == "data/no-such-modality"
    assert "prot" in problem["found"]


@pytest.mark.parametrize("kind", ["whole", "view"])
def test_values_are_not_copied(kind: str) -> None:
    adata = ad.AnnData(np.random.default_rng(0).poisson(1.0, (4000, 8000)).astype(np.float32))
    adata.obs["condition"] = ["ctrl", *"ABCDEFG"] * 500
    user_ns = {"adata": adata[:3900] if kind == "view" else adata}
    tracemalloc.start()
    try:
        assert describe(user_ns, "adata", {})["problem"] is None
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 0.7 * adata.X.nbytes, f"{peak / 2**20:.0f} MB beside {adata.X.nbytes / 2**20:.0f} MB"
