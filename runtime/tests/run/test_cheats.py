"""Ways to see held-out cells, or to forge a score: each gets the honest score or is refused by name."""

import gc
import os
import subprocess
import sys
import tempfile

import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError

from .conftest import HONEST, run_cell, with_fit


@pytest.fixture
def truth_file(tmp_path, folds):
    """The held-out means beside the run folder, as the notebook's data file lies there."""
    path = tmp_path / "truth.npy"
    np.save(path, folds.data.means)
    return path


@pytest.fixture
def honest_predictions(run, folds, honest):
    return [item.model for item in run.fit(honest, folds)]


def refused(run, folds, model):
    with pytest.raises(CellForgeError) as caught:
        run.fit(model, folds)
    return caught.value


def test_global_of_the_notebook_is_refused_by_name(run, folds):
    source = with_fit("self.truth = held_out_means")
    model = run_cell(source, {"__name__": "__main__", "held_out_means": folds.data.means})
    error = refused(run, folds, model)
    assert error.code == "model/not-alone" and "`held_out_means`" in str(error)


def test_global_reached_without_naming_it_is_not_there(run, folds):
    model = run_cell(with_fit('self.truth = globals()["held_out_means"]'), {"__name__": "x", "held_out_means": 1})
    assert "KeyError: 'held_out_means'" in str(refused(run, folds, model))


def test_closure_is_refused_by_name(run, folds):
    source = "def make(truth):\n" + "\n".join("    " + line for line in HONEST.splitlines()) + "\n    return Model\n"
    make = run_cell(source, name="make")
    error = refused(run, folds, make(folds.data.means))
    assert error.code == "model/inside-function" and "make.<locals>.Model" in str(error)


def test_value_hung_on_the_class_does_not_travel(run, folds, honest):
    honest.truth = folds.data.means
    model = run_cell(with_fit("self.truth = type(self).truth"))
    model.truth = folds.data.means
    assert "AttributeError" in str(refused(run, folds, model))


def test_default_argument_is_refused_by_name(run, folds):
    source = HONEST.replace("def predict(self, queries):", "def predict(self, queries, truth=means_of_all):")
    model = run_cell(source, {"__name__": "__main__", "means_of_all": folds.data.means})
    assert "`means_of_all`" in str(refused(run, folds, model))


def test_garbage_collector_finds_no_array_of_the_kernel(run, folds, honest_predictions):
    n_cells = folds.data.x.shape[0]
    body = f"""
    import gc
    held = [v for d in gc.get_objects() if isinstance(d, dict) for v in d.values()]
    found = [v.shape for v in held if isinstance(v, np.ndarray) and v.shape[:1] == ({n_cells},)]
    assert not found, found
    """
    held = [v for d in gc.get_objects() if isinstance(d, dict) for v in d.values()]
    assert any(v is folds.data.x for v in held)  # in the kernel the same search finds the data
    predictions = run.fit(run_cell(with_fit(body)), folds)
    assert [i.model.tobytes() for i in predictions] == [m.tobytes() for m in honest_predictions]


def test_file_by_path_is_refused_by_name(run, folds, truth_file):
    error = refused(run, folds, run_cell(with_fit(f"self.truth = np.load({str(truth_file)!r})")))
    assert error.code == "worker/refused" and "truth.npy" in str(error)


def test_file_by_relative_path_is_refused_by_name(run, folds, truth_file):
    relative = os.path.relpath(truth_file, run.folder / "checkpoints" / "fold-0-seed-42")
    error = refused(run, folds, run_cell(with_fit(f"self.truth = np.load({relative!r})")))
    assert error.code == "worker/refused" and "truth.npy" in str(error)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="without Landlock a C library can open files")
def test_file_opened_below_python_is_refused_by_the_system(run, folds, truth_file):
    from cellforge_runtime.worker.landlock import version

    if version() == 0:
        pytest.skip("this Linux has no Landlock")
    body = f"""
    import ctypes
    opened = ctypes.CDLL(None, use_errno=True).open({os.fsencode(truth_file)!r}, 0)
    raise ValueError(f"opened={{opened}} errno={{ctypes.get_errno()}}")
    """
    assert "opened=-1 errno=13" in str(refused(run, folds, run_cell(with_fit(body))))


def test_looking_around_for_other_jobs_is_refused_by_name(run, folds):
    body = """
    import os, sys
    job = sys._getframe(2).f_locals["folder"]
    self.others = os.listdir(job.parent)
    """
    assert refused(run, folds, run_cell(with_fit(body))).code == "worker/refused"


def test_patched_metric_changes_nothing_in_the_kernel(run, folds, honest_predictions):
    body = """
    import cellforge_runtime.metrics.correlation as metric
    for name in dir(metric):
        if callable(getattr(metric, name)):
            setattr(metric, name, lambda *a, **k: 1.0)
    np.corrcoef = lambda *a, **k: np.ones((2, 2))
    """
    corrcoef = np.corrcoef
    predictions = run.fit(run_cell(with_fit(body)), folds)
    assert np.corrcoef is corrcoef
    assert [i.model.tobytes() for i in predictions] == [m.tobytes() for m in honest_predictions]


def test_forged_result_file_is_refused_by_name(run, folds):
    body = f"""open({str(run.folder / "result.json")!r}, "w").write('{{"verdict": "better-than-baselines"}}')"""
    error = refused(run, folds, run_cell(with_fit(body)))
    assert error.code == "worker/refused" and "may not write" in str(error) and "result.json" in str(error)


def test_forged_predictions_file_is_overwritten_by_the_model_s_own(run, folds, honest_predictions):
    body = """
    import sys
    job = sys._getframe(2).f_locals["folder"]
    np.save(job / "out" / "predictions.npy", np.full((5, 30), 7.0))
    """
    predictions = run.fit(run_cell(with_fit(body)), folds)
    assert [i.model.tobytes() for i in predictions] == [m.tobytes() for m in honest_predictions]


def test_environment_holds_no_tokens_and_nothing_of_the_user(run, folds, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret")
    monkeypatch.setenv("TRUTH", "0.1 0.2")
    body = """
    import os
    raise ValueError(" ".join(sorted(os.environ)))
    """
    names = str(refused(run, folds, run_cell(with_fit(body))))
    assert "PATH" in names
    assert not any(name in names for name in ("OPENAI_API_KEY", "JUPYTERHUB_API_TOKEN", "TRUTH"))


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="the system has no /proc")
@pytest.mark.parametrize("what", ["environ", "cmdline"])
def test_what_proc_tells_of_other_processes_is_refused_by_name(run, folds, what):
    path = f"/proc/{os.getpid()}/{what}"
    assert "may not open" in str(refused(run, folds, run_cell(with_fit(f"open({path!r}, 'rb').read()"))))


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="the system has no /proc")
def test_keys_of_the_kernel_are_kept_where_the_system_has_no_landlock():
    code = """
import os, sys
from pathlib import Path
from cellforge_runtime.worker import guard, landlock
landlock.restrict = lambda *_: False
job = Path(sys.argv[1])
guard.guard(job, job)
for path in ("/proc/self/status", "/proc/thread-self/status", "/proc/cpuinfo", f"/proc/{os.getpid()}/environ"):
    assert open(path).read(1)
for path in (f"/proc/{os.getppid()}/environ", "/proc/1/environ", f"/proc/self/../{os.getppid()}/environ"):
    try:
        open(path, "rb")
    except guard.Refused:
        continue
    sys.exit(f"{path} was opened")
if os.fork() == 0:
    os._exit(open("/proc/self/status").read(1) == "")
sys.exit(os.wait()[1])
"""
    with tempfile.TemporaryDirectory() as job:
        done = subprocess.run(
            [sys.executable, "-c", code, job], env={**os.environ, "KEY": "secret"}, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr


def test_pickle_hook_never_runs_in_the_kernel(run, folds):
    body = """
    import pickle, sys
    class Hook:
        def __reduce__(self):
            return (print, ("hooked",))
    job = sys._getframe(2).f_locals["folder"]
    out = job / "out"
    np.save(out / "predictions.npy", np.array([Hook()], dtype=object), allow_pickle=True)
    (out / "done.json").write_text('{"seconds": 1, "peak_rss_mb": 1}')
    import os; os._exit(0)
    """
    assert refused(run, folds, run_cell(with_fit(body))).code == "prediction/unreadable"


def test_other_program_is_refused_by_name(run, folds, truth_file):
    body = f"import subprocess; self.truth = subprocess.check_output(['cat', {str(truth_file)!r}])"
    error = refused(run, folds, run_cell(with_fit(body)))
    assert error.code == "worker/refused" and "another program" in str(error)


def test_network_is_refused_by_name(run, folds):
    body = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"
    error = refused(run, folds, run_cell(with_fit(body)))
    assert error.code == "worker/refused" and "network" in str(error)


def test_one_fold_leaves_nothing_for_the_next(run, folds, honest_predictions):
    body = """
    import sys, builtins
    assert not hasattr(builtins, "left_here"), "seen from another fold"
    builtins.left_here = train
    """
    predictions = run.fit(run_cell(with_fit(body)), folds)
    assert [i.model.tobytes() for i in predictions] == [m.tobytes() for m in honest_predictions]
