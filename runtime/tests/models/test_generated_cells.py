"""Generated cells as a reader gets them: short, clean, and with the parameters that were counted for them."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from cellforge_runtime.training_set import Query

from .generated import NOTEBOOKS, code, model_cells, model_of, small_screen

VARIANTS = [pytest.param(cell, id=cell["name"].replace(" ", ",")) for cell in model_cells()]
SETTINGS = {"learning_rate": 0.02, "weight_decay": 0.01, "dropout": 0.1, "max_epochs": 2, "batch_size": 64}


def ruff(path, *more) -> str:
    rules = "E,F,W,I,B,UP,SIM,C4,PIE"
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "88", "--select", rules, *more, str(path)],
        capture_output=True,
        text=True,
    )
    return done.stdout if done.returncode else ""


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_generated_notebook_is_ruff_clean(notebook, tmp_path):
    before = [] if code(notebook)[0]["name"] == "load" else ["adata = None"]
    sources = before + [cell["source"] for cell in code(notebook)]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    path = tmp_path / f"{notebook}.ipynb"
    nbformat.write(book, path)
    # two model cells that each stand alone import and define the same names
    again = ["--ignore", "F811"] if any(cell["name"] == "model-2" for cell in code(notebook)) else []
    assert ruff(path, *again) == ""


def test_every_variant_of_the_model_cell_is_ruff_clean(tmp_path):
    for i, cell in enumerate(model_cells()):
        (tmp_path / f"model_{i}.py").write_text(cell["source"] + "\n", encoding="utf-8")
    assert ruff(tmp_path) == ""


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_each_of_the_six_cells_is_15_to_60_lines_without_json(notebook):
    six = [cell for cell in code(notebook) if cell["name"] != "load"]
    # a search brings the model cells of other candidates besides
    own = [cell["name"] for cell in six if cell["name"] not in ("model-2", "model-3")]
    assert own == ["setup", "data", "model", "training", "evaluation", "prediction"]
    for cell in six:
        lines = [line for line in cell["source"].splitlines() if line.strip()]
        assert 15 <= len(lines) <= 60, cell["name"]
        assert "json.loads" not in cell["source"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_model_cell_has_the_parameters_that_were_counted(variant):
    model = model_of(variant["source"])(**SETTINGS)
    network = model.build(model._describe(small_screen()))
    assert sum(p.numel() for p in network.parameters()) == variant["parameters"]


def test_the_longest_model_cell_has_at_most_60_lines():
    lengths = [len([x for x in cell["source"].splitlines() if x.strip()]) for cell in model_cells()]
    assert max(lengths) <= 60


@pytest.mark.parametrize("variant", [*VARIANTS[:48:5], *VARIANTS[48:]])
def test_a_saved_model_answers_as_before(variant, tmp_path):
    train = small_screen()
    asked = [Query(("T4",), "a"), Query(("new",), "b")]
    model = model_of(variant["source"])(**SETTINGS).fit(train, None, seed=3, device="cpu", progress=None)
    model.save(tmp_path)
    again = model_of(variant["source"])(**SETTINGS).load(tmp_path)
    assert np.array_equal(again.predict(asked), model.predict(asked))
    assert np.array_equal(again.predict_component(asked), model.predict_component(asked))
    assert json.loads((tmp_path / "chosen.json").read_text()) == model.report()


def test_the_hidden_width_is_changed_in_one_place():
    source = model_cells()[0]["source"]
    wider = source.replace("hidden = 8 ", "hidden = 20 ")
    assert source.count("hidden = ") == 1
    model = model_of(wider)(**SETTINGS)
    assert model.build(model._describe(small_screen())).rest.shape == (20,)
