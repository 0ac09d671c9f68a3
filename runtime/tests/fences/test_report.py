"""What a report holds: the wire format, sizes at full scale, and whose fault it was."""

import json
import os
import time
from pathlib import Path

import cellforge_runtime as cf
import pytest
from cellforge_runtime.datasets import simulate
from cellforge_runtime.fences import Limits, check_model, check_policy, try_model
from cellforge_runtime.fences.report import hash_of
from cellforge_runtime.fences.scrub import scrubbed, without_paths
from cellforge_runtime.fences.violation import CLASSES
from jsonschema import Draft202012Validator

from .broken_cells import BY_POLICY, BY_SLICE, HONEST

SCHEMA = json.loads((Path(__file__).parents[3] / "schema" / "contracts" / "model-check.json").read_text(encoding="utf-8"))
NETWORK = (Path(__file__).parent / "unusual" / "low_rank_bias.py").read_text(encoding="utf-8")
LIBRARY = (Path(__file__).parent / "unusual" / "library_set_network.py").read_text(encoding="utf-8")


def valid(wire):
    Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(wire, allow_nan=False)))


def test_the_schema_names_the_same_classes():
    assert tuple(SCHEMA["properties"]["class"]["anyOf"][0]["enum"]) == CLASSES


@pytest.mark.parametrize("cell", [HONEST, BY_POLICY["exec"].source, BY_SLICE["transposed"].source], ids=["ok", "policy", "types"])
def test_a_report_is_a_wire_model_check(cell, tried):
    valid(tried(cell).as_json())


def test_the_front_end_gives_and_gets_json(screen, task):
    wire = json.dumps(task.to_wire())
    told = check_model(screen, wire, BY_POLICY["pickle"].source, json.dumps([{"key": "parameters", "value": "1e6"}]))
    valid(told)
    assert (told["fence"], told["class"], told["text"]) == ("policy", "policy-file", "import pickle")
    assert cf.check_model is check_model


@pytest.mark.parametrize(
    ("source", "ok"),
    [
        pytest.param(BY_POLICY["pickle"].source, False, id="refused"),
        pytest.param(HONEST, True, id="kept"),
        pytest.param(f"N_PARTS = 1 / 0\n{HONEST}", True, id="kept, and would fail if it were executed"),
    ],
)
def test_the_policy_is_told_without_executing_anything(source, ok, monkeypatch):
    def started(*_, **__):
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen", started)
    told = check_policy(source)
    valid(told)
    assert (told["ok"], told["parameters"], told["source_hash"]) == (ok, None, hash_of(source))
    assert cf.check_policy is check_policy


def test_settings_of_the_training_cell_that_a_model_does_not_take_are_found_before_the_full_run(tiny, task):
    told = check_model(tiny, task.to_wire(), HONEST.replace("**training", "hidden=8").replace("= training", "= hidden"))
    assert (told["fence"], told["class"]) == ("types", "wrong-signature") and "**training" in told["remedy"]


def test_parameters_are_counted_at_full_size(tried):
    most = 20_000
    report = tried(LIBRARY, parameters=most)
    assert report.ok
    # 200 features and 22 conditions' targets at full size: own (targets x features), code, gate
    targets = 24
    assert 8 * 200 + 200 + 10 * 200 < report.parameters <= targets * 200 + 8 * 200 + 200 + 8 * targets


def test_the_limit_on_parameters_holds_at_full_size(tried):
    on_the_slice = tried(LIBRARY).parameters
    assert tried(LIBRARY, parameters=on_the_slice + 1).failure == "parameters"


def test_a_task_that_is_not_the_data_s_uses_up_no_attempt(screen, task):
    told = check_model(screen, task.with_(control="nobody").to_wire(), HONEST)
    valid(told)
    assert told["is_infrastructure"] and told["class"] == "infrastructure" and told["fence"] is None


def test_a_worker_that_does_not_start_uses_up_no_attempt(tiny):
    class Dead:
        def start(self, folder):
            self.folder = folder

        def ended(self, seconds):
            return [(self.folder, 127)]

        def kill(self): ...

    report = try_model(tiny, None, HONEST, device="cpu", workers=Dead())
    assert report.is_infrastructure and not report.ok
    valid(report.as_json())


def test_a_full_disk_uses_up_no_attempt(tiny, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    report = try_model(tiny, None, HONEST, device="cpu")
    assert report.is_infrastructure and "No space left" in report.message


def test_nothing_is_left_on_the_disk(tried, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tried(BY_SLICE["transposed"].source)
    assert os.listdir(tmp_path) == []


def test_cold_workers_of_its_own_give_the_same_answer(tiny):
    report = try_model(tiny, None, BY_SLICE["no such attribute"].source, device="cpu", limits=Limits(seconds=20))
    assert report.failure == "exception" and report.text == "self.genes = train.gene_names"


@pytest.mark.parametrize("scenario", ["unseen-perturbation", "unseen-context"])
def test_other_scenarios_have_a_slice_too(scenario, warm):
    kind = "nonlinear-context" if scenario == "unseen-context" else "additive"
    adata = simulate(kind, seed=1, n_genes=200)
    context = "cell_type" if scenario == "unseen-context" else None
    how = {"separator": "+", "value_state": "counts", "folds": 2, "inner_folds": 2, "context": context}
    task = cf.Task(perturbation="perturbation", control="control", scenarios=[scenario], **how)
    report = try_model(adata, task, HONEST, device="cpu", workers=warm)
    assert report.ok, report.as_json()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('File "/home/ana b/.venv/lib/python3.11/site-packages/torch/nn/x.py", line 3', 'File "torch/nn/x.py", line 3'),
        ("may not open '/home/ana/secret/truth.npy'.", "may not open 'truth.npy'."),
        ("(2x64 and 7x3), a/b, 1/2", "(2x64 and 7x3), a/b, 1/2"),
    ],
)
def test_paths_of_the_machine_are_not_told(text, shown):
    assert without_paths(text) == shown


@pytest.mark.parametrize("unit", ["/", "/a", "x/", 'File "', "/usr/lib/python3"])
def test_words_of_any_length_are_read_soon(unit):
    started = time.monotonic()
    told = scrubbed([f"ValueError: /home/ann/x.py {unit * 100_000}"] * 40)
    assert time.monotonic() - started < 10  # by the square of the length it would be hours
    assert all(line.startswith("ValueError: x.py") and len(line) <= 300 for line in told)
