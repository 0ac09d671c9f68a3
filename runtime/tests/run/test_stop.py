"""Stop: the worker ends at once, the kernel stays, and the same cell can run again."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.run import Stopped

from .conftest import run_cell, with_fit

# tells where it is by the only file it may write, then works for ever on the first fold
ENDLESS = with_fit(
    """
    import os
    open("started", "w").write(str(os.getpid()))
    while True:
        progress(epoch=1, epochs=10, loss=1.0)
    """
)


def watch_for(path, then):
    """Call `then` once `path` has text; in a thread, as the panel works beside the kernel."""

    def watch():
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if path.exists() and path.read_text():
                then()
                return
            threading.Event().wait(0.01)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return open(f"/proc/{pid}/stat").read().split(")")[1].split()[0] != "Z" if os.path.exists("/proc") else True


@pytest.fixture
def started(run):
    return run.folder / "checkpoints" / "fold-0-seed-42" / "started"


@pytest.fixture(params=["stop file", "interrupt"])
def stop(request, run):
    """Either way of stopping, noting when it was asked for."""
    # as a kernel has it; a test run in the background may have been started with interrupts ignored
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    asked = {}

    def ask():
        asked["at"] = time.monotonic()
        if request.param == "stop file":
            (run.folder / "stop").touch()
        else:
            os.kill(os.getpid(), signal.SIGINT)

    return ask, asked


def test_stop_ends_the_worker_within_two_seconds_and_says_stopped(run, folds, started, stop):
    ask, asked = stop
    thread = watch_for(started, ask)
    with pytest.raises(Stopped) as caught:
        run.fit(run_cell(ENDLESS), folds)
    assert time.monotonic() - asked["at"] < 2
    thread.join()
    worker = int(started.read_text())
    while is_alive(worker):
        assert time.monotonic() - asked["at"] < 2
    assert json.loads((run.folder / "status.json").read_text())["state"] == "stopped"
    assert not (run.folder / "stop").exists()
    assert caught.value._render_traceback_()[0].startswith("Stopped: 0 of 2 fits are kept")


def test_cell_runs_again_at_once_and_keeps_finished_folds(run, folds):
    run._minutes = 1  # whatever goes wrong, the test ends
    first_done = run.folder / "checkpoints" / "fold-1-seed-42" / "started"
    # the first fold takes a moment; the second works for ever unless the settings say otherwise
    second = sorted(folds.data.queries[i].label for i in folds[1].train)
    source = with_fit(
        f"""
        import os
        if sorted(q.label for q in train.conditions) == {second!r}:
            open("started", "w").write("x")
            while not os.path.exists("go"):
                progress(epoch=1, epochs=2, loss=1.0)
        """
    )
    kept_folder = run.folder / "kept"

    def ask():
        while not (kept_folder.exists() and any(kept_folder.glob("*/outcome.json"))):
            threading.Event().wait(0.01)
        (run.folder / "stop").touch()

    watch_for(first_done, ask)
    with pytest.raises(Stopped, match="1 of 2 fits are kept"):
        run.fit(run_cell(source), folds)

    first_done.unlink()

    def let_go():
        (first_done.parent / "go").touch()

    watch_for(first_done, let_go)
    predictions = run.fit(run_cell(source), folds)
    assert len(predictions) == 2
    assert not kept_folder.exists()


def test_finished_folds_of_another_source_are_not_used(run, folds, honest):
    from cellforge_runtime.run.cell_source import cell_source
    from cellforge_runtime.run.chosen import Chosen
    from cellforge_runtime.run.kept import Kept
    from cellforge_runtime.run.piece import Outcome
    from cellforge_runtime.run.run import _identity, _piece_of

    kept = Kept(run.folder / "kept", identity=_identity(folds.data), device="cpu")
    piece = _piece_of(folds, folds[0], 42, Chosen(cell_source(honest), {}))
    kept.put(piece, Outcome(np.zeros((5, 30)), None, {}, 0.0, 0.0), run.folder)
    edited = run_cell(with_fit("pass"))
    assert kept.get(piece) is not None
    assert kept.get(_piece_of(folds, folds[0], 42, Chosen(cell_source(edited), {}))) is None
    assert kept.get(_piece_of(folds, folds[0], 43, Chosen(cell_source(honest), {}))) is None
    assert kept.get(_piece_of(folds, folds[0], 42, Chosen(cell_source(honest), {"hidden": 2}))) is None


def test_a_stop_between_two_cells_stops_the_next_one_and_not_the_one_after(run, folds, honest):
    (run.folder / "stop").touch()  # the data cell works
    with pytest.raises(Stopped, match="Run the cell again"):
        run.fit(honest, folds)
    predictions = run.fit(honest, folds)
    (run.folder / "stop").touch()
    with pytest.raises(Stopped, match="run the cell again"):
        run.evaluate(predictions)
    assert json.loads((run.folder / "status.json").read_text())["state"] == "stopped"
    run.evaluate(predictions)
    (run.folder / "stop").touch()
    with pytest.raises(Stopped):
        run.refit(honest, folds.data)
    assert run.refit(honest, folds.data) is not None


def test_a_stop_too_late_for_a_fit_stops_the_evaluation(run, folds, honest, monkeypatch):
    from cellforge_runtime.run.kept import Kept

    clear = Kept.clear

    def late(self):  # every fit is done
        (run.folder / "stop").touch()
        clear(self)

    monkeypatch.setattr(Kept, "clear", late)
    predictions = run.fit(honest, folds)
    with pytest.raises(Stopped):
        run.evaluate(predictions)


def test_a_stop_of_an_earlier_run_stops_no_later_one(run, folds, honest):
    run.evaluate(run.fit(honest, folds))
    (run.folder / "stop").touch()  # the run is over
    predictions = run.fit(honest, folds)  # its cells run again
    assert len(predictions) == 2
    (run.folder / "stop").touch()
    again = cf.Run(run.folder, device="cpu")  # the setup cell runs again
    assert len(again.fit(honest, folds)) == 2
    assert not (run.folder / "stop").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a worker notices within seconds")
def test_workers_end_with_the_kernel(tmp_path):
    script = f"""
import sys
sys.path[:0] = [{str(Path(__file__).parents[1])!r}, {str(Path(__file__).parents[2])!r}]
import cellforge_runtime as cf
from run.conftest import run_cell, small_folds
cf.Run("r-1", device="cpu").fit(run_cell({ENDLESS!r}), small_folds())
"""
    kernel = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path)
    started = tmp_path / "r-1" / "checkpoints" / "fold-0-seed-42" / "started"
    watch_for(started, kernel.kill).join()
    assert kernel.wait() == -signal.SIGKILL
    asked, worker = time.monotonic(), int(started.read_text())
    while is_alive(worker):
        assert time.monotonic() - asked < 5
