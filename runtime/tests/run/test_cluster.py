"""Fits on a Dask cluster: the bytes of the pool, the same isolation, Stop, and workers that are lost."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import cellforge_runtime as cf
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run import Stopped
from cellforge_runtime.run.cluster import cluster_for
from cellforge_runtime.run.cluster.cluster import is_worth_it

from .conftest import HONEST, run_cell, with_fit
from .test_stop import is_alive

distributed = pytest.importorskip("distributed")

# for ever where its parent is the Dask worker it was told of; says who it is by the only number that is shown
ENDLESS_THERE = with_fit(
    """
    import os
    while os.getppid() == self.training["there"]:
        progress(epoch=1, epochs=10, loss=float(os.getpid()))
    """
)


@pytest.fixture(scope="module")
def client():
    usual = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    with distributed.LocalCluster(**usual) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield client


@pytest.fixture
def on_cluster(tmp_path, client):
    return cf.Run(tmp_path / "pairs-cellforge" / "r-1", device="cpu", scheduler=client, minutes=2)


def when_told(run, then):
    """Call `then` with the loss that the run's status shows first, in a thread, as the panel works beside the kernel."""

    def watch():
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                loss = json.loads((run.folder / "status.json").read_text())["loss"]
            except (OSError, ValueError):
                loss = None
            if loss:
                then(int(loss))
                return
            threading.Event().wait(0.01)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def kill_each(cluster, is_over):
    """Kill the cluster's one worker whenever it has something to do."""
    killed = set()
    while not is_over.wait(0.02):
        is_busy = any(worker.processing for worker in list(cluster.scheduler.workers.values()))
        pid = cluster.workers[0].pid if is_busy else None
        if pid and pid not in killed:
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)


def test_gives_the_bytes_of_the_pool_and_leaves_nothing_behind(on_cluster, folds, honest, tmp_path):
    there = on_cluster.fit(honest, folds)
    here = cf.Run(tmp_path / "r-2", device="cpu", scheduler="local").fit(honest, folds)
    assert [item.model.tobytes() for item in there] == [item.model.tobytes() for item in here]
    left = sorted(p.relative_to(on_cluster.folder).as_posix() for p in on_cluster.folder.rglob("*") if p.is_file())
    assert left == ["progress.jsonl", "status.json"]


def test_a_search_and_a_refit_go_there_too(on_cluster, folds, honest, tmp_path):
    search = cf.Search(cf.Candidate(honest), cf.Candidate(honest, {"other": 1}))
    assert {item.choice.taken for item in on_cluster.fit(search, folds)} <= {"candidate-1", "best-baseline"}
    final = on_cluster.refit(honest, folds.data)
    final.save(tmp_path / "model")
    assert cf.load_model(tmp_path / "model").about.kinds == ["unseen-perturbation/all"]


def test_files_are_sent_where_the_folder_is_not_seen(on_cluster, folds, honest, tmp_path, monkeypatch):
    from cellforge_runtime.run.cluster import dask_workers

    real, sent = dask_workers.Ticket, []

    def elsewhere(folder, *more, files=None):
        sent.append(files is not None)
        return real(folder if files else "/nowhere/that/machine/sees", *more, files=files)

    monkeypatch.setattr(dask_workers, "Ticket", elsewhere)
    there = on_cluster.fit(honest, folds)
    here = cf.Run(tmp_path / "r-2", device="cpu", scheduler="local").fit(honest, folds)
    assert [item.model.tobytes() for item in there] == [item.model.tobytes() for item in here]
    assert sorted(sent) == [False, False, True, True]


def test_nothing_of_the_dask_worker_reaches_the_model(on_cluster, folds, client):
    client.run(os.environ.__setitem__, "JUPYTERHUB_API_TOKEN", "secret")
    on_cluster.fit(run_cell(with_fit('import os; assert "secret" not in os.environ.values(), "leaked"')), folds)


def test_failure_of_the_model_is_told_as_in_the_pool(on_cluster, folds):
    with pytest.raises(CellForgeError) as caught:
        on_cluster.fit(run_cell(with_fit("raise ValueError('no such layer')")), folds)
    assert caught.value.code == "worker/model-failed" and "no such layer" in str(caught.value)
    assert any("raise ValueError('no such layer')" in line for line in caught.value.traceback)


def test_a_killed_worker_loses_only_its_piece(on_cluster, folds, client, tmp_path):
    victim = next(iter(client.run(os.getpid).values()))
    model = run_cell(ENDLESS_THERE)
    watching = when_told(on_cluster, lambda _: os.kill(victim, signal.SIGKILL))
    there = on_cluster.fit(model, folds, there=victim)
    watching.join()
    here = cf.Run(tmp_path / "r-2", device="cpu", scheduler="local").fit(model, folds, there=victim)
    assert [item.model.tobytes() for item in there] == [item.model.tobytes() for item in here]
    assert not is_alive(victim)


def test_stop_ends_the_processes_there_within_two_seconds(on_cluster, folds, client):
    pids, asked = [], []
    parents = list(client.run(os.getpid).values())

    def stop(pid):
        pids.append(pid)
        asked.append(time.monotonic())
        (on_cluster.folder / "stop").touch()

    watching = when_told(on_cluster, stop)
    with pytest.raises(Stopped):
        # one of the two workers is told to go on for ever
        on_cluster.fit(run_cell(ENDLESS_THERE), folds, there=parents[0])
    watching.join()
    assert time.monotonic() - asked[0] < 2
    gone = threading.Event()
    while is_alive(pids[0]) and time.monotonic() - asked[0] < 10:
        gone.wait(0.02)
    assert time.monotonic() - asked[0] < 3
    assert json.loads((on_cluster.folder / "status.json").read_text())["state"] == "stopped"


def test_processes_there_end_with_the_kernel(tmp_path, client):
    parents = list(client.run(os.getpid).values())
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from run.conftest import run_cell, small_folds
from run.test_cluster import ENDLESS_THERE
import cellforge_runtime as cf
run = cf.Run({str(tmp_path / "r-1")!r}, device="cpu", scheduler={client.scheduler.address!r})
run.fit(run_cell(ENDLESS_THERE), small_folds(), there={parents[0]})
"""
    kernel = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    told = []
    when_told(cf.Run(tmp_path / "r-1", device="cpu"), told.append).join()
    kernel.kill()
    kernel.wait()
    until = time.monotonic() + 20
    while is_alive(told[0]) and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert not is_alive(told[0])


def test_a_fit_that_takes_every_worker_down_is_told_so(tmp_path, folds):
    usual = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    with distributed.LocalCluster(**usual) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        cluster.scheduler.allowed_failures = 1
        run = cf.Run(tmp_path / "r-1", device="cpu", scheduler=client, minutes=2)
        is_over = threading.Event()
        killer = threading.Thread(target=kill_each, args=(cluster, is_over), daemon=True)
        killer.start()
        with pytest.raises(CellForgeError) as caught:
            run.fit(run_cell(with_fit("while True: progress(epoch=1, epochs=10)")), folds)
        is_over.set()
        killer.join()
    assert caught.value.code == "cluster/lost" and "2 workers lost" in str(caught.value)


def test_another_version_there_is_named(on_cluster, folds, honest, client, monkeypatch):
    from cellforge_runtime.run.cluster import dask_workers

    real = dask_workers.Ticket
    monkeypatch.setattr(dask_workers, "Ticket", lambda *given, **more: real(*given, **more, version="9.9.9"))
    with pytest.raises(CellForgeError) as caught:
        on_cluster.fit(honest, folds)
    assert caught.value.code == "cluster/other-version" and "9.9.9" in str(caught.value)


@pytest.mark.parametrize(
    ("configured", "n_pieces", "is_worth"),
    [
        pytest.param({}, 100, False, id="nothing is offered"),
        pytest.param({"scheduler": "local"}, 100, False, id="on one machine the pool is never slower"),
        pytest.param({"scheduler": "slurm"}, 4, False, id="it fits here at once"),
        pytest.param({"scheduler": "slurm"}, 5, True, id="more than fits here"),
    ],
)
def test_auto_leaves_this_machine_only_where_it_helps(configured, n_pieces, is_worth):
    assert is_worth_it(n_pieces, 4, configured) == is_worth


@pytest.mark.parametrize(
    ("scheduler", "configured", "code"),
    [
        pytest.param("slurmm", None, "cluster/unknown", id="a word"),
        pytest.param("tcp://127.0.0.1:1", None, "cluster/not-reached", id="nobody there"),
        pytest.param("dask", {"shceduler": "slurm"}, "cluster/configuration", id="a slip in the hub's file"),
        pytest.param("auto", {"scheduler": "slrum"}, "cluster/configuration", id="a scheduler that the hub misspelt"),
        pytest.param("dask", {"workers": 4}, "cluster/configuration", id="no scheduler in the hub's file"),
        pytest.param("dask", {"scheduler": "gateway"}, "cluster/not-installed", id="a client that is not installed"),
    ],
)
def test_a_cluster_that_can_not_be_used_is_told_in_words(scheduler, configured, code, monkeypatch):
    import dask

    monkeypatch.setattr("cellforge_runtime.run.cluster.cluster.SECONDS_TO_CONNECT", 1)
    with dask.config.set({"cellforge": configured or {}}), pytest.raises(CellForgeError) as caught, cluster_for(scheduler, 8):
        pass
    assert caught.value.code == code


def test_without_the_package_the_pip_line_is_named(monkeypatch):
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "distributed" else find(name, *more))
    with pytest.raises(CellForgeError) as caught, cluster_for("dask", 8):
        pass
    assert caught.value.code == "cluster/not-installed" and "cellforge-runtime[distributed]" in str(caught.value)
    with cluster_for("auto", 100) as cluster:
        assert cluster is None


def test_the_pool_never_loads_dask(tmp_path):
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from run.conftest import HONEST, run_cell, small_folds
import cellforge_runtime as cf
cf.Run({str(tmp_path / "r-1")!r}, device="cpu").fit(run_cell(HONEST), small_folds())
assert "distributed" not in sys.modules
"""
    assert HONEST
    subprocess.run([sys.executable, "-c", script], check=True)
