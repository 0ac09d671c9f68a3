"""What a notebook shows of the objects an analyst holds, and what it says where one is given for another."""

from dataclasses import replace

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.data import training_set
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.splits import Unscored


@pytest.fixture
def folds(data_of):
    return cf.split(data_of("unseen-combination"))


def predictions_of(folds):
    items = [FoldPrediction(fold, 42, np.zeros((len(fold.held_out), 60)), None) for fold in folds]
    return Predictions(folds=folds, items=tuple(items), plan_name="Model", device="cpu", seconds=1.0, source_hash="")


def test_objects_are_shown_in_a_few_short_lines(folds):
    """`data` as the last line of a cell was all names of all features, and all arrays."""
    data = folds.data
    shown = {each: repr(each) for each in (data, folds, folds[0], training_set(data, folds[0]), predictions_of(folds))}
    assert all(len(text.splitlines()) <= 5 and len(text) < 500 for text in shown.values())
    assert shown[data].startswith("Data of rna: 960 cells, 60 features\n    22 conditions in 1 context, 80 control cells")
    assert "unseen-combination, seen-2: 10 held-out conditions in 5 folds" in shown[folds]
    unscored = Unscored("unseen-combination", "seen-2", "G01+G09", "29 cells, fewer than 30")
    assert "in 5 folds; 1 more can't be scored in it\n" in repr(replace(folds, unscored=(unscored,)))
    assert shown[folds[0]] == "Fold 0 of unseen-combination, seen-2: trains on 20 conditions, holds out 2"


def test_a_task_is_shown_without_what_follows_from_the_data(screen):
    """Which conditions each scenario could hold out, and why not, was most of it."""
    found = cf.describe.describe({"adata": screen([("G00",), ("G01",), ("G02",)]).adata}, "adata", {})
    task = cf.Task.from_wire(found["task"])
    assert task.held_out and "held_out" not in repr(task) and len(repr(task)) < 700
    assert task.to_wire() == found["task"]


def test_names_of_the_package_are_listed_once():
    assert len(dir(cf)) == len(set(dir(cf)))
    assert {"prepare", "split", "Run", "Task", "datasets"} <= set(dir(cf))


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda folds, run: cf.prepare(folds.data, {"perturbation": "gene"}), id="prepare"),
        pytest.param(lambda folds, run: cf.split(folds), id="split"),
        pytest.param(lambda folds, run: run.fit(type, folds.data), id="fit"),
        pytest.param(lambda folds, run: run.evaluate(folds), id="evaluate"),
        pytest.param(lambda folds, run: run.refit(type, folds), id="refit"),
        pytest.param(lambda folds, run: cf.export(folds, "scverse", run.folder / "out"), id="export"),
    ],
)
def test_one_object_given_for_another_is_told_with_the_line_to_write(call, folds, tmp_path):
    """It ended in an AttributeError of the package's own."""
    with pytest.raises(CellForgeError) as refused:
        call(folds, cf.Run(tmp_path / "r-1", device="cpu"))
    error = refused.value
    assert error.code == "call/other-argument"
    assert "cf." in error.remedy or "run." in error.remedy
