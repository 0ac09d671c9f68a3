"""Options that need more of a training set than its means have it in a worker too."""

import json
from pathlib import Path

import numpy as np
import pytest

from .conftest import run_cell

CELLS = Path(__file__).parents[3] / "tests" / "fixtures" / "cells" / "model-cells.json"
pytestmark = pytest.mark.slow  # two processes of torch

SETTINGS = {"learning_rate": 0.02, "weight_decay": 0.01, "dropout": 0.0, "max_epochs": 2, "batch_size": 64}


def test_a_loss_on_cells_trains_in_a_worker_and_its_final_model_is_kept(run, folds, tmp_path):
    made = {cell["name"]: cell["source"] for cell in json.loads(CELLS.read_text(encoding="utf-8"))}
    model = run_cell(made["distributional profile control-profile pca"])
    predictions = run.fit(model, folds, **SETTINGS)
    assert all(np.isfinite(item.model).all() and "shrinkage" in item.report for item in predictions)
    final = run.refit(model, folds.data, **SETTINGS)
    final.save(tmp_path / "model")
