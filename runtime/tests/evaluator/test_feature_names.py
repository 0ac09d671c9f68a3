"""Files whose var_names are not what targets are called by: scores are those of a file in which they are."""

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.assess import assess
from cellforge_runtime.data import prepare
from cellforge_runtime.describe import describe
from cellforge_runtime.task import Task


@pytest.fixture(scope="module")
def screen():
    """Ten genes, each knocked down; 40 cells of each, 160 controls, 60 genes."""
    rng = np.random.default_rng(0)
    genes = [f"GENE{i}" for i in range(60)]
    labels = ["control"] * 160 + [gene for gene in genes[:10] for _ in range(40)]
    rates = np.tile(rng.gamma(2, 2, 60), (len(labels), 1))
    for i, gene in enumerate(genes[:10]):
        change = rng.normal(0, 0.5, 60)
        change[i] = -2
        rates[np.array(labels) == gene] *= np.exp(change)
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i:03d}" for i in range(len(labels))])
    return anndata.AnnData(rng.poisson(rates).astype(np.float32), obs=obs, var=pd.DataFrame(index=genes))


def _ids(n):
    return [f"ENSG{i:011d}" for i in range(n)]


def _under_ids(screen, column="gene_name", **more):
    adata = screen.copy()
    adata.var = pd.DataFrame({column: list(screen.var_names), **more}, index=_ids(screen.n_vars))
    return adata


def _described(adata):
    return describe({"adata": adata}, "adata", {"scenario": "unseen-perturbation"})


def _assessed(adata):
    parts = assess({"adata": adata}, "adata", _described(adata)["task"])["parts"]
    return {part["part"]: part["baselines"] for part in parts}


def test_scores_are_those_of_a_file_that_names_genes_as_its_targets(screen):
    expected, found = _assessed(screen), _assessed(_under_ids(screen))
    assert all("target-rule" in metrics["pearson_delta_notarget"] for metrics in expected.values())
    assert found == expected


def test_it_is_told_where_the_names_come_from(screen):
    adata = _under_ids(screen)
    found = _described(adata)
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert 'var["gene_name"]' in told["features-renamed"]
    data = prepare(adata, Task.from_wire(found["task"]))
    assert data.features == list(screen.var_names)
    assert any('var["gene_name"]' in sentence for sentence in data.adjustments)


def test_pairs_are_told_from_names_with_the_separator_by_the_symbols_too():
    symbols = [*"STAT1 IRF1 JAK2 TET2 HLA_A".split(), *(f"G{i}" for i in range(25))]
    labels = [label for label in ("control", "STAT1_IRF1", "JAK2_TET2", "HLA_A") for _ in range(40)]
    counts = np.random.default_rng(0).poisson(2, (160, 30)).astype(np.float32)
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i}" for i in range(160)])
    adata = anndata.AnnData(counts, obs=obs, var=pd.DataFrame({"gene_symbols": symbols}, index=_ids(30)))
    found = describe({"adata": adata}, "adata", {})
    targets = {tuple(each["targets"]) for each in found["profile"]["conditions"][1:]}
    assert targets == {("IRF1", "STAT1"), ("JAK2", "TET2"), ("HLA_A",)}
    assert prepare(adata, Task.from_wire(found["task"])).features == symbols


def test_names_that_are_missing_or_stand_twice_stay_ids(screen):
    symbols = list(screen.var_names)
    symbols[-1], symbols[-2], symbols[-3] = None, "twice", "twice"
    adata = screen.copy()
    adata.var = pd.DataFrame({"feature_name": pd.Categorical(symbols)}, index=_ids(screen.n_vars))
    features = prepare(adata, Task.from_wire(_described(adata)["task"])).features
    assert features[-3:] == _ids(screen.n_vars)[-3:] and features[:-3] == list(screen.var_names)[:-3]


def test_features_that_are_numbers_are_called_by_their_symbols_whatever_was_given(screen):
    """Compounds, which no gene is called by: predictions were of features "0", "1", "2"."""
    adata = screen.copy()
    adata.obs["drug"] = adata.obs["perturbation"].replace({"control": "DMSO"}).str.replace("GENE", "compound ")
    del adata.obs["perturbation"]
    symbols = [f"SYMBOL{i}" for i in range(screen.n_vars)]
    numbers = [str(i) for i in range(screen.n_vars)]
    adata.var = pd.DataFrame({"token_id": numbers, "gene_symbol": symbols, "ensembl_id": _ids(60)}, index=numbers)
    found = _described(adata)
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert 'var["gene_symbol"], such as "SYMBOL0"' in told["features-renamed"] and "features-without-names" not in told
    data = prepare(adata, Task.from_wire(found["task"]))
    assert data.features == symbols
    assert any('var["gene_symbol"], as var_names are numbers' in sentence for sentence in data.adjustments)


def test_symbols_under_other_columns_change_nothing_where_targets_are_var_names(screen):
    adata = screen.copy()
    adata.var["gene_ids"] = _ids(screen.n_vars)
    assert prepare(adata, Task.from_wire(_described(adata)["task"])).features == list(screen.var_names)


def test_targets_that_are_no_features_by_any_name_are_told(screen):
    adata = screen.copy()
    adata.var = pd.DataFrame(index=_ids(screen.n_vars))
    assert "targets-not-features" in {each["code"] for each in _described(adata)["profile"]["warnings"]}
    assert "targets-not-features" not in {each["code"] for each in _described(screen)["profile"]["warnings"]}
