"""Correct cells of unusual make: none is refused."""

from pathlib import Path

import pytest
from cellforge_runtime.fences.try_model import SMALL_LOOP

CELLS = sorted((Path(__file__).parent / "unusual").glob("*.py"))


def test_there_are_twenty():
    assert len(CELLS) >= 20


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_a_correct_cell_is_not_refused(path, tried):
    report = tried(path.read_text(encoding="utf-8"), training=SMALL_LOOP)
    assert report.ok, report.as_json()
    assert report.failure is None and report.line is None and not report.violations
