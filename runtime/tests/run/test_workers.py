"""A process for each job, as systems without a safe fork have it, gives the same bytes."""

import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run import pool
from cellforge_runtime.run.environment import clean_environment
from cellforge_runtime.run.workers import SeparateWorkers

from .conftest import run_cell, with_fit


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
