"""The room to the known truth: all of it for the truth itself, in each modality of a screen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.datasets import known_truth, simulate
from cellforge_runtime.prediction import Predictions
from cellforge_runtime.run.held_out_conditions import write_conditions
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

pytestmark = pytest.mark.slow


def test_the_truth_takes_all_of_the_room_in_each_modality(tmp_path):
    from judged import scored_by_needed
    from truth import room, truth_of

    adata = simulate("protein", seed=0, n_cells=4500, n_genes=200)
    task = Task(
        perturbation="perturbation", control="control", separator="+", value_state="counts", modality="rna,protein",
        scenarios=["unseen-perturbation"], folds=2,
    )  # fmt: skip
    folds = split(prepare(adata, task))
    for modality, folder in (("rna", tmp_path), ("protein", tmp_path / "protein")):
        own = folds.of(modality)
        order = range(len(own.data.features))
        items = truth_of(own, known_truth(adata, modality), order)
        folder.mkdir(exist_ok=True)
        predictions = Predictions(own, items, plan_name="truth", device="cpu", seconds=0.0, source_hash="")
        write_conditions(folder, scored_by_needed(predictions))
    told = room(adata, task, tmp_path)
    assert {"unseen-perturbation/all", "unseen-perturbation/all/protein"} <= set(told)
    for found in told.values():
        assert found["ours"] == found["truth"]
        assert found["room"] > 0.02
        assert found["taken"] == pytest.approx(1.0, abs=1e-4)  # six digits are kept
