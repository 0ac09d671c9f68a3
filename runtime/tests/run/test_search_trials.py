"""Settings searched inside each training set: seeded, within the budget, and as many for baselines that have some."""

import importlib.util
import sys

import cellforge_runtime as cf
import pytest
from cellforge_runtime.errors import CellForgeError

from .conftest import HONEST, screen
from .test_search import KNOWING

pytest.importorskip("optuna")

# how much of the mean change it predicts, a quarter by itself, beside the knocked-down feature; squared error can tell
SHARE = KNOWING.replace(
    "self.mean = np.asarray(train.delta()).mean(axis=0)",
    "self.mean = self.training['share'] * np.asarray(train.delta()).mean(axis=0)",
)


@pytest.fixture
def by_error():
    task = cf.Task(
        perturbation="perturbation",
        control="control",
        value_state="log",
        scenarios=["unseen-perturbation"],
        folds=2,
        primary="mse",
    )
    return cf.split(cf.prepare(screen(), task))


def searched(cell, trials=5):
    return cf.Search(cf.Candidate(cell(SHARE), {"share": 0.25}), trials=trials, space={"share": (0.0, 1.0)})


def test_each_fold_finds_better_settings_and_the_same_ones_again(run, by_error, cell):
    before = run.fit(searched(cell), by_error)
    again = cf.Run(run.folder.parent / "r-2", device="cpu").fit(searched(cell), by_error)
    for one, other in zip(before, again):
        assert one.choice.wire() == other.choice.wire()
        assert one.model.tobytes() == other.model.tobytes()
        by_id = {tried.id: tried for tried in one.choice.tried}
        assert len(by_id) == 6 and by_id["candidate-1"].score > by_id[one.choice.taken].score
        assert one.choice.taken.startswith("trial-")
        assert abs(by_id[one.choice.taken].training["share"] - 1) < abs(0.25 - 1)
    first, second = (item.choice.tried[1].training for item in before)
    assert first != second, "each training set draws for itself"


def test_baselines_with_settings_get_as_many_trials_and_stand_in_the_result(run, by_error, cell):
    result = run.evaluate(run.fit(searched(cell, trials=2), by_error))
    part = result.wire["scenarios"]["unseen-perturbation"]["parts"]["all"]
    error = part["metrics"]["mse"]["baselines"]
    assert "bilinear-searched" in error and error["bilinear-searched"] != error["bilinear"]
    assert set(result.wire["choices"][0]["searched_baselines"]) == {"bilinear"}
    rows = {row["id"]: row for row in result.wire["candidates"]}
    assert set(rows) == {"candidate-1", "trials", "best-baseline"}


def test_budget_that_is_over_tries_nothing_further(run, by_error, cell):
    search = cf.Search(cf.Candidate(cell(SHARE), {"share": 0.25}), trials=3, space={"share": (0.0, 1.0)}, minutes=0)
    predictions = run.fit(search, by_error)
    assert all([tried.id for tried in item.choice.tried] == ["candidate-1"] for item in predictions)


@pytest.mark.parametrize(
    "space",
    [
        pytest.param({}, id="none"),
        pytest.param({"share": 0.5}, id="a value"),
        pytest.param({"share": (1.0, 0.0)}, id="turned round"),
        pytest.param({"share": (0.0, 1.0, "log")}, id="log from zero"),
        pytest.param({"share": ("a", "b")}, id="words in a range"),
        pytest.param({"share": (0.0, 1.0, 2.0, 3.0)}, id="four numbers"),
    ],
)
def test_space_that_is_none_is_refused_before_any_work(cell, space):
    with pytest.raises(CellForgeError) as caught:
        cf.Search(cf.Candidate(cell(SHARE), {"share": 0.25}), trials=3, space=space)
    assert caught.value.code == "search/space"


def test_without_optuna_the_pip_line_is_named(cell, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "optuna" else find(name, *more))
    with pytest.raises(CellForgeError) as caught:
        cf.Search(cf.Candidate(cell(SHARE), {"share": 0.25}), trials=3, space={"share": (0.0, 1.0)})
    assert caught.value.code == "search/no-optuna" and "cellforge-runtime[search]" in str(caught.value)


def test_optuna_is_not_loaded_by_a_choice_among_given_candidates(run, folds, cell):
    for name in [name for name in sys.modules if name.split(".")[0] == "optuna"]:
        sys.modules.pop(name)
    run.fit(cf.Search(cf.Candidate(cell(HONEST)), cf.Candidate(cell(HONEST), {"other": 1})), folds)
    assert "optuna" not in sys.modules


def test_bilinear_keeps_the_published_settings_unless_told_otherwise():
    from cellforge_runtime.baselines import BASELINES

    own = BASELINES["bilinear"]()
    assert (own.components, own.penalty) == (10, 0.1)
