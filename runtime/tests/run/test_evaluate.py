"""Evaluation: scored in the kernel, kept as the wire format, looks counted."""

import json
import signal
import time
from pathlib import Path

import cellforge_runtime as cf
import pytest
from cellforge_runtime.run import Stopped
from jsonschema import Draft202012Validator

from .conftest import HONEST, run_cell

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"


def test_result_follows_the_wire_format_and_is_kept(run, folds, honest):
    result = run.evaluate(run.fit(honest, folds))
    kept = json.loads((run.folder / "result.json").read_text())
    assert kept == json.loads(json.dumps(result.wire))
    schema = json.loads((CONTRACTS / "result.json").read_text())
    assert list(Draft202012Validator(schema).iter_errors(kept)) == []
    status = json.loads((run.folder / "status.json").read_text())
    assert (status["phase"], status["state"]) == ("evaluating", "done")
    assert set(result.verdicts) == {"unseen-perturbation/all"}


def test_columns_of_cell_eval_are_added_where_asked_for_and_only_there(run, folds, honest):
    predictions = run.fit(honest, folds)
    assert "cell_eval" not in run.evaluate(predictions).wire
    wire = json.loads(json.dumps(run.evaluate(predictions, cell_eval=True).wire, allow_nan=False))
    schema = json.loads((CONTRACTS / "result.json").read_text())
    assert list(Draft202012Validator(schema).iter_errors(wire)) == []
    [part] = wire["cell_eval"]["parts"]
    scored = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]
    assert part["n"] == scored["conditions"] and set(part["columns"]["mae"]) >= {"model", "no-change", "training-mean"}
    # made cells have the predicted means, so the errors are the result's but for what no control cell shows
    assert part["columns"]["mae"]["model"] == pytest.approx(scored["metrics"]["mae"]["model"], rel=0.1)


def test_looks_count_different_predictions_over_all_runs_of_a_notebook(run, folds, honest):
    from cellforge_runtime.run.looks import count_look

    first = run.fit(honest, folds)
    assert count_look(run.folder, first) == 1
    assert count_look(run.folder, first) == 1
    other = cf.Run(run.folder.parent / "r-2", device="cpu")
    edited = run_cell(HONEST.replace("+ self.mean", "+ 0.5 * self.mean"))
    assert count_look(other.folder, other.fit(edited, folds)) == 2


def test_stop_file_ends_an_evaluation_within_two_seconds(run, folds, honest, monkeypatch):
    predictions = run.fit(honest, folds)
    asked = {}

    def endless(*_, **__):
        asked["at"] = time.monotonic()
        (run.folder / "stop").touch()
        while True:
            sum(range(1000))

    monkeypatch.setattr("cellforge_runtime.scoring.score_parts", endless)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(Stopped):
            run.evaluate(predictions)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - asked["at"] < 2
    status = json.loads((run.folder / "status.json").read_text())
    assert (status["phase"], status["state"]) == ("evaluating", "stopped")
    assert not (run.folder / "result.json").exists()
