"""Values on other scales than counts or log1p: told or refused with what to do, never scored as if they were these."""

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from scipy import sparse

N_GENES = 60
rng = np.random.default_rng(1)


def _counts() -> np.ndarray:
    return np.random.default_rng(0).negative_binomial(2, 0.3, (200, N_GENES)).astype(np.float64)


def _cp10k() -> np.ndarray:
    counts = _counts()
    return counts / counts.sum(axis=1, keepdims=True) * 1e4


def _described(values: np.ndarray, **settings: str) -> dict:
    labels = [label for label in ("control", "A1", "B1", "C1", "D1") for _ in range(40)]
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i}" for i in range(200)])
    var = pd.DataFrame(index=[f"GENE{i}" for i in range(values.shape[1])])
    return describe({"adata": ad.AnnData(values, obs=obs, var=var)}, "adata", settings)


def _refused(values: np.ndarray) -> dict[str, str]:
    found = _described(values)
    assert found["task"] is None
    return found["problem"]


@pytest.mark.parametrize("build", [np.asarray, sparse.csr_matrix], ids=["dense", "sparse"])
@pytest.mark.parametrize(
    ("values", "back", "scale"),
    [
        pytest.param(np.log2(_cp10k() + 1), lambda x: x * np.log(2), "log2(1 + x)", id="log2"),
        pytest.param(np.log10(_cp10k() + 1), lambda x: x * np.log(10), "log10(1 + x)", id="log10"),
        pytest.param(np.sqrt(_cp10k()), lambda x: x * x, "the square root", id="root"),
        pytest.param(np.log1p(np.log1p(_cp10k())), np.expm1, "log1p taken twice", id="log1p twice"),
    ],
)
def test_other_scales_are_refused_with_the_way_back(values, back, scale, build):
    problem = _refused(build(values))
    assert problem["code"] == "data/other-scale" and scale in problem["found"]
    assert _described(back(values))["problem"] is None


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(_counts(), id="counts"),
        pytest.param(_cp10k(), id="counts per cell"),
        pytest.param(np.log1p(_cp10k()), id="log1p"),
        pytest.param(np.log1p(_cp10k())[:, :30], id="log1p of some genes"),
        pytest.param(np.log1p(_cp10k() * 100).astype(np.float32), id="log1p of counts per million"),
        pytest.param(np.log1p(_cp10k()).astype(np.float16), id="float16"),
    ],
)
def test_the_scales_of_expression_are_read_without_a_word(values):
    found = _described(values)
    assert found["problem"] is None
    assert "depth-left-in" not in {each["code"] for each in found["profile"]["warnings"]}


def test_the_logarithm_of_counts_that_were_never_brought_to_one_depth_is_told():
    found = _described(np.log1p(_counts()))
    assert found["task"]["value_state"] == "log"
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert "numpy.expm1" in told["depth-left-in"]
    assert _described(np.rint(np.expm1(np.log1p(_counts()))))["task"]["value_state"] == "counts"


def test_scaled_values_without_counts_beside_them_are_refused_before_anything_is_designed():
    logged = np.log1p(_cp10k())
    problem = _refused((logged - logged.mean(axis=0)) / logged.std(axis=0))
    assert problem["code"] == "data/value-state" and "scaled" in problem["message"]


def test_peaks_that_nothing_names_are_refused_as_expression_and_read_as_peaks():
    is_open = (_counts() > 3).astype(np.float32)
    problem = _refused(is_open)
    assert problem["code"] == "data/value-state" and "modality=atac" in problem["remedy"]
    found = _described(is_open, modality="atac")
    assert found["problem"] is None and found["task"]["modality"] == "atac"


def test_features_that_are_numbers_are_told():
    labels = [label for label in ("control", "A1", "B1", "C1", "D1") for _ in range(40)]
    adata = ad.AnnData(_counts(), obs=pd.DataFrame({"perturbation": labels}, index=[f"c{i}" for i in range(200)]))
    told = {each["code"]: each["message"] for each in describe({"adata": adata}, "adata", {})["profile"]["warnings"]}
    assert "modality=atac" in told["features-without-names"]


@pytest.mark.parametrize(("dtype", "is_told"), [("uint8", True), ("int8", True), ("uint16", False), ("float32", False)])
def test_counts_at_the_limit_of_their_type_are_told(dtype, is_told):
    most = np.iinfo(dtype).max if is_told else 255
    values = np.minimum(_counts() * 30, most).astype(dtype)
    assert values.max() == most
    assert ("values-at-limit" in {each["code"] for each in _described(values)["profile"]["warnings"]}) == is_told


def test_a_modality_beside_the_first_is_named_and_so_are_the_cells_that_both_have():
    mudata = pytest.importorskip("mudata")
    labels = [label for label in ("control", "A1", "B1") for _ in range(60)]
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i}" for i in range(180)])
    rna = ad.AnnData(_counts()[:180], obs=obs, var=pd.DataFrame(index=[f"GENE{i}" for i in range(N_GENES)]))
    names = pd.DataFrame(index=[f"CD{i}" for i in range(8)])
    values = np.random.default_rng(1).poisson(20, (180, 8)).astype(np.float32)
    protein = ad.AnnData(values, obs=pd.DataFrame(index=obs.index), var=names)

    def problem(protein: ad.AnnData) -> dict[str, str]:
        with mudata.set_options(pull_on_update=False):
            both = mudata.MuData({"rna": rna, "prot": protein})
        return describe({"mdata": both}, "mdata", {"modality": "rna,protein"})["problem"]

    values[5, 2] = np.nan
    assert problem(protein)["message"].startswith("In the protein modality: X")
    controls_only = problem(protein[10:55].copy())
    assert "45 cells were measured in both; 135 of rna were not" in controls_only["found"]


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        pytest.param(_cp10k(), False, id="counts per cell"),
        pytest.param(_counts() * rng.uniform(0.8, 1.2, (200, N_GENES)) * rng.lognormal(2, 0.4, (200, 1)), True, id="corrected"),
        pytest.param(_counts() * rng.lognormal(0, 0.5, (200, 1)), True, id="of another depth each"),
    ],
)
def test_amounts_whose_totals_differ_between_cells_are_told(values, is_told):
    found = _described(values)
    assert found["task"]["value_state"] == "normalised"
    assert ("totals-differ" in {each["code"] for each in found["profile"]["warnings"]}) == is_told


def test_counts_that_began_again_at_0_near_the_limit_are_told():
    values = (_counts() * 6).astype(np.int64).astype(np.uint8)  # multiples of 6: the greatest that is left may be 254
    values[0, 0] = 252
    told = {each["code"]: each["message"] for each in _described(values)["profile"]["warnings"]}
    assert "of which 255 is the most that fits" in told["values-at-limit"]
