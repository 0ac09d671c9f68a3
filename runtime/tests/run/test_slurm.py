"""A hub that offers Slurm: dask-jobqueue submits real job scripts, here to a queue of two lines of shell."""

import os
import stat
import sys

import cellforge_runtime as cf
import pytest
from cellforge_runtime.run.cluster import cluster_for

dask = pytest.importorskip("dask")
pytest.importorskip("distributed")
pytest.importorskip("dask_jobqueue")

SBATCH = """#!/bin/sh
cp "$1" "{queue}/script-$$.sh"
setsid sh "{queue}/script-$$.sh" > "{queue}/log-$$" 2>&1 &
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for job in "$@"; do kill -9 -- -"$job" 2>/dev/null; echo "$job" >> "{queue}/cancelled"; done
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """`sbatch` and `scancel` that run jobs at once on this machine."""
    queue, programs = tmp_path / "queue", tmp_path / "bin"
    queue.mkdir()
    programs.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        path = programs / name
        path.write_text(text.format(queue=queue))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return queue


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Slurm runs on Linux")
def test_fits_run_in_jobs_of_the_queue_which_end_with_the_fit(queue, tmp_path, folds, honest):
    options = {
        "cores": 1,
        "memory": "2GB",
        "walltime": "00:10:00",
        "python": sys.executable,
        "log_directory": str(queue),
        "local_directory": str(tmp_path),
        "scheduler_options": {"dashboard_address": ":0"},
    }
    configured = {"scheduler": "slurm", "workers": 1, "options": options}
    with dask.config.set({"cellforge": configured}):
        there = cf.Run(tmp_path / "r-1", device="cpu", scheduler="dask", minutes=2).fit(honest, folds)
    here = cf.Run(tmp_path / "r-2", device="cpu", scheduler="local").fit(honest, folds)
    assert [item.model.tobytes() for item in there] == [item.model.tobytes() for item in here]
    assert len(list(queue.glob("script-*.sh"))) == 1 and (queue / "cancelled").exists()


def test_auto_stays_here_for_what_fits_here(monkeypatch):
    monkeypatch.setattr("cellforge_runtime.run.cluster.cluster.n_cores", lambda: 4)
    with dask.config.set({"cellforge": {"scheduler": "slurm", "workers": 1}}), cluster_for("auto", 4) as cluster:
        assert cluster is None
