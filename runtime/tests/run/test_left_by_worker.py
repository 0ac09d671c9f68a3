"""What model code leaves in place of its worker's files: the kernel, which may open more than the worker, follows nothing."""

import json
import os
import signal

import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.run.kept import KeptModels
from cellforge_runtime.worker import left

from .conftest import HONEST, run_cell, with_fit

LEAVES = """
import os, sys
job = sys._getframe(2).f_locals["folder"]
out = job / "out"
"""
DONE = '(out / "done.json").write_text(\'{"seconds": 1, "peak_rss_mb": 1}\')\nos._exit(0)\n'


def refused(run, folds, body):
    with pytest.raises(CellForgeError) as caught:
        run.fit(run_cell(with_fit(LEAVES + body)), folds)
    return caught.value


def test_a_link_to_held_out_means_is_no_prediction(run, folds, tmp_path):
    truth = tmp_path / "truth.npy"
    np.save(truth, folds.data.means[: len(folds[0].held_out)])
    body = f"os.symlink({str(truth)!r}, out / 'predictions.npy')\n{DONE}"
    error = refused(run, folds, body)
    assert error.code == "prediction/unreadable" and "is a link" in str(error)


def test_a_link_in_place_of_the_log_shows_nobodys_file(run, folds, tmp_path):
    (tmp_path / "keys.env").write_text("OPENAI_API_KEY=sk-secret")
    body = f"os.unlink(out / 'log.txt')\nos.symlink({str(tmp_path / 'keys.env')!r}, out / 'log.txt')\nos._exit(3)\n"
    error = refused(run, folds, body)
    assert error.code == "worker/died" and error.traceback == []


def test_a_link_in_place_of_a_failure_tells_nobodys_words(run, folds, tmp_path):
    told = {"kind": "failed", "name": "Token", "message": "sk-secret"}
    (tmp_path / "config.json").write_text(json.dumps(told))
    body = f"os.symlink({str(tmp_path / 'config.json')!r}, out / 'failed.json')\nos._exit(3)\n"
    assert "sk-secret" not in str(refused(run, folds, body))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_holds_nobody_up(run, folds):
    def late(*_):
        raise AssertionError("the kernel waited for a pipe")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    try:
        body = "os.mkfifo(out / 'progress.json')\nos.mkfifo(out / 'predictions.npy')\nimport time; time.sleep(1)\n" + DONE
        assert refused(run, folds, body).code == "prediction/unreadable"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_words_that_are_none_are_told_as_such(run, folds):
    error = refused(run, folds, "(out / 'done.json').write_text('{\"seconds\": [1]}')\nos._exit(0)\n")
    assert error.code == "prediction/unreadable" and "how the fit ended" in str(error)


@pytest.mark.parametrize(
    "save",
    [
        pytest.param("os.symlink({secret!r}, folder / 'more.txt')", id="a link to a file"),
        pytest.param("os.symlink(os.path.dirname({secret!r}), folder / 'more')", id="a link to a folder"),
        pytest.param("folder.rmdir(); os.symlink(os.path.dirname({secret!r}), folder)", id="a link in place of the folder"),
    ],
)
def test_a_model_that_saves_a_link_is_not_kept(run, folds, tmp_path, save):
    secret = tmp_path / "private" / "keys.txt"
    secret.parent.mkdir()
    secret.write_text("sk-secret")
    line = save.format(secret=str(secret))
    source = HONEST.replace("        np.savez(folder", f"        import os; {line}\n        return\n        np.savez(folder")
    with pytest.raises(CellForgeError) as caught:
        run.refit(run_cell(source), folds.data)
    assert caught.value.code == "model/not-plain" and "is a link" in str(caught.value)
    assert not any("sk-secret" in path.read_text() for path in run.folder.rglob("*.txt"))


def test_plain_files_and_folders_are_kept(tmp_path):
    (tmp_path / "saved" / "deep").mkdir(parents=True)
    (tmp_path / "saved" / "deep" / "weights.txt").write_text("1.0")
    piece = type("Piece", (), {"name": "kind"})
    KeptModels(tmp_path / "final").put(piece, None, tmp_path / "saved")
    assert (tmp_path / "final" / "kind" / "deep" / "weights.txt").read_text() == "1.0"


def test_only_the_end_of_a_long_log_is_read(tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 10_000_000 + b"\nthe end\n")
    assert [line[-10:] for line in left.last_lines(path, 20)] == ["x" * 10, "the end"]
