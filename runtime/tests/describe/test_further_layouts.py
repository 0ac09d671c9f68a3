"""More layouts of published files, in which something was once read wrongly in silence."""

from typing import Any

import numpy as np
import pytest
from cellforge_runtime.describe import describe


def _targets(found: dict[str, Any]) -> set[str]:
    return {"+".join(each["targets"]) for each in found["profile"]["conditions"][1:]}


def test_a_triple_whose_pair_has_a_label_too_holds_three_targets(made: Any) -> None:
    """Adamson 2016, epistasis: `ATF6_PERK_IRE1` was read as ATF6 and one target called `PERK_IRE1`."""
    labels = ["62(mod)_pBA581", "ATF6_pDS260", "IRE1_pDS262", "PERK_pDS266", "PERK_IRE1_pMJ154", "ATF6_PERK_IRE1_pMJ158"]
    found = describe({"adata": made({"perturbation": labels})}, "adata", {})
    assert _targets(found) == {"ATF6", "IRE1", "PERK", "IRE1+PERK", "ATF6+IRE1+PERK"}


def test_a_sample_that_tells_the_perturbation_is_no_batch_where_another_column_can_be(made: Any) -> None:
    """Parse's cytokines: `sample` is donor and cytokine, so that no control shares one with perturbed cells."""
    rows = [(c, d) for c in ("PBS", "IL-2", "IL-4", "TNF") for d in ("D1", "D2")]
    columns = {"cytokine": [c for c, _ in rows], "sample": [f"{d}_{c}" for c, d in rows], "donor": [d for _, d in rows]}
    found = describe({"adata": made(columns, levels=2)}, "adata", {})
    assert found["task"]["batch"] == "donor"
    assert "confounded-with-batch" not in {each["code"] for each in found["profile"]["warnings"]}


def test_numbers_after_names_of_guides_are_no_doses(made: Any) -> None:
    """Dixit 2016: `p_sgELK1_2` was asked about as ELK1 at dose 2."""
    labels = "p_INTERGENIC393453 p_INTERGENIC216151 p_sgELK1_2 p_sgELK1_5 p_sgE2F4_8 p_sgE2F4_6 p_sgYY1_3 p_sgYY1_10".split()
    found = describe({"adata": made({"guide_id": labels})}, "adata", {})
    assert found["questions"] == [] and found["task"]["dose"] is None
    assert _targets(found) == {"ELK1", "E2F4", "YY1"}


def test_species_are_contexts_where_nothing_else_is(made: Any) -> None:
    """Hagai 2018: fibroblasts of four species were taken together as if they were one."""
    rows = [(c, s) for c in ("unst", "LPS", "PIC") for s in ("mouse", "rat", "pig", "rabbit")]
    columns = {"condition": [c for c, _ in rows], "species": [s for _, s in rows]}
    assert describe({"adata": made(columns)}, "adata", {})["task"]["context"] == "species"
    columns["species"] = ["mouse"] * len(rows)
    assert describe({"adata": made(columns)}, "adata", {})["task"]["context"] is None


@pytest.mark.parametrize("missing", [np.nan, None], ids=["nan", "None"])
def test_cells_without_a_label_are_told_where_no_label_is_a_control(made: Any, missing: Any) -> None:
    found = describe({"adata": made({"target_gene": [missing, "STAT1", "IRF1", "JAK2"]})}, "adata", {})
    assert found["problem"]["code"] == "task/no-control"
    assert "40 cells have no label" in found["problem"]["found"]
    assert "give them one" in found["problem"]["remedy"]


@pytest.mark.parametrize(
    "pair",
    [
        "JQ1_1uM+A485_1uM",
        "JQ1 1uM; A485 1uM",
        "JQ1 (1 µM) + A485 (1 µM)",
        "JQ1_1uM_A485_1uM",
        "JQ1+A485_1uM",
    ],
)
def test_doses_inside_combinations_are_no_part_of_the_names(made: Any, pair: str) -> None:
    """One dose was taken out and the other left as part of a target called `JQ1_1uM`."""
    labels = ["DMSO", "JQ1_1uM", "A485_1uM", "JQ1_10uM", "A485_10uM", pair]
    found = describe({"adata": made({"drug": labels})}, "adata", {})
    assert {("+".join(each["targets"]), each["dose"]) for each in found["profile"]["conditions"][1:]} == {
        *((drug, dose) for drug in ("JQ1", "A485") for dose in (1.0, 10.0)),
        ("A485+JQ1", 1.0),
    }


def test_a_combination_of_different_doses_is_left_out_with_the_reason(made: Any) -> None:
    labels = ["DMSO", "JQ1_1uM", "A485_1uM", "JQ1_10uM", "A485_10uM", "JQ1_1uM+A485_10uM"]
    found = describe({"adata": made({"drug": labels})}, "adata", {})
    assert _targets(found) == {"JQ1", "A485"}
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert '"JQ1_1uM+A485_10uM" (40 cells; its parts have different doses' in told["label-not-a-perturbation"]


@pytest.mark.parametrize(("first", "second"), [("AAVS1_1", "AAVS1_2"), ("Safe_H_1", "Safe_H_2")])
def test_guides_of_the_control_that_the_analyst_names_are_controls(made: Any, first: str, second: str) -> None:
    """`AAVS1_2` was read as a perturbation of AAVS1 beside the control `AAVS1_1`."""
    labels = [first, second, *(f"{target}_{guide}" for target in ("STAT1", "IRF1", "JAK2", "KLF1") for guide in (1, 2))]
    found = describe({"adata": made({"guide": labels})}, "adata", {"control": first})
    assert _targets(found) == {"STAT1", "IRF1", "JAK2", "KLF1"}
    assert found["profile"]["n_control_cells"] == 80


def test_targets_in_other_letters_than_the_features_are_warned_of(made) -> None:
    found = describe({"adata": made({"gene": ["NT", "stat1", "Irf1", "jak2"]})}, "adata", {})
    told = next(each["message"] for each in found["profile"]["warnings"] if each["code"] == "targets-in-other-letters")
    assert told.startswith('3 of 3 targets are features in other letters, such as "Irf1" and "IRF1"')
