"""Odd values and odd sizes: the same score as from clean data, a stated adjustment or a refusal, never a wrong number."""

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import control_variances, prepare, training_set
from cellforge_runtime.describe import describe
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.fold_scores import score_fold
from cellforge_runtime.metrics import METRICS
from cellforge_runtime.metrics.energy_distance import energy_distance
from cellforge_runtime.splits import inner_folds, split
from cellforge_runtime.splits.fold import Fold
from cellforge_runtime.task import Task
from scipy import sparse


def told(**changes):
    wanted = {"perturbation": "perturbation", "control": "control", "scenarios": ("unseen-perturbation",)}
    return Task(**{**wanted, "value_state": "counts", **changes})


def counts(dtype, most=200, cells=40, conditions=6, features=50):
    """Counts up to `most`, whose sums are far beyond what small integers hold."""
    rng = np.random.default_rng(0)
    labels = ["control"] * cells + [f"G{i}" for i in range(conditions) for _ in range(cells)]
    x = rng.integers(most // 2, most, size=(len(labels), features))
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i:04d}" for i in range(len(labels))])
    return anndata.AnnData(x.astype(dtype), obs=obs, var=pd.DataFrame(index=[f"F{i}" for i in range(features)]))


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix, sparse.csc_matrix], ids=["dense", "csr", "csc"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "int64", "float32"])
def test_sums_of_small_integers_do_not_overflow(dtype, convert):
    adata = counts(dtype)
    exact = adata.X.astype(np.float64)
    adata.X = convert(adata.X)
    data = prepare(adata, told())
    found = data.x.toarray() if sparse.issparse(data.x) else data.x
    np.testing.assert_allclose(found, np.log1p(exact / exact.sum(axis=1, keepdims=True) * 1e4), rtol=1e-5)
    own = np.flatnonzero(adata.obs["perturbation"] == "G0")
    np.testing.assert_allclose(data.means[0], found[own].astype(float).mean(axis=0), rtol=1e-6)


def test_a_cell_whose_total_is_beyond_int32_is_read_right():
    adata = counts("int32", most=2**30, features=8)
    exact = adata.X.astype(np.float64)
    data = prepare(adata, told())
    np.testing.assert_allclose(data.x, np.log1p(exact / exact.sum(axis=1, keepdims=True) * 1e4), rtol=1e-5)


def test_counts_that_overflowed_before_are_refused():
    adata = counts("int16", most=200)
    adata.X = (adata.X.astype(np.int64) * 300).astype(np.int16)  # as a sum kept in int16 would be
    with pytest.raises(CellForgeError) as refused:
        prepare(adata, told())
    assert refused.value.code == "data/negative"


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix], ids=["dense", "csr"])
def test_float16_is_read_as_float32(convert):
    adata = counts("float32", most=1000)
    half = adata.copy()
    half.X = convert(adata.X).astype(np.float16) if convert is np.asarray else _half_stored(adata.X)
    first, second = prepare(adata, told()), prepare(half, told())
    dense = second.x.toarray() if sparse.issparse(second.x) else second.x
    assert dense.dtype == np.float32
    np.testing.assert_array_equal(dense, first.x)


@pytest.mark.parametrize("convert", [lambda x: x.astype(np.float16), lambda x: _half_stored(x)], ids=["dense", "csr"])
def test_float16_is_described_as_what_it_holds(convert):
    adata = counts("float32", most=1000)
    adata.X = convert(adata.X)
    found = describe({"adata": adata}, "adata", {})
    assert found["problem"] is None and found["task"]["value_state"] == "counts"


def _half_stored(x):
    stored = sparse.csr_matrix(x)
    stored.data = stored.data.astype(np.float16)
    return stored


def test_numbers_beyond_float16_are_refused_and_its_digits_are_told():
    assert "16 bits" in prepare(counts("float16", most=4000), told()).adjustments[0]
    with np.errstate(over="ignore"):
        adata = counts("float16", most=70_000 * 2)  # infinity in float16
    with pytest.raises(CellForgeError) as refused:
        prepare(adata, told())
    assert refused.value.code == "data/not-finite"


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix], ids=["dense", "csr"])
@pytest.mark.parametrize("state", ["counts", "log"])
def test_cells_without_a_count_are_left_out_and_counted(convert, state):
    clean = counts("float32")
    clean.X = np.log1p(clean.X) if state == "log" else clean.X
    more = [clean[:10].copy(), clean[clean.obs["perturbation"] == "G3"][:25].copy()]
    spoilt = anndata.concat([clean, *more], index_unique="-", keys=["0", "1", "2"])
    dense = spoilt.X.copy()
    dense[clean.n_obs :] = 0
    spoilt.X = convert(dense)
    first, second = prepare(clean, told(value_state=state)), prepare(spoilt, told(value_state=state))
    assert second.n_empty == 35
    np.testing.assert_array_equal(first.n_cells, second.n_cells)
    np.testing.assert_allclose(first.means, second.means, rtol=1e-6)
    assert any(each.n_cells == 35 and "no count" in each.reason for each in second.excluded)


def test_a_condition_of_empty_cells_is_refused():
    adata = counts("float32")
    adata.X[(adata.obs["perturbation"] == "G2").to_numpy()] = 0
    with pytest.raises(CellForgeError) as refused:
        prepare(adata, told())
    assert refused.value.code == "data/empty-cells" and "G2" in refused.value.found


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix], ids=["dense", "csr"])
def test_a_feature_that_never_varies_has_no_standard_deviation(convert):
    """Rounding must not leave one: a tiny unit would let such a feature decide pearson_delta_z."""
    adata = counts("float32", cells=400)
    adata.X = np.log1p(adata.X)
    adata.X[:, 0], adata.X[:, 1] = np.float32(2.3), 0.0
    adata.X = convert(adata.X)
    data = prepare(adata, told(value_state="log"))
    found = control_variances(data, data.controls_of("all"))["all"]
    x = data.x.toarray() if sparse.issparse(data.x) else data.x
    assert found[0] == found[1] == 0
    np.testing.assert_allclose(found[2:], x[data.controls_of("all")].astype(float).var(axis=0, ddof=1)[2:], rtol=1e-9)


def test_variances_of_large_values_are_not_lost_in_rounding():
    adata = counts("float32", cells=3000, conditions=2, features=4)
    rng = np.random.default_rng(1)
    adata.X = sparse.csr_matrix(rng.normal(9.0, 0.01, adata.shape).astype(np.float32))
    data = prepare(adata, told(value_state="log"))
    found = control_variances(data, data.controls_of("all"))["all"]
    np.testing.assert_allclose(found, data.x[data.controls_of("all")].toarray().astype(float).var(axis=0, ddof=1), rtol=1e-6)


def test_a_fold_of_one_condition_scores_it_as_a_larger_fold_does(data_of):
    """What one condition scores depends on it alone, but for what compares conditions (discrimination) or targets."""
    data = data_of("unseen-perturbation")
    fold = next(iter(split(data)))
    assert len(fold.held_out) > 1
    one = Fold(**{**vars(fold), "held_out": fold.held_out[:1], "part_of": {int(fold.held_out[0]): "all"}})
    predicted = data.means[fold.train].mean(axis=0) * np.ones((len(fold.held_out), 1))
    several, single = (score_fold(data, each, {"model": [predicted[: len(each.held_out)]]}) for each in (fold, one))
    exact = (
        "mse",
        "mae",
        "pearson",
        "r2",
        "pearson_delta",
        "pearson_delta_indep",
        "pearson_delta_mean_ref",
        "mse_de",
        "de_overlap",
    )
    for name in exact:
        assert single.scores["model"][name][0] == pytest.approx(several.scores["model"][name][0], rel=1e-9), name
    assert np.isnan(single.scores["model"]["discrimination"]).all()
    assert all(len(found) == 1 for name, found in single.scores["model"].items() if name in METRICS)


def test_fewer_cells_than_halves_of_halves_need_can_not_be_asked_for():
    with pytest.raises(CellForgeError) as refused:
        told(min_cells=3)
    assert refused.value.code == "task/min-cells"


def test_the_energy_distance_of_one_cell_is_a_number():
    one, several = np.ones((1, 3)), np.random.default_rng(0).normal(size=(20, 3))
    assert np.isfinite(energy_distance(one, several))


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix], ids=["dense", "csr"])
def test_halves_of_many_controls_have_means_in_64_bits(convert):
    """Inside a training set they were summed in 32: off by 2e-4 where there are 20,000 controls, as much in every prediction."""
    adata = counts("float32", cells=12_000, conditions=4, features=4)
    adata.X = convert(np.log1p(adata.X))
    data = prepare(adata, told(value_state="log"))
    training = training_set(data, split(data)[0])
    for inner in inner_folds(training, 2):
        for side in (inner.train, inner.held_out):
            cells = side.cells[side.condition_of == -1]
            exact = np.asarray(cells.todense() if sparse.issparse(cells) else cells).astype(float).mean(axis=0)
            np.testing.assert_allclose(side.controls["all"], exact, rtol=1e-12)
