"""Layouts of published files that were kept back while the reading was written: each was once read wrongly, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from cellforge_runtime.describe import describe


def _targets(found: dict[str, Any]) -> set[str]:
    return {"+".join(each["targets"]) for each in found["profile"]["conditions"][1:]}


def test_controls_and_targets_of_vectors_with_three_guides_are_read(made: Any) -> None:
    """Adamson 2016, epistasis: no label was taken for a control, and `ATF6_only` for a target of its own."""
    labels = "3x_neg_ctrl_pMJ144-1 3x_neg_ctrl_pMJ144-2 ATF6_only_pMJ145 IRE1_only_pMJ148 PERK_only_pMJ146".split()
    labels += "ATF6_IRE1_pMJ152 ATF6_PERK_pMJ150 PERK_IRE1_pMJ154 ATF6_PERK_IRE1_pMJ158 *".split()
    found = describe({"adata": made({"perturbation": labels})}, "adata", {})
    assert found["questions"] == []
    assert found["profile"]["n_control_cells"] == 80
    assert _targets(found) == {"ATF6", "IRE1", "PERK", "ATF6+IRE1", "ATF6+PERK", "IRE1+PERK", "ATF6+IRE1+PERK"}


def test_a_control_is_asked_for_where_amounts_stand_in_the_labels(made: Any) -> None:
    """Gehring 2019: doses of two factors in each label, and none without; the answer was "can't be read: KeyError"."""
    labels = [f"BMP4 {b} ng/ml; EGF/bFGF {e} ng/ml" for b in (0, 20) for e in ("0.8", "20")]
    found = describe({"adata": made({"perturbation": labels})}, "adata", {})
    assert found["problem"]["code"] == "task/no-control"
    assert "control" in {question["key"] for question in found["questions"]}


@pytest.mark.parametrize(
    ("name", "values", "hours"),
    [
        pytest.param("hpi", ["0hpi", "6hpi", "24hpi"], {6, 24}, id="6hpi"),
        pytest.param("timepoint", ["1dpi", "1 dpi", "3dpi"], {24, 72}, id="3dpi"),
    ],
)
def test_hours_and_days_after_infection_are_times(made: Any, name: str, values: list[str], hours: set[int]) -> None:
    found = describe({"adata": made({"infection": "mock IAV IAV".split(), name: values})}, "adata", {})
    assert found["task"]["time"] == {"from": "column", "column": name}
    assert {each["time"] for each in found["profile"]["conditions"][1:]} == hours


def test_days_in_capitals_inside_labels_are_times(made: Any) -> None:
    """Haber 2017: `Hpoly.Day3` and `Hpoly.Day10` were two perturbations, one of which could be predicted from the other."""
    found = describe({"adata": made({"condition": ["Control", "Salmonella", "Hpoly.Day3", "Hpoly.Day10"]})}, "adata", {})
    assert found["task"]["time"] == {"from": "label", "column": "condition"}
    assert {("+".join(each["targets"]), each["time"]) for each in found["profile"]["conditions"][1:]} == {
        ("Salmonella", None), ("Hpoly", 72.0), ("Hpoly", 240.0),
    }  # fmt: skip
