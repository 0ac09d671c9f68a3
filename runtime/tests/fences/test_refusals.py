"""What a coder is told of the fences: the page is written from the policy, and leaves nothing of it out."""

from pathlib import Path

import pytest
from cellforge_runtime.fences import policy
from cellforge_runtime.fences.refusals import refusals

PAGE = Path(__file__).parents[3] / "docs" / "refusals.md"


def test_the_page_is_what_the_policy_says():
    how = "python -m cellforge_runtime.fences.refusals > docs/refusals.md, then npm start"
    assert PAGE.read_text(encoding="utf-8") == refusals(), how


@pytest.mark.parametrize(
    "table",
    [
        policy.FORBIDDEN,
        policy.REFUSED_BUILTINS,
        policy.REFUSED_METHODS,
        {"attributes": policy.REFUSED_ATTRIBUTES},
        {"notebook": policy.NOTEBOOK_NAMES},
        {"processes": tuple(policy.ONE_PROCESS)},
        {"devices": policy.DEVICE_WORDS},
        {"imports": policy.ALLOWED_IMPORTS},
        policy.ALLOWED_OF_RUNTIME,
        {"dunder": (*policy.ALLOWED_DUNDER_METHODS, *policy.ALLOWED_DUNDER_READS)},
        {"constants": policy.CONSTANT_CALLS},
    ],
)
def test_every_name_of_a_table_is_told(table):
    told = refusals()
    assert [name for names in table.values() for name in names if name not in told] == []


def test_every_rule_that_refuses_has_a_line():
    lines = {line.split("`")[1] for line in refusals().splitlines() if line.startswith("- `")}
    assert lines == set(policy.REMEDIES)
