"""Broken and hostile cells: each is stopped before a full run, with its class named."""

import json

import pytest
from cellforge_runtime.fences import check_source
from cellforge_runtime.fences.violation import CLASSES

from .broken_cells import BY_POLICY, BY_SLICE, HONEST


def test_there_are_forty():
    assert len(BY_POLICY) + len(BY_SLICE) >= 40


def test_the_honest_cell_they_are_made_from_is_not_refused(tried):
    assert tried(HONEST).ok


@pytest.mark.parametrize("name", BY_POLICY)
def test_the_source_alone_names_the_class(name):
    cell = BY_POLICY[name]
    violations = check_source(cell.source)
    assert violations, cell.source
    first = violations[0]
    assert first.failure == cell.failure, [v.as_json() for v in violations]
    assert first.expected and first.found and first.remedy
    lines = cell.source.splitlines()
    assert first.line > len(lines) or first.text == lines[first.line - 1].strip()[:400]


@pytest.mark.parametrize("name", BY_SLICE)
def test_the_trial_names_the_class(name, tried):
    cell = BY_SLICE[name]
    assert not check_source(cell.source)  # else it stands in the wrong table
    report = tried(cell.source, seconds=cell.seconds, memory_mb=cell.memory_mb, parameters=cell.parameters)
    assert report.failure == cell.failure, report.as_json()
    assert report.failure in CLASSES and not report.ok and not report.is_infrastructure
    assert report.fence in ("types", "slice")
    told = json.dumps(report.as_json())
    assert "/tmp" not in told and "site-packages" not in told
    assert report.message and report.remedy and len(report.traceback) <= 40
