"""Screens of compounds as published files write them: controls with a dose, lists as text, doses in place of a control."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import conditions
from cellforge_runtime.describe.labels import control_family, is_weak_control
from cellforge_runtime.describe.separators import parts_of

COMPOUNDS = ("JQ1", "A-366", "Nutlin-3a", "5-Azacytidine")
DOSES = (0.1, 1.0, 10.0)


def _look(made: Any, columns: dict[str, list[Any]], settings: dict[str, str] | None = None) -> tuple[Any, dict[str, Any]]:
    adata = made(columns)
    return adata, describe({"adata": adata}, "adata", settings or {})


@pytest.mark.parametrize(
    ("written", "control"),
    [
        ("{} ({} uM)", "DMSO (0 uM)"),
        ("{}@{}uM", "DMSO@0uM"),
        ("{}_{}_uM", "DMSO_0_uM"),
        ("[('{}', {}, 'uM')]", "[('DMSO_TF', 0.0, 'uM')]"),
    ],
)
def test_labels_with_doses_are_read_and_so_is_a_control_with_one(made: Any, written: str, control: str) -> None:
    labels = [written.format(compound, dose) for compound in COMPOUNDS for dose in DOSES]
    adata, found = _look(made, {"treatment": [control, *labels]})
    assert (found["questions"], found["task"]["control"]) == ([], control)
    read = {(each.targets, each.dose) for each in conditions(adata, found["task"]).conditions}
    assert read == {((compound,), dose) for compound in COMPOUNDS for dose in DOSES}
    assert found["task"]["perturbation_type"] == "drug"


def test_an_amount_in_a_column_called_by_its_unit_is_a_dose(made: Any) -> None:
    columns = {"cpd": ["DMSO", *np.repeat(COMPOUNDS, 3)], "conc_uM": [0.0, *DOSES * 4]}
    _, found = _look(made, columns)
    assert found["task"]["dose"] == {"from": "column", "column": "conc_uM"}


def test_a_column_of_names_goes_before_one_that_says_treated_or_not(made: Any) -> None:
    columns = {"treated": [False, True, True, True, True], "compound": ["none", *COMPOUNDS]}
    _, found = _look(made, columns)
    assert (found["task"]["perturbation"], found["task"]["control"], found["questions"]) == ("compound", "none", [])


@pytest.mark.parametrize(("zero", "written"), [(0.0, '== 0, "control"'), ("0 uM", '== "0 uM", "control"')])
def test_where_dose_0_is_the_control_the_error_gives_the_line_to_write(made: Any, zero: Any, written: str) -> None:
    doses = [zero, *(DOSES if zero == 0 else [f"{dose} uM" for dose in DOSES])]
    adata, found = _look(made, {"drug": list(np.repeat(COMPOUNDS, 4)), "dose": doses * 4})
    remedy = found["problem"]["remedy"]
    assert found["problem"]["code"] == "task/no-control" and written in remedy
    exec(remedy[remedy.index("adata.obs") :].rstrip("."), {"adata": adata})
    again = describe({"adata": adata}, "adata", {})
    assert again["task"]["control"] == "control" and again["profile"]["n_control_cells"] == 160


def test_names_that_end_in_the_same_words_are_warned_of(made: Any) -> None:
    _, found = _look(made, {"drug": ["Vehicle", *(f"{each}_{level}" for each in COMPOUNDS for level in ("low", "high"))]})
    told = next(each["message"] for each in found["profile"]["warnings"] if each["code"] == "labels-alike")
    assert "_high" in told and "3 more groups" in told


def test_a_sign_within_brackets_joins_nothing() -> None:
    assert parts_of("(+)-JQ1+A-366", "+") == ["(+)-JQ1", "A-366"]
    assert parts_of("CC[N+](C)(C)CCO", "+") == ["CC[N+](C)(C)CCO"]


@pytest.mark.parametrize("label", ["ctrl_D1", "Unstimulated_D2", "sgNegCtrl3a", "CTRL_siRNA", "NT-B", "PBS 24h", "DMSO_24h_rep1"])
def test_controls_of_a_donor_a_well_or_a_time_are_controls(label: str) -> None:
    assert control_family(label) is not None


@pytest.mark.parametrize("label", ["sgAAVS1", "neg-neg", "neg_0", "si-NC", "blank", "UT"])
def test_controls_that_only_some_files_use_are_asked(label: str) -> None:
    assert control_family(label) is None and is_weak_control(label)


@pytest.mark.parametrize("label", ["WT1", "NT5E", "D1", "JQ1_DMSO", "IRF1_D1", "NCAM1", "UTRN"])
def test_names_that_look_like_controls_are_none(label: str) -> None:
    assert control_family(label) is None and not is_weak_control(label)


def test_too_few_cells_says_which_setting_leaves_enough_of_them(made: Any) -> None:
    columns = {"drug": ["DMSO", *COMPOUNDS] * 3, "cell_line": list(np.repeat(["A549", "K562", "MCF7"], 5))}
    found = describe({"adata": made(columns, per=12)}, "adata", {})
    assert found["problem"]["code"] == "task/few-cells"
    assert "context=none (4 of 4 conditions would have 30 cells or more)" in found["problem"]["remedy"]
    assert describe({"adata": made(columns, per=12)}, "adata", {"context": "none"})["task"] is not None


def test_scaled_values_alone_are_not_sent_to_a_layer_that_is_not_there(made: Any) -> None:
    adata = made({"drug": ["DMSO", *COMPOUNDS]})
    values = adata.X.toarray()
    adata.X = (values - values.mean(0)) / values.std(0)
    assert "No layer holds any" in describe({"adata": adata}, "adata", {})["problem"]["remedy"]
