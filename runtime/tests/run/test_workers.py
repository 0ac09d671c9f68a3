"""A process for each job, as systems without a safe fork have it, gives the same bytes."""

import numpy as np
import pytest
from cellforge_runtime import prepared_values
from cellforge_runtime.baselines import BASELINES
from cellforge_runtime.data import prepare
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run import pool
from cellforge_runtime.run.environment import clean_environment
from cellforge_runtime.run.workers import SeparateWorkers
from cellforge_runtime.splits import split
from cellforge_runtime.stored_cells import StoredCells

from .conftest import HONEST, run_cell, screen, with_fit


@pytest.fixture
def separate(monkeypatch):
    def start(work, *, threads, modules=()):
        return SeparateWorkers(clean_environment(work, threads=threads), work)

    monkeypatch.setattr(pool, "start_workers", start)


def test_separate_processes_give_the_bytes_of_forked_ones(run, folds, honest, request):
    forked = run.fit(honest, folds)
    request.getfixturevalue("separate")
    alone = run.fit(honest, folds)
    assert [a.model.tobytes() for a in forked] == [b.model.tobytes() for b in alone]


def test_separate_process_that_dies_is_told(run, folds, separate):
    with pytest.raises(CellForgeError) as caught:
        run.fit(run_cell(with_fit("import os; os._exit(4)")), folds)
    assert caught.value.code == "worker/died" and "exit status 4" in str(caught.value)


def test_fits_on_cells_in_a_file_run_one_by_one_and_predict_the_same(run, folds, honest, monkeypatch):
    in_memory = run.fit(honest, folds)
    monkeypatch.setattr(prepared_values, "MOST_IN_MEMORY", 1000)
    large = split(prepare(screen(), folds.data.task))
    assert isinstance(large.data.x, StoredCells)

    def several(*_):
        raise AssertionError("several workers side by side")

    monkeypatch.setattr(pool, "n_workers", several)
    in_a_file = run.fit(honest, large)
    for one, other in zip(in_memory, in_a_file, strict=True):
        np.testing.assert_allclose(one.model, other.model, atol=1e-9)


EVIDENCE = HONEST.replace("class Model:", 'class Model:\n    fitted_by = "evidence"\n')


@pytest.mark.parametrize(
    ("model", "device"),
    [
        pytest.param(run_cell(HONEST), "cuda", id="a model that may use the card has it alone"),
        pytest.param(run_cell(EVIDENCE), "cpu", id="fits by evidence run side by side on the cores"),
        pytest.param(BASELINES["mixture"], "cpu", id="and so do baselines"),
    ],
)
def test_a_card_is_waited_for_only_by_fits_that_use_it(run, folds, monkeypatch, model, device):
    asked = []
    monkeypatch.setattr(pool, "n_workers", lambda n, where: asked.append(where) or 1)
    run.device = "cuda"
    run.fit(model, folds)
    assert asked == [device]
