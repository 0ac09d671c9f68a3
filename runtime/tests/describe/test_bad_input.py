"""Bad data and bad settings: what was expected, what was found, what to do; the object stays as it was."""

from __future__ import annotations

import json

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe, objects
from cellforge_runtime.describe.conditions import conditions
from cellforge_runtime.describe.settings import KEYS
from cellforge_runtime.errors import CellForgeError
from scipy import sparse

EIGHT = "STAT1 STAT2 IRF1 JAK2 KLF1 TET2 CEBPA BRD4".split()


@pytest.fixture
def screen(made):
    """Eight knock-outs and their controls in one cell type."""
    return made({"condition": ["ctrl", *EIGHT]})


def _problem(data, settings=None, name="adata"):
    found = describe({"adata": data} if data is not None else {}, name, settings or {})
    problem = found["problem"]
    assert problem is not None
    assert found["task"] is None
    for part in ("code", "message", "expected", "found", "remedy"):
        assert problem[part].strip(), part
    return problem


def test_no_anndata_in_the_kernel() -> None:
    assert objects({"x": 1, "frame": pd.DataFrame()}) == []
    problem = _problem(None)
    assert problem["code"] == "data/no-object"
    assert "read_h5ad" in problem["remedy"]


def test_something_else_under_the_name() -> None:
    assert _problem(pd.DataFrame())["code"] == "data/not-anndata"


def test_an_object_deleted_since_names_those_left(screen) -> None:
    problem = describe({"other": screen}, "adata", {})["problem"]
    assert problem["code"] == "data/no-object"
    assert "other" in problem["found"]


def test_no_control_cells(screen) -> None:
    problem = _problem(screen[screen.obs["condition"] != "ctrl"])
    assert problem["code"] == "task/no-control"
    assert '"BRD4" (40)' in problem["found"]


def test_a_control_that_no_cell_has(screen) -> None:
    problem = _problem(screen, {"control": "vehicle"})
    assert problem["code"] == "task/no-control"
    assert '"ctrl" (40)' in problem["found"]


def test_one_perturbation_without_contexts(made) -> None:
    problem = _problem(made({"condition": ["ctrl", "STAT1"]}))
    assert problem["code"] == "task/nothing-to-hold-out"
    assert "1 perturbation in 1 context" in problem["found"]


def test_all_conditions_under_thirty_cells(made) -> None:
    problem = _problem(made({"condition": ["ctrl", *EIGHT]}, per=20))
    assert problem["code"] == "task/few-cells"
    assert "the largest has 20 cells" in problem["found"]


@pytest.mark.parametrize("axis", ["obs", "var"])
def test_doubled_names(screen, axis: str) -> None:
    names = list(getattr(screen, f"{axis}_names"))
    names[1] = names[0]
    setattr(screen, f"{axis}_names", names)
    problem = _problem(screen)
    assert problem["code"] == "data/duplicated-names"
    assert names[0] in problem["found"]
    assert f"{axis}_names_make_unique" in problem["remedy"]


@pytest.mark.parametrize(("value", "told"), [(np.nan, "NaN"), (np.inf, "infinite")])
@pytest.mark.parametrize("build", [sparse.csr_matrix, np.asarray], ids=["sparse", "dense"])
def test_values_that_are_no_numbers(screen, value: float, told: str, build) -> None:
    dense = screen.X.toarray() + 1
    dense[7, 3] = value
    screen.X = build(dense)
    problem = _problem(screen)
    assert problem["code"] == "data/not-finite"
    assert told in problem["found"]


def test_negative_values_where_counts_are_claimed(screen) -> None:
    dense = screen.X.toarray()
    dense[7, 3] = -2
    screen.X = sparse.csr_matrix(dense)
    assert _problem(screen)["code"] == "data/negative-counts"


def test_negative_values_in_a_layer_of_counts(screen) -> None:
    screen.layers["counts"] = sparse.csr_matrix(screen.X.toarray() - 0.5)
    assert _problem(screen, {"layer": "counts"})["code"] == "data/negative-counts"


def test_a_setting_that_is_unknown_names_the_known_ones(screen) -> None:
    problem = _problem(screen, {"perturbatoin": "condition"})
    assert problem["code"] == "task/unknown-key"
    for key in KEYS:
        assert key in problem["expected"]


def test_a_scenario_that_is_unknown_names_the_known_ones(screen) -> None:
    problem = _problem(screen, {"scenario": "unseen-planet"})
    assert problem["code"] == "task/unknown-scenario"
    assert "unseen-perturbation" in problem["expected"]


@pytest.mark.parametrize("scenario", ["time", "unseen-dose"])
def test_one_dose_or_one_time_is_refused_with_what_is_needed(screen, scenario: str) -> None:
    problem = _problem(screen, {"scenario": scenario})
    assert problem["code"] == "scenario/not-available"
    assert {"time": "two times", "unseen-dose": "three doses"}[scenario] in problem["expected"]


def test_a_scenario_the_data_has_nothing_for(screen) -> None:
    problem = _problem(screen, {"scenario": "unseen-combination"})
    assert problem["code"] == "scenario/not-available"
    assert "unseen-perturbation" in problem["remedy"]


@pytest.mark.parametrize("key", ["perturbation", "context", "batch", "dose", "time"])
def test_a_column_that_is_not_there_names_the_nearest(screen, key: str) -> None:
    problem = _problem(screen, {key: "conditon"})
    assert problem["code"] == "task/no-such-column"
    assert '"condition"' in problem["remedy"]


def test_a_column_renamed_since_the_profile_is_named(screen) -> None:
    task = describe({"adata": screen}, "adata", {})["task"]
    screen.obs.rename(columns={"condition": "conditions"}, inplace=True)
    with pytest.raises(CellForgeError) as caught:
        conditions(screen, task)
    assert caught.value.code == "task/no-such-column"
    assert '"conditions"' in caught.value.remedy


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("where", "nothing:here", "task/where"),
        ("where", "condition:nothing", "task/where"),
        ("layer", "counts", "task/no-such-layer"),
        ("folds", "1", "task/bad-value"),
        ("folds", "many", "task/bad-value"),
        ("seeds", "a,b", "task/bad-value"),
        ("primary", "best", "task/bad-value"),
        ("modality", "metabolites", "task/bad-value"),
        ("perturbation_type", "magic", "task/bad-value"),
    ],
)
def test_values_that_a_setting_can_not_have(screen, key: str, value: str, code: str) -> None:
    assert _problem(screen, {key: value})["code"] == code


def test_a_part_without_a_value_names_the_values(screen) -> None:
    problem = _problem(screen, {"where": "condition"})
    assert problem["found"] == 'the column "condition" and no value; it has "BRD4", "CEBPA", "IRF1", "JAK2", "KLF1" and 4 more'
    assert problem["remedy"].endswith("such as condition:BRD4.")


@pytest.mark.parametrize("shape", [(0, 5), (5, 0)])
def test_an_empty_object(shape: tuple[int, int]) -> None:
    assert _problem(ad.AnnData(np.zeros(shape, dtype=np.float32)))["code"] == "data/empty"


def test_an_object_without_values(screen) -> None:
    assert _problem(ad.AnnData(obs=screen.obs, var=screen.var))["code"] == "data/no-matrix"


def test_values_that_are_all_zero(screen) -> None:
    screen.X = sparse.csr_matrix(screen.shape, dtype=np.float32)
    assert _problem(screen)["code"] == "data/constant"


def test_a_context_in_which_no_perturbation_has_controls(screen) -> None:
    problem = _problem(screen, {"context": "condition"})
    assert problem["code"] == "task/no-perturbed-cells"
    assert "no control cells in this level" in problem["found"]


def test_a_dose_column_that_holds_no_numbers(screen) -> None:
    screen.obs["dose"] = "high"
    assert _problem(screen, {"dose": "dose"})["code"] == "task/no-perturbed-cells"


def test_odd_columns_do_no_harm(screen) -> None:
    screen.obs["lists"] = [[1, 2]] * screen.n_obs
    screen.obs["dates"] = pd.Timestamp("2020-01-01")
    screen.obs["nothing"] = np.nan
    screen.obs["mixed"] = [1 if i % 2 else "one" for i in range(screen.n_obs)]
    screen.obs[7] = "a number as a name"
    found = describe({"adata": screen}, "adata", {})
    assert found["problem"] is None
    assert found["task"]["perturbation"] == "condition"


ODD = {
    "intervals": lambda n: pd.cut(np.arange(n), 4),
    "time spans": lambda n: pd.to_timedelta(np.arange(n) % 3, unit="h"),
    "missing integers": lambda n: pd.array([1, None] * (n // 2), dtype="Int64"),
    "missing booleans": lambda n: pd.array([True, None] * (n // 2), dtype="boolean"),
    "strings": lambda n: pd.array(["a", None] * (n // 2), dtype="string"),
    "sparse": lambda n: pd.arrays.SparseArray([0, 1] * (n // 2)),
    "complex": lambda n: np.array([1j, 2] * (n // 2)),
    "bytes": lambda n: [b"x", b"y"] * (n // 2),
    "infinite": lambda n: [np.inf, -np.inf] * (n // 2),
    "long texts": lambda n: ["x" * 10_000] * n,
    "dictionaries": lambda n: [{"a": 1}] * n,
    "tuples": lambda n: [(1, 2)] * n,
}


@pytest.mark.parametrize("kind", ODD)
def test_columns_of_odd_types_do_no_harm(kind: str, screen) -> None:
    screen.obs["odd"] = ODD[kind](screen.n_obs)
    found = describe({"adata": screen}, "adata", {})
    assert found["problem"] is None
    assert found["task"]["perturbation"] == "condition"
    assert len(json.dumps(found, allow_nan=False)) < 20_000


def test_doubled_columns_do_no_harm(screen) -> None:
    screen.obs = pd.concat([screen.obs, pd.DataFrame({"x": 1}, index=screen.obs_names)] * 1 + [screen.obs[["condition"]]], axis=1)
    found = describe({"adata": screen}, "adata", {})
    assert found["problem"]["code"] in ("task/no-perturbation", "data/duplicated-column")
