"""MuData: the RNA is read, wherever its obs columns stand; objects too large to copy are not copied."""

from __future__ import annotations

import tracemalloc
import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.describe import describe, objects
from cellforge_runtime.describe.conditions import conditions
from cellforge_runtime.task import Task

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


def _typed(kinds: dict[str, int], made) -> ad.AnnData:
    """An AnnData with features of these types, as Cell Ranger writes them, named after their type."""
    genes = [f"{kind.split()[0]}{i}" for kind, n in kinds.items() for i in range(n)]
    adata = made({"condition": ["ctrl", *"ABCDEFGH"]}, features=genes)
    adata.var["feature_types"] = pd.Categorical([kind for kind, n in kinds.items() for _ in range(n)])
    return adata


def test_counts_of_guides_and_hashtags_are_no_genes(made) -> None:
    kinds = {"Gene Expression": 12, "CRISPR Guide Capture": 3, "Multiplexing Capture": 2, "Antibody Capture": 4}
    adata = _typed(kinds, made)
    found = describe({"adata": adata}, "adata", {})
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert "3 of CRISPR Guide Capture" in told["other-features"] and "Antibody" not in told["other-features"]
    assert prepare(adata, Task.from_wire(found["task"])).features == [f"Gene{i}" for i in range(12)]


def test_genes_and_peaks_of_one_object_are_read_apart(made) -> None:
    adata = _typed({"Gene Expression": 12, "Peaks": 20}, made)
    for modality, names in (("rna", [f"Gene{i}" for i in range(12)]), ("atac", [f"Peaks{i}" for i in range(20)])):
        found = describe({"adata": adata}, "adata", {"modality": modality})
        assert [each["id"] for each in found["profile"]["object"]["modalities"]] == ["rna", "atac"]
        assert prepare(adata, Task.from_wire(found["task"])).features == names


def _two(made, of_rna: list[str] | None, of_protein: list[str] | None):
    """RNA and protein of the same cells; labels of each modality, or None for an obs without columns."""
    both = {}
    for key, labels in (("rna", of_rna), ("prot", of_protein)):
        adata = made({"perturbation": labels or ["control", *"ABCDEFGH"]}, features=[f"{key}{i}" for i in range(12)])
        both[key] = adata if labels else ad.AnnData(adata.X, obs=adata.obs[[]], var=adata.var)
    with mudata.set_options(pull_on_update=False):
        return mudata.MuData(both)


def test_labels_that_stand_in_another_modality_are_read_and_told(made) -> None:
    both = _two(made, None, ["control", *"ABCDEFGH"])
    found = describe({"both": both}, "both", {})
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert 'in the modality "prot"' in told["labels-of-another-modality"]
    assert found["profile"]["n_conditions"] == 8
    assert len(prepare(both, Task.from_wire(found["task"])).conditions) == 8


def test_modalities_that_label_a_cell_differently_are_told(made) -> None:
    both = _two(made, ["control", *"ABCDEFGH"], ["control", *"BACDEFGH"])
    told = {each["code"]: each["message"] for each in describe({"both": both}, "both", {})["profile"]["warnings"]}
    assert '80 of 360 cells have another obs["perturbation"] in "prot" than in "rna"' in told["labels-apart"]
    same = _two(made, ["control", *"ABCDEFGH"], ["control", *"ABCDEFGH"])
    assert "labels-apart" not in {each["code"] for each in describe({"both": same}, "both", {})["profile"]["warnings"]}


@pytest.mark.parametrize("typed", [True, False], ids=["raw with types", "raw without"])
def test_raw_is_read_for_the_features_of_the_modality_alone(typed: bool, made) -> None:
    """A view of X leaves raw whole: guides were genes there, and genes were proteins."""
    adata = _typed({"Gene Expression": 12, "Antibody Capture": 8}, made)
    held = adata.copy()
    if not typed:
        held.var = held.var[[]]
    adata.raw = held
    adata.X = adata.X.toarray() - adata.X.toarray().mean(axis=0)
    found = describe({"adata": adata}, "adata", {"modality": "protein"})
    assert found["task"]["layer"] == "raw"
    assert prepare(adata, Task.from_wire(found["task"])).features == [f"Antibody{i}" for i in range(8)]
    if typed:
        both = describe({"adata": adata}, "adata", {"modality": "rna,protein"})
        data = prepare(adata, Task.from_wire(both["task"]))
        assert {name: len(each.features) for name, each in data.each.items()} == {"rna": 12, "protein": 8}
