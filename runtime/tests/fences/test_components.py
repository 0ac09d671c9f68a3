"""docs/components.md is what a coder is given: short, true, and its example passes the fences."""

import re
from pathlib import Path

import cellforge_runtime.training
import pytest
from cellforge_runtime.fences import check_source, policy
from cellforge_runtime.fences.try_model import SMALL_LOOP

TEXT = (Path(cellforge_runtime.training.__file__).parent / "components.md").read_text(encoding="utf-8")
DOCS = Path(__file__).parents[3] / "docs"
MOST_WORDS = 1_500
EXAMPLE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[-1]


def test_it_is_short_enough_for_a_prompt():
    assert len(TEXT.split()) <= MOST_WORDS


def test_the_page_for_people_is_the_same_text():
    assert (DOCS / "components.md").read_text(encoding="utf-8") == TEXT


def test_the_complete_cell_passes_both_fences(tried):
    assert check_source(EXAMPLE) == ()
    report = tried(EXAMPLE, training=SMALL_LOOP)
    assert report.ok and report.warnings == [], report.as_json()


@pytest.mark.parametrize(("module", "names"), policy.ALLOWED_OF_RUNTIME.items())
def test_every_name_the_policy_allows_is_there(module, names):
    from importlib import import_module

    found = import_module(module)
    assert [name for name in names if not hasattr(found, name)] == []


def test_the_page_on_the_policy_names_everything_allowed_and_every_class():
    from cellforge_runtime.fences.violation import CLASSES

    page = (DOCS / "agent-code.md").read_text(encoding="utf-8")
    assert [name for name in policy.ALLOWED_IMPORTS if f"`{name}`" not in page] == []
    assert [name for name in policy.ALLOWED_OF_RUNTIME if f"`{name}`" not in page] == []
    assert [name for name in CLASSES if f"`{name}`" not in page] == []
    for number in (policy.MOST_LINES, policy.MOST_BYTES, policy.MOST_LITERAL_VALUES, policy.MOST_TEXT_CHARACTERS):
        assert f"{number:,}" in page
