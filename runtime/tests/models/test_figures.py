"""The figures of docs/benchmarks.md on one simulated screen each: what the trained component alone is worth."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cellforge_runtime.datasets import known_truth, simulate

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("kind", "part"), [("interaction", "seen-2"), ("nonlinear-context", "all")])
def test_the_component_alone_takes_three_tenths_of_the_room(kind, part):
    from figures import scores
    from screens import SIMULATED

    adata = simulate(kind, seed=0)
    (found,) = scores(adata, SIMULATED[kind], parts=(part,), truth=known_truth(adata))
    assert len(found.correlation["component"]) >= 40
    assert found.room_taken("component")[0] >= 0.3
    # and what is shown as the model is not worse than the best baseline
    assert found.paired("model")[2] >= 0
    assert found.error["model"].mean() <= found.error[found.best(by_error=True)].mean() * 1.02
