"""Several labels for one target: read as one, with the number of cells that all of them have, and told of."""

from __future__ import annotations

import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import conditions

PER = 40


@pytest.mark.parametrize(
    ("labels", "counts"),
    [
        pytest.param("NT STAT1_g1 STAT1-g1 STAT1_g2 IRF1_g1", {"STAT1": 3, "IRF1": 1}, id="marks between"),
        pytest.param("NT sgSTAT1-1 sgSTAT1-2 sgIRF1-1 sgIRF1-2", {"STAT1": 2, "IRF1": 2}, id="numbered"),
        pytest.param("NT STAT1_g1 STAT1_g1+STAT1_g2 IRF1_g1 IRF1_g2", {"STAT1": 2, "IRF1": 2}, id="two guides in a cell"),
        pytest.param("ctrl STAT1+ctrl ctrl+STAT1 STAT1+STAT1 IRF1+ctrl", {"STAT1": 3, "IRF1": 1}, id="GEARS"),
    ],
)
def test_labels_of_one_target_are_one_condition(made, labels, counts):
    adata = made({"guide": labels.split()}, per=PER)
    found = describe({"adata": adata}, "adata", {})
    told = {each.targets: each.n_cells for each in conditions(adata, found["task"]).conditions}
    assert told == {(target,): n * PER for target, n in counts.items()}
    assert "guides-merged" in {each["code"] for each in found["profile"]["warnings"]} or labels.startswith("ctrl")


def test_a_pair_in_either_order_is_one_condition(made):
    adata = made({"guide": "ctrl STAT1+IRF1 IRF1+STAT1 STAT1+ctrl IRF1+ctrl".split()}, per=PER)
    task = describe({"adata": adata}, "adata", {})["task"]
    told = {each.targets: each.n_cells for each in conditions(adata, task).conditions}
    assert told[("IRF1", "STAT1")] == 2 * PER
