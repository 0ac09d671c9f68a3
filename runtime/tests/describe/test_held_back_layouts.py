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


def test_what_a_drug_binds_is_no_rival_of_the_drug_whatever_its_column_is_called(made: Any) -> None:
    """sci-Plex 3 in scPerturb: `perturbation` and `target` were both proposed as what was done."""
    columns = {
        "perturbation": "control Belinostat Quisinostat Trametinib".split(),
        "target": "Vehicle HDAC HDAC MEK".split(),
        "perturbation_type": ["drug"] * 4,
    }
    found = describe({"adata": made(columns)}, "adata", {})
    assert found["questions"] == []
    assert found["task"]["perturbation"] == "perturbation"
    of_genes = {**columns, "perturbation_type": ["CRISPR"] * 4}
    assert [each["key"] for each in describe({"adata": made(of_genes)}, "adata", {})["questions"]] == ["perturbation"]


def test_a_column_of_guides_and_one_of_their_targets_say_the_same(made: Any) -> None:
    """Dixit 2016: guides under `perturbation` beside their targets were asked about, though both read alike."""
    columns = {
        "perturbation": "p_INTERGENIC393453 p_INTERGENIC216151 p_sgELK1_2 p_sgELK1_5 p_sgYY1_3 p_sgYY1_10".split(),
        "target": "INTERGENIC INTERGENIC ELK1 ELK1 YY1 YY1".split(),
    }
    found = describe({"adata": made(columns)}, "adata", {})
    assert found["questions"] == []
    assert _targets(found) == {"ELK1", "YY1"}


def test_a_label_that_another_column_marks_as_the_control_makes_a_perturbation_column(made: Any) -> None:
    """Combinations of drugs in CPA: the control is `CHEMBL504`, which `control` alone tells."""
    columns = {"condition_ID": "CHEMBL504 CHEMBL98 CHEMBL1200 CHEMBL98+CHEMBL1200".split(), "control": [1, 0, 0, 0]}
    found = describe({"adata": made(columns)}, "adata", {})
    assert found["questions"] == []
    assert found["task"]["perturbation"] == "condition_ID" and found["task"]["control"] == "CHEMBL504"
    assert _targets(found) == {"CHEMBL98", "CHEMBL1200", "CHEMBL1200+CHEMBL98"}


def test_a_set_of_guides_for_each_cell_is_told(made: Any) -> None:
    """Gasperini 2019: tens of guides in a cell; the error named other columns and not what was found in this one."""
    labels = [f"random_{i}_HSPA9_TSS_random_{i % 7}" for i in range(60)]
    found = describe({"adata": made({"perturbation": labels}, per=1)}, "adata", {})
    assert found["problem"]["code"] == "task/no-perturbation"
    assert 'obs["perturbation"] has 60 labels in 60 cells, such as "random_0_' in found["problem"]["found"]
