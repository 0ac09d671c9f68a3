"""Surface protein is found in obsm, in X or in a MuData, its values told by numbers, and what is wrong with it is said."""

from __future__ import annotations

import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.antibody_names import isotypes
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.task import Task

NAMES = ["CD3", "CD4", "CD8", "CD14", "CD19", "CD56", "HLA-DR", "PD-L1 (CD274)", "CD45", "CD44", "IgG1", "IgG2a"]


def screen(n: int = 40) -> ad.AnnData:
    """Nine targets and a control, RNA counts in X."""
    rng = np.random.default_rng(0)
    labels = np.repeat(["ctrl", *"ABCDEFGHI"], n)
    obs = pd.DataFrame({"condition": labels}, index=[f"c{i}" for i in range(len(labels))])
    adata = ad.AnnData(rng.poisson(1.0, (len(labels), 30)).astype(np.float32), obs=obs)
    adata.var_names = [f"GENE{i}" for i in range(30)]
    return adata


def counts(adata: ad.AnnData, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = np.exp(rng.normal(3.0, 1.0, len(NAMES))) * rng.lognormal(0, 0.3, (adata.n_obs, 1))
    level[:, -2:] = 1.0
    return pd.DataFrame(rng.poisson(level).astype(np.float32), index=adata.obs_names, columns=NAMES)


def clr(values: pd.DataFrame) -> pd.DataFrame:
    logged = np.log1p(values)
    return logged.sub(logged.mean(axis=1), axis=0)


def with_obsm(values, key: str = "protein") -> ad.AnnData:
    adata = screen()
    adata.obsm[key] = values(adata)
    return adata


def in_x() -> ad.AnnData:
    adata = screen()
    both = ad.concat([adata, ad.AnnData(counts(adata))], axis=1)
    both.obs = adata.obs
    both.var["feature_types"] = ["Gene Expression"] * 30 + ["Antibody Capture"] * len(NAMES)
    return both


def told(data, modality: str = "protein", **settings: str):
    return describe({"data": data}, "data", {"modality": modality, **settings})


def codes(found) -> set[str]:
    return {each["code"] for each in found["profile"]["warnings"]}


@pytest.mark.parametrize(
    ("make", "state"),
    [
        pytest.param(lambda: with_obsm(counts), "counts", id="counts in obsm"),
        pytest.param(lambda: with_obsm(lambda a: clr(counts(a))), "clr", id="centred log ratios"),
        pytest.param(lambda: with_obsm(lambda a: np.log1p(counts(a)), "adt"), "log", id="logged, another key"),
        pytest.param(in_x, "counts", id="antibodies among the features of X"),
    ],
)
def test_values_are_told_by_numbers_and_read_as_the_same_centred_log_ratios(make, state) -> None:
    data = make()
    found = told(data)
    assert found["problem"] is None
    assert (found["task"]["modality"], found["task"]["value_state"]) == ("protein", state)
    read = prepare(data, Task.from_wire(found["task"]))
    order = np.argsort(data.obs_names.to_numpy().astype(str), kind="stable")
    np.testing.assert_allclose(read.x, clr(counts(screen())).to_numpy()[order], atol=1e-5)
    assert read.features == NAMES
    assert ("protein-not-counts" in codes(found)) == (state == "log")


def test_rna_beside_antibodies_in_x_is_the_genes_alone() -> None:
    found = told(in_x(), "rna")
    assert [each["n_features"] for each in found["profile"]["object"]["modalities"]] == [30, len(NAMES)]
    assert prepare(in_x(), Task.from_wire(found["task"])).features == [f"GENE{i}" for i in range(30)]


def test_both_modalities_have_the_same_cells_and_a_fingerprint_of_both() -> None:
    data = with_obsm(counts)
    found = told(data, "RNA, protein")
    assert found["task"]["modality"] == "rna,protein"
    read = prepare(data, Task.from_wire(found["task"]))
    assert [each.x.shape for each in read.each.values()] == [(400, 30), (400, 12)]
    data.obsm["protein"].iloc[3, 3] += 5
    with pytest.raises(CellForgeError, match="have changed") as raised:
        prepare(data, Task.from_wire(found["task"]))
    assert raised.value.code == "data/changed"


def test_isotype_controls_and_background_are_told() -> None:
    found = told(with_obsm(counts))
    facts = {each["id"]: each["value"] for each in found["profile"]["facts"]}
    assert facts["proteins"] == 12 and 0 <= facts["background-share"] < 0.5 and facts["protein-noise-range"] > 1
    assert "isotype-controls" in codes(found)
    assert isotypes(["IgG1", "Mouse-IgG2a", "isotype_RTK2758", "IgM", "IgD", "CD158", "Siglec-8", "IgG Fc"]) == [
        "IgG1",
        "Mouse-IgG2a",
        "isotype_RTK2758",
    ]


def array(adata: ad.AnnData) -> np.ndarray:
    return counts(adata).to_numpy()


def test_an_array_takes_its_names_from_uns_and_is_refused_without() -> None:
    data = with_obsm(array, "protein_expression")
    problem = told(data)["problem"]
    assert problem["code"] == "data/protein-without-names" and "pandas.DataFrame" in problem["remedy"]
    data.uns["protein_names"] = np.array(NAMES, dtype=object)
    found = told(data)
    assert found["problem"] is None and prepare(data, Task.from_wire(found["task"])).features == NAMES


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param(lambda a: counts(a) - 5, "data/negative-counts", id="negative counts"),
        pytest.param(lambda a: clr(counts(a)) - 0.7, "data/protein-values", id="denoised, not centred"),
        pytest.param(lambda a: (counts(a) > 5).astype(float), "data/protein-values", id="0 and 1"),
        pytest.param(lambda a: counts(a).where(counts(a) > 2), "data/not-finite", id="missing values"),
        pytest.param(lambda a: counts(a) * 0, "data/constant", id="all zero"),
    ],
)
def test_values_that_are_no_protein_are_refused(values, code) -> None:
    for modality in ("protein", "rna,protein"):
        problem = told(with_obsm(values), modality)["problem"]
        assert problem is not None and problem["code"] == code


def test_data_without_protein_is_refused_with_where_it_was_looked_for() -> None:
    problem = told(screen())["problem"]
    assert problem["code"] == "data/no-such-modality" and "obsm" in problem["expected"]


def test_a_modality_nobody_knows_or_a_pair_that_is_not_scored_is_named() -> None:
    problem = told(screen(), "rna,atac")["problem"]
    assert problem["code"] == "task/bad-value" and "rna,protein" in problem["expected"]


def test_cells_without_any_antibody_count_are_left_out_and_counted() -> None:
    data = with_obsm(counts)
    data.obsm["protein"].iloc[[5, 50, 51]] = 0
    found = told(data, "rna,protein")
    assert "empty-cells" in codes(found)
    read = prepare(data, Task.from_wire(found["task"]))
    assert all((each.condition_of == -2).sum() == 3 for each in read.each.values())
    assert read.n_cells.sum() == 360 - 2


def test_a_few_proteins_are_told_of() -> None:
    found = told(with_obsm(lambda a: counts(a)[NAMES[:4]]))
    assert found["problem"] is None and "few-proteins" in codes(found)


def ragged(shift: int):
    mudata = pytest.importorskip("mudata")
    rna = screen()
    protein = ad.AnnData(counts(rna))
    protein.obs_names = [f"c{i + shift}" for i in range(protein.n_obs)]
    protein.obs["condition"] = rna.obs["condition"].to_numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mudata.MuData({"rna": rna, "adt": protein})


def test_cells_of_one_modality_only_are_left_out_and_counted() -> None:
    data = ragged(20)
    found = told(data, "rna,protein")
    assert found["problem"] is None and "cells-in-one-modality" in codes(found)
    read = prepare(data, Task.from_wire(found["task"]))
    assert [each.x.shape[0] for each in read.each.values()] == [380, 380]
    # the same cell in both: its protein is that of its name
    own = clr(counts(screen())).to_numpy()
    first = sorted(f"c{i}" for i in range(20, 400))[0]
    np.testing.assert_allclose(read.others["protein"].x[0], own[int(first[1:]) - 20], atol=1e-5)


def test_no_cell_in_common_is_refused() -> None:
    assert told(ragged(1000), "rna,protein")["problem"]["code"] == "data/no-shared-cells"
