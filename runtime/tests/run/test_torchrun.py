"""One model by several processes: the loss and the predictions that one process comes to, and a model that can be kept."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.training.together import PartOfBatches, Together, together

from .conftest import HONEST, run_cell, screen

pytest.importorskip("lightning")
CELLS = Path(__file__).parents[3] / "tests" / "fixtures" / "cells"
SETTINGS = {"learning_rate": 0.02, "weight_decay": 0.001, "dropout": 0, "max_epochs": 10, "batch_size": 3}


@pytest.fixture(scope="module")
def data():
    task = cf.Task(perturbation="perturbation", control="control", value_state="log", scenarios=["unseen-perturbation"], folds=2)
    return cf.prepare(screen(), task)


def model_class():
    cells = json.loads((CELLS / "genes.json").read_text(encoding="utf-8"))
    return run_cell(next(cell["source"] for cell in cells if cell["name"] == "model"))


def trained(tmp_path, data, processes):
    run = cf.Run(tmp_path / f"r-{processes}", device="cpu")
    script = cf.torchrun_script(run, model_class(), data, processes=processes, **SETTINGS)
    words = shlex.split(script.command) if processes > 1 else [sys.executable, str(script.path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads((script.path.parent / "unseen-perturbation-all" / "done.json").read_text())
    return script, told


@pytest.mark.slow
def test_two_processes_come_to_the_loss_and_predictions_of_one(tmp_path, data):
    alone, by_one = trained(tmp_path, data, 1)
    shared, by_two = trained(tmp_path, data, 2)
    assert (by_one["processes"], by_two["processes"]) == (1, 2)
    losses = [np.array([loss for _, loss in told["losses"]]) for told in (by_one, by_two)]
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-4)
    weights = [
        dict(np.load(script.path.parent / "unseen-perturbation-all" / "saved" / "network-0.npz")) for script in (alone, shared)
    ]
    for name, values in weights[0].items():
        np.testing.assert_allclose(weights[1][name], values, rtol=1e-3, atol=1e-5)
    final = shared.model()
    predicted = final.predict([cf.Query(("G15",))])
    assert np.isfinite(predicted.X).all()
    final.save(tmp_path / "model")
    np.testing.assert_array_equal(cf.load_model(tmp_path / "model").predict([cf.Query(("G15",))]).X, predicted.X)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_parts_of_a_batch_together_weigh_what_the_batch_does(size):
    from cellforge_runtime.training.loop import Batches

    rng = np.random.default_rng(0)
    arrays = {"aim": rng.normal(size=(7, 4)), "weight": rng.uniform(0.5, 1.5, size=7)}
    parts = [list(PartOfBatches(Batches(arrays, 2, 1), Together(size, rank, size))) for rank in range(size)]
    for whole, *own in zip(Batches(arrays, 2, 1), *parts):
        loss = [float((b["weight"] * b["aim"].square().mean(dim=1)).mean()) for b in (whole, *own)]
        assert np.mean(loss[1:]) == pytest.approx(loss[0], rel=1e-6)


def test_only_torchrun_makes_processes_work_together():
    started = {"TORCHELASTIC_RUN_ID": "none", "WORLD_SIZE": "4", "RANK": "3", "LOCAL_WORLD_SIZE": "2"}
    assert together(started) == Together(4, 3, 2)
    assert together(started | {"WORLD_SIZE": "1"}) is None
    assert together({"WORLD_SIZE": "4", "RANK": "3"}) is None


def test_a_model_with_a_loop_of_its_own_is_refused(tmp_path, data):
    with pytest.raises(CellForgeError) as caught:
        cf.torchrun_script(cf.Run(tmp_path / "r-1", device="cpu"), run_cell(HONEST), data, processes=2)
    assert caught.value.code == "torchrun/other-loop"


def test_a_model_asked_for_too_early_names_the_command(tmp_path, data):
    script = cf.torchrun_script(cf.Run(tmp_path / "r-1", device="cpu"), model_class(), data, processes=2, **SETTINGS)
    with pytest.raises(CellForgeError) as caught:
        script.model()
    assert caught.value.code == "torchrun/not-done" and script.command in str(caught.value)
