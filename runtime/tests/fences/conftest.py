"""One slice of a simulated screen and one set of warm workers for all trials."""

import sys
import tempfile
from pathlib import Path

import cellforge_runtime as cf
import pytest
from cellforge_runtime.datasets import simulate
from cellforge_runtime.fences import Limits, try_model
from cellforge_runtime.fences.try_model import prepared_slice
from cellforge_runtime.run.workers import start_workers

# what any of the cells imports: paid once, as in a run of several folds
MODULES = ["torch", "lightning", "cellforge_runtime.training", "sklearn"]
SECONDS = 20.0


@pytest.fixture(scope="session")
def task():
    return cf.Task(
        perturbation="perturbation",
        control="control",
        separator="+",
        value_state="counts",
        scenarios=["unseen-combination"],
        folds=2,
        inner_folds=2,
    )


@pytest.fixture(scope="session")
def screen():
    return simulate("interaction", seed=0, n_cells=4000, n_genes=200)


@pytest.fixture(scope="session")
def tiny(screen, task):
    return prepared_slice(screen, task)


@pytest.fixture(scope="session")
def warm():
    with tempfile.TemporaryDirectory() as folder:
        workers = start_workers(Path(folder), threads=1, modules=MODULES)
        yield workers if sys.platform.startswith("linux") else None
        workers.kill()


@pytest.fixture
def tried(tiny, warm):
    """Try a cell as an agent's attempt is tried, on warm workers."""

    def of(source, *, seconds=SECONDS, memory_mb=3000, parameters=None, **how):
        limits = Limits(seconds=seconds, memory_mb=memory_mb, parameters=parameters)
        return try_model(tiny, None, source, device="cpu", limits=limits, workers=warm, **how)

    return of
