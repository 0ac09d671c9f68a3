"""What Python writes has the keys of the zod schemas, no more and no fewer."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from cellforge_runtime.describe.problem import CellForgeError
from cellforge_runtime.metrics import METRICS
from cellforge_runtime.splits import RULES
from cellforge_runtime.task import SCENARIOS, VALUE_STATES, Task
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"


def contract(name):
    return json.loads((CONTRACTS / f"{name}.json").read_text(encoding="utf-8"))


def valid(name, wire):
    Draft202012Validator(contract(name)).validate(json.loads(json.dumps(wire, allow_nan=False)))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"where": "dataset:norman19", "separator": "+", "context": "cell_type", "batch": "lane"},
        {"dose": {"from": "column", "column": "dose"}, "time": {"from": "label", "column": "perturbation"}},
        {"scenarios": SCENARIOS, "scenarios_available": SCENARIOS, "seeds": (1, 2, 3), "value_state": "counts"},
    ],
)
def test_a_task_is_a_wire_task(changes):
    valid("task", Task(perturbation="gene", control="ctrl", **changes).to_wire())


def test_a_task_has_the_fields_of_the_wire_task():
    assert {field.name for field in fields(Task)} == set(contract("task")["properties"])


def test_scenarios_and_value_states_are_those_of_the_schema():
    schema = contract("task")["properties"]
    assert list(SCENARIOS) == schema["scenarios"]["items"]["enum"]
    assert set(VALUE_STATES) == set(schema["value_state"]["enum"])
    assert set(RULES) <= set(SCENARIOS)


def test_every_metric_info_is_a_wire_metric_info():
    schema = contract("result")
    info = schema["properties"]["metric_info"]
    for metric in METRICS.values():
        Draft202012Validator({**schema, **info, "type": "array"}).validate([metric.info()])


def test_an_error_is_a_wire_problem():
    error = CellForgeError("task/no-control", "No control.", expected="a", found="b", remedy="c")
    valid("problem", error.as_dict())
