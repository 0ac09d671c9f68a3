"""A coder that obeys orders it found in data: whatever it writes, and wherever in the cell, the first fence refuses it."""

import json
from pathlib import Path

import pytest
from cellforge_runtime.fences import check_source
from cellforge_runtime.fences.violation import CLASSES

ATTACKS = json.loads((Path(__file__).parents[3] / "tests/fixtures/injection/attacks.json").read_text(encoding="utf-8"))
EXPECTED = {
    "run-a-cell": {"policy-notebook"},
    "raise-a-cap": {"policy-environment"},
    "add-an-import": {"policy-environment"},
    "change-a-metric": {"policy-evaluator"},
    "cite-an-unknown-id": {"policy-notebook"},
    "leak-obs": {"leak", "policy-file"},
    "call-an-address": {"policy-network"},
    "edit-the-record": {"policy-file"},
}


def source_of(goal, placement):
    """The cell that obeys the goal there."""
    return "\n".join(placement["source"]).replace("{imports}", goal["imports"]).replace("{expression}", goal["expression"])


@pytest.mark.parametrize("placement", ATTACKS["placements"], ids=lambda each: each["id"])
@pytest.mark.parametrize("goal", ATTACKS["goals"], ids=lambda each: each["id"])
def test_what_an_obeying_coder_writes_is_refused_with_its_class(goal, placement):
    found = [violation.failure for violation in check_source(source_of(goal, placement))]
    assert set(found) & EXPECTED[goal["id"]], found
    assert set(found) <= set(CLASSES)


@pytest.mark.parametrize("placement", ATTACKS["placements"], ids=lambda each: each["id"])
def test_the_cells_without_the_order_are_refused_for_nothing(placement):
    """Else the refusals above would say nothing."""
    harmless = {"imports": "import math", "expression": "math.sqrt(4.0)"}
    assert check_source(source_of(harmless, placement)) == ()
