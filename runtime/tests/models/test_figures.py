"""The figures of docs/benchmarks.md on one simulated screen each: what a model is worth, and that nothing is made of nothing."""

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
    found = scores(adata, SIMULATED[kind], part=part, truth=known_truth(adata))
    assert len(found.correlation["component"]) >= 40
    assert found.room_taken("component")[0] >= 0.3
    # and what is shown as the model is not worse than the best baseline
    assert found.paired("model")[2] >= 0
    assert found.error["model"].mean() <= found.error[found.best(by_error=True)].mean() * 1.02


@pytest.mark.parametrize(
    ("kind", "controls_too"),
    [
        pytest.param("null", None, id="nothing changes anything"),
        pytest.param("interaction", True, id="labels shuffled among all cells"),
        pytest.param("interaction", False, id="labels shuffled among perturbed cells"),
    ],
)
def test_claims_nothing_where_nothing_can_be_predicted(kind, controls_too):
    from figures import folds_of, settled
    from screens import PARTS, SIMULATED, shuffled

    adata = simulate(kind, seed=0) if controls_too is None else shuffled(kind, 0, controls_too=controls_too)
    verdicts = settled(folds_of(adata, SIMULATED[kind], PARTS["unseen-combination"]))
    assert {verdict.id for verdict in verdicts.values()} == {"no-signal"}


def test_claims_nothing_where_effects_add_up():
    from figures import scores
    from screens import SIMULATED

    found = scores(simulate("additive", seed=0), SIMULATED["additive"], part="seen-2")
    assert not found.claims
    assert found.paired("model")[2] >= 0
