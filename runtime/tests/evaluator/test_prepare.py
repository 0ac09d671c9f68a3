"""What `prepare` reads, and what it refuses: expected, found, what to do."""

from dataclasses import replace

import anndata
import numpy as np
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.fingerprint import fingerprint
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from scipy import sparse

CONDITIONS = [("G00",), ("G01",), ("G02",)]


@pytest.fixture
def adata(screen):
    return screen(CONDITIONS).adata


def counts(adata):
    adata = adata.copy()
    adata.X = sparse.csr_matrix(np.random.default_rng(0).poisson(2, adata.shape).astype(np.float32))
    return adata


def changed(adata, how):
    adata = adata.copy()
    how(adata)
    return adata


def put(value):
    def change(adata):
        adata.X[3, 4] = value

    return change


def double_names(names):
    def change(adata):
        setattr(adata, names, ["a", "a", *getattr(adata, names)[2:]])

    return change


REFUSED = [
    pytest.param(put(np.nan), {}, "data/not-finite", id="NaN"),
    pytest.param(put(np.inf), {}, "data/not-finite", id="infinity"),
    pytest.param(put(-1.0), {"value_state": "log"}, "data/negative", id="negative log"),
    pytest.param(put(1.5), {"value_state": "counts"}, "data/not-counts", id="fractions claimed as counts"),
    pytest.param(lambda a: setattr(a, "X", np.rint(np.expm1(a.X))), {}, "data/not-logged", id="counts that are taken for logs"),
    pytest.param(lambda a: setattr(a, "X", np.expm1(a.X)), {}, "data/not-logged", id="values too large for logs"),
    pytest.param(lambda a: None, {"primary": "roc_auc"}, "task/unknown-metric", id="a metric of another modality"),
    pytest.param(double_names("obs_names"), {}, "data/duplicated-names", id="two cells of one name"),
    pytest.param(double_names("var_names"), {}, "data/duplicated-names", id="two features of one name"),
    pytest.param(lambda a: None, {"control": "vehicle"}, "task/no-control", id="no control"),
    pytest.param(lambda a: None, {"perturbation": "gone"}, "task/no-such-column", id="a column that is gone"),
    pytest.param(lambda a: None, {"where": "cell_type:gone"}, "task/where", id="a part that is not there"),
    pytest.param(lambda a: None, {"layer": "gone"}, "task/no-such-layer", id="a layer that is gone"),
    pytest.param(lambda a: None, {"value_state": "scaled"}, "data/value-state", id="scaled values"),
    pytest.param(lambda a: None, {"modality": "protein"}, "data/no-such-modality", id="a modality that is not there"),
    pytest.param(lambda a: None, {"min_cells": 500}, "task/all-conditions-small", id="all conditions too small"),
    pytest.param(lambda a: None, {"fingerprint": "0" * 64}, "data/changed", id="data that changed"),
]


@pytest.mark.parametrize("how, task, code", REFUSED)
def test_bad_input_is_refused_with_what_to_do(adata, how, task, code):
    told = {"perturbation": "perturbation", "control": "control", "scenarios": ("unseen-perturbation",), **task}
    with pytest.raises(CellForgeError) as refused:
        prepare(changed(adata, how), Task(**told))
    error = refused.value
    assert error.code == code
    assert error.expected and error.found and error.remedy


@pytest.mark.parametrize(
    "scenario, conditions",
    [
        ("unseen-perturbation", [("G00",)]),
        ("unseen-context", CONDITIONS),
        ("unseen-combination", CONDITIONS),
        ("unseen-dose", CONDITIONS),
        ("time", CONDITIONS),
    ],
)
def test_nothing_to_hold_out_is_refused(screen, task, scenario, conditions):
    with pytest.raises(CellForgeError) as refused:
        split(prepare(screen(conditions).adata, task(scenario)))
    assert refused.value.code == "task/nothing-to-hold-out"


def test_a_task_without_a_scenario_is_refused_with_those_that_the_data_has(data_of):
    """It was no fold at all, and nothing was fitted or scored without a word."""
    data = data_of("unseen-combination")
    with pytest.raises(CellForgeError) as refused:
        split(replace(data, task=data.task.with_(scenarios=())))
    assert refused.value.code == "task/no-scenario"
    assert refused.value.remedy == 'scenarios=["unseen-perturbation", "unseen-combination"]'


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"scenarios": ["unseen-gene"]}, "task/unknown-scenario"),
        ({"value_state": "raw"}, "task/unknown-value-state"),
        ({"version": 2}, "task/version"),
        ({"folds": 1}, "task/too-few-folds"),
        ({"seeds": []}, "task/no-seed"),
        ({"colour": "blue"}, "task/unknown-key"),
        ({"dose": "dose"}, "task/amounts"),
        ({"time": {"column": "time"}}, "task/amounts"),
    ],
)
def test_a_task_that_can_not_be_is_refused(changes, code):
    with pytest.raises(CellForgeError) as refused:
        Task.from_wire({"perturbation": "p", "control": "c", **changes})
    assert refused.value.code == code


def test_data_that_can_not_be_described_makes_no_task(adata):
    found = describe({"adata": adata}, "adata", {"control": "vehicle"})
    assert found["task"] is None and found["problem"]["code"] == "task/no-control"
    with pytest.raises(CellForgeError, match='Look at \\["problem"\\]'):
        Task.from_wire(found["task"])


def test_the_data_of_the_analyst_is_left_as_it_is(adata, task):
    adata = counts(adata)
    before = adata.X.copy()
    prepare(adata, task("unseen-perturbation", value_state="counts"))
    assert (before != adata.X).nnz == 0 and list(adata.obs) == ["perturbation", "cell_type"]


def test_counts_become_log1p_of_counts_per_10000(adata, task):
    adata = counts(adata)
    data = prepare(adata, task("unseen-perturbation", value_state="counts"))
    assert sparse.issparse(data.x)
    order = np.argsort(adata.obs_names.to_numpy().astype(str))
    dense = adata.X.toarray()[order]
    np.testing.assert_allclose(data.x.toarray(), np.log1p(dense / dense.sum(axis=1, keepdims=True) * 1e4), rtol=1e-5)


def test_dense_sparse_backed_and_views_read_the_same(adata, task, sparse_of, tmp_path):
    wanted = task("unseen-perturbation")
    first = prepare(adata, wanted)
    path = tmp_path / "data.h5ad"
    sparse_of(adata).write_h5ad(path)
    backed = anndata.read_h5ad(path, backed="r")
    others = [sparse_of(adata), adata[:, :], backed]
    layered = adata.copy()
    layered.layers["log"], layered.X = adata.X.copy(), np.zeros_like(adata.X)
    raw = adata.copy()
    raw.raw = adata
    reads = [prepare(other, wanted) for other in others]
    reads += [prepare(layered, wanted.with_(layer="log")), prepare(raw, wanted.with_(layer="raw"))]
    for data in reads:
        x = data.x.toarray() if sparse.issparse(data.x) else data.x
        np.testing.assert_array_equal(x, first.x)
        assert data.content == first.content
    backed.file.close()


def test_the_fingerprint_is_the_profiles(adata, task):
    wanted = task("unseen-perturbation")
    told = fingerprint(adata, wanted.to_wire())
    assert prepare(adata, wanted.with_(fingerprint=told)).fingerprint == told


def test_means_and_tables_count_the_same_cells(adata, task):
    data = prepare(adata, task("unseen-perturbation"))
    for i in range(len(data.conditions)):
        np.testing.assert_allclose(data.means[i], data.x[data.cells_of(i)].mean(axis=0, dtype=float), rtol=1e-5)
    table = data.table()
    assert table["cells"].sum() == adata.n_obs and table["condition"][0] == "control"
    assert list(split(data).table()["held out"]) == [1, 1, 1]


def test_a_task_survives_its_wire_form(task):
    wanted = task("unseen-context", dose={"from": "column", "column": "dose"}, seeds=(1, 2))
    again = Task.from_wire(wanted.to_wire())
    assert again == wanted and again.hash == wanted.hash
    assert wanted.with_(control="other").hash != wanted.hash
    assert wanted.with_(held_out=({"scenario": "time"},)).hash == wanted.hash
