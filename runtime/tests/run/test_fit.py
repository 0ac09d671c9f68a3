"""What a fit gives back, what it leaves behind, and what it refuses before any work."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.baselines import BASELINES
from cellforge_runtime.errors import CellForgeError
from jsonschema import Draft202012Validator

from .conftest import HONEST, run_cell, with_fit

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"


def lines_of(run):
    return [json.loads(line) for line in (run.folder / "progress.jsonl").read_text().splitlines()]


def test_predicts_every_held_out_condition_of_every_fold(run, folds, honest):
    predictions = run.fit(honest, folds)
    assert [(item.fold.index, item.seed) for item in predictions] == [(0, 42), (1, 42)]
    assert all(item.model.shape == (len(item.fold.held_out), 30) for item in predictions)
    assert predictions.peak_rss_mb > 0


def test_baseline_runs_in_a_worker_as_any_model_does(run, folds):
    predictions = run.fit(BASELINES["training-mean"], folds)
    assert all(np.isfinite(item.model).all() for item in predictions)


def test_worker_gives_the_bytes_that_the_kernel_would(run, folds, honest):
    from cellforge_runtime.data import queries, training_set

    predictions = run.fit(honest, folds)
    for item in predictions:
        model = honest()
        model.fit(training_set(folds.data, item.fold), None, seed=42, device="cpu", progress=lambda **_: None)
        assert model.predict(queries(folds.data, item.fold)).tobytes() == item.model.tobytes()


def test_settings_reach_the_model_and_only_plain_ones_may(run, folds):
    model = run_cell(with_fit('assert self.training == {"hidden": 8, "rates": [0.1, 0.2]}, self.training'))
    run.fit(model, folds, hidden=8, rates=(0.1, 0.2))
    with pytest.raises(CellForgeError) as caught:
        run.fit(model, folds, data=folds)
    assert caught.value.code == "run/settings"


def test_status_follows_the_wire_format_and_its_share_never_falls(run, folds):
    run.fit(run_cell(with_fit("for e in range(5): progress(epoch=e, epochs=5, loss=1 / (e + 1))")), folds)
    schema = json.loads((CONTRACTS / "progress.json").read_text())
    validator = Draft202012Validator(schema)
    status = json.loads((run.folder / "status.json").read_text())
    lines = lines_of(run)
    for progress in [status, *lines]:
        assert list(validator.iter_errors(progress)) == []
    shares = [line["share"] for line in lines]
    assert shares == sorted(shares)
    assert (status["state"], status["share"], status["folds"]) == ("done", 1.0, 2)


def test_nothing_is_left_behind_but_the_status(run, folds, honest):
    run.fit(honest, folds)
    left = sorted(p.relative_to(run.folder).as_posix() for p in run.folder.rglob("*") if p.is_file())
    assert left == ["progress.jsonl", "status.json"]


def test_checkpoints_of_the_model_are_kept_in_the_run_folder(run, folds):
    run.fit(run_cell(with_fit('np.save("epoch-1.npy", np.zeros(3))')), folds)
    assert (run.folder / "checkpoints" / "fold-0-seed-42" / "epoch-1.npy").exists()


def test_kernel_never_loads_torch(run, folds, honest):
    before = "torch" in sys.modules
    run.fit(honest, folds)
    assert ("torch" in sys.modules) == before


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        pytest.param("raise ValueError('no such layer')", "worker/model-failed", "no such layer", id="exception"),
        pytest.param("self.predict = lambda q: np.zeros((1, 2))", "prediction/shape", "(1, 2)", id="wrong shape"),
        pytest.param("self.predict = lambda q: [object()]", "worker/model-failed", "TypeError", id="objects"),
        pytest.param(
            "bad = np.ones((5, 30)); bad[2, 7] = np.nan; self.predict = lambda q: bad",
            "prediction/not-finite",
            "G07",
            id="NaN names the feature",
        ),
        pytest.param("import os; os._exit(3)", "worker/died", "exit status 3", id="left without a word"),
        pytest.param(
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "worker/died",
            "SIGKILL",
            id="killed by the system",
        ),
    ],
)
def test_failure_in_a_worker_is_told_in_words(run, folds, body, code, named):
    with pytest.raises(CellForgeError) as caught:
        run.fit(run_cell(with_fit(body)), folds)
    assert caught.value.code == code
    assert named in str(caught.value)
    status = json.loads((run.folder / "status.json").read_text())
    assert status["state"] == "failed" and named in status["message"]


def test_traceback_of_a_failure_shows_the_lines_of_the_cell(run, folds):
    with pytest.raises(CellForgeError) as caught:
        run.fit(run_cell(with_fit("raise ValueError('no such layer')")), folds)
    assert any("raise ValueError('no such layer')" in line for line in caught.value.traceback)
    assert not any("worker/work.py" in line for line in caught.value.traceback)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits a worker's memory")
def test_worker_beyond_its_memory_is_told_so(run, folds):
    run._memory_mb = 300
    with pytest.raises(CellForgeError) as caught:
        run.fit(run_cell(with_fit("hoard = np.ones(400_000_000)")), folds)
    assert caught.value.code == "worker/out-of-memory"


def test_run_beyond_its_time_is_ended(run, folds):
    run._minutes = 0.5 / 60
    with pytest.raises(CellForgeError) as caught:
        run.fit(run_cell(with_fit("while True: pass")), folds)
    assert caught.value.code == "worker/out-of-time"


def test_same_source_and_data_give_the_same_bytes_and_another_hash_for_an_edited_cell(run, folds, honest):
    first, again = run.fit(honest, folds), run.fit(honest, folds)
    edited = run.fit(run_cell(HONEST.replace("+ self.mean", "+ 0.5 * self.mean")), folds)
    assert all(a.model.tobytes() == b.model.tobytes() for a, b in zip(first, again))
    assert first.source_hash == again.source_hash != edited.source_hash
    assert all(a.model.tobytes() != b.model.tobytes() for a, b in zip(first, edited))


def test_what_a_worker_does_before_its_first_epoch_is_told(run, folds):
    body = """
        import time
        progress(epoch=0, epochs=0, share=0.2, step={"name": "inner-fold", "number": 1, "of": 3, "more": 1})
        time.sleep(1.5)
    """
    run.fit(run_cell(with_fit(body)), folds)
    validator = Draft202012Validator(json.loads((CONTRACTS / "progress.json").read_text()))
    lines = lines_of(run)
    assert all(list(validator.iter_errors(line)) == [] for line in lines)
    steps = [line["step"] for line in lines]
    assert {"name": "inner-fold", "number": 1, "of": 3} in steps and steps[-1] is None
    assert any(0 < line["share"] < 0.5 for line in lines)


def test_a_step_of_no_known_name_is_not_passed_on(run, folds):
    body = 'import time; progress(epoch=0, epochs=0, step={"name": "<b>mine</b>"}); time.sleep(1.2)'
    run.fit(run_cell(with_fit(body)), folds)
    assert {(line["step"] or {}).get("name") for line in lines_of(run)} <= {None, "starting"}
