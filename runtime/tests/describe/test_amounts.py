"""Doses and times as people write them: each number in its unit, or a word of why it is not read; never another number."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import conditions
from cellforge_runtime.describe.quantities import read_quantities, read_quantity, strip_quantities
from cellforge_runtime.errors import CellForgeError


@pytest.mark.parametrize(
    ("text", "micromolar"),
    [
        ("10 uM", 10.0),
        ("1,000 nM", 1.0),
        ("10,000nM", 10.0),
        ("1,234,567 nM", 1234.567),
        ("1,000.5 nM", 1.0005),
        ("1,5 uM", 1.5),
        ("0,100 uM", 0.1),
        ("1e3 nM", 1.0),
        ("0.5 mM", 500.0),
    ],
)
def test_a_dose_is_the_number_that_stands_there(text, micromolar):
    assert read_quantity(text).value == pytest.approx(micromolar)
    assert strip_quantities(f"JQ1_{text}").dose == pytest.approx(micromolar)


@pytest.mark.parametrize(
    ("text", "micromolar"),
    [("1e-06 M", 1.0), ("0.00001 M", 10.0), ("1 molar", 1e6), ("1.0 uM+1.0 uM", 1.0), ("10nM;0.01 uM", 0.01)],
)
def test_a_column_of_doses_may_be_molar_or_tell_the_dose_of_both_of_a_pair(text, micromolar):
    assert read_quantity(text).value == pytest.approx(micromolar)


@pytest.mark.parametrize("text", ["1.0+0.5", "1 uM+10 uM", "1e+", "1uM+"])
def test_a_pair_at_two_doses_has_no_one_dose(text):
    assert read_quantity(text) is None


@pytest.mark.parametrize("text", ["high", "10-20 uM", "1 000 nM", "1/2", "inf", "nan", "-1 uM", "1,00,0 nM"])
def test_what_is_no_dose_is_not_read_as_one(text):
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("column", "values"),
    [
        pytest.param(["0,1", "1,000", "10"], [0.1, 1.0, 10.0], id="a decimal comma in one is one in all"),
        pytest.param(["100", "1,000", "10,000"], [100.0, 1000.0, 10000.0], id="thousands"),
        pytest.param(["100 nM", "1,000 nM", "10 uM"], [0.1, 1.0, 10.0], id="with units"),
        pytest.param(["0.5", "1,000.5"], [0.5, 1000.5], id="points and thousands"),
    ],
)
def test_a_comma_means_the_same_in_a_whole_column(column, values):
    assert [each.value for each in read_quantities(column)] == values


DRUGS = "DMSO JQ1 JQ1 JQ1 A485 A485 A485".split()


def _read(made, doses, **more):
    adata = made({"drug": DRUGS, "dose": doses, **more})
    found = describe({"adata": adata}, "adata", {})
    return adata, found, found["profile"]["findings"]["dose"]["reason"]


def test_doses_as_text_are_read_as_numbers_and_told(made):
    adata, found, reason = _read(made, ["0", "100 nM", "1,000 nM", "10 uM", "100 nM", "1,000 nM", "10 uM"])
    assert {each.dose for each in conditions(adata, found["task"]).conditions} == {0.1, 1.0, 10.0}
    assert reason == "3 values: 0.1, 1, 10 µM; nM converted."


def test_doses_are_told_with_the_unit_that_a_column_is_called_by(made):
    adata = made({"drug": DRUGS, "dose_nM": [0, 1, 10, 100, 1, 10, 100]})
    assert describe({"adata": adata}, "adata", {})["profile"]["findings"]["dose"]["reason"] == "3 values: 1, 10, 100 nM."


@pytest.mark.parametrize(
    ("doses", "why"),
    [
        pytest.param("0 low mid high low mid high".split(), 'values such as "high" are no numbers', id="words"),
        pytest.param(["0", "1", "10", "100 nM"] + ["1"] * 3, "can't be compared", id="some with a unit, some without"),
        pytest.param(["0", "1 uM", "10 uM", "5 ng/ml"] + ["1 uM"] * 3, "can't be compared", id="molar and mass"),
        pytest.param(["0 h", "1 h", "6 h", "24 h", "1 h", "6 h", "24 h"], "are no doses", id="hours"),
        pytest.param(["0"] + ["10 uM"] * 6, "one value (10) in all perturbed cells", id="one dose only"),
    ],
)
def test_doses_that_say_no_number_are_not_read_and_the_reason_is_said(made, doses, why):
    _, found, reason = _read(made, doses)
    assert found["task"]["dose"] is None and why in reason
    assert "unseen-dose" not in found["task"]["scenarios_available"]


UNITS = ["nM", "nM", "uM", "uM", "nM", "uM", "uM"]


@pytest.mark.parametrize("settings", [{}, {"dose": "dose"}], ids=["found", "set by the analyst"])
def test_numbers_are_in_the_units_that_a_column_beside_them_tells(made, settings):
    adata = made({"drug": DRUGS, "dose": [0, 10, 1, 10, 10, 1, 10], "dose_unit": UNITS})
    found = describe({"adata": adata}, "adata", settings)
    assert {(each.label, each.dose) for each in conditions(adata, found["task"]).conditions} == {
        (f"{drug} · {dose:g}", dose) for drug in ("JQ1", "A485") for dose in (0.01, 1.0, 10.0)
    }


def test_one_unit_in_a_column_beside_them_leaves_doses_as_written(made):
    _, found, told = _read(made, [0, 100, 1, 10, 100, 1, 10], dose_unit=["nM"] * 7)
    assert found["task"]["dose"] == {"from": "column", "column": "dose"} and 'in nM by obs["dose_unit"]' in told
    assert {each["dose"] for each in found["profile"]["conditions"][1:]} == {1.0, 10.0, 100.0}


def test_units_of_a_column_that_do_not_turn_into_each_other_are_not_mixed(made):
    units = ["nM", "nM", "uM", "ng/ml", "nM", "uM", "ng/ml"]
    adata, found, reason = _read(made, [0, 100, 1, 10, 100, 1, 10], dose_unit=units)
    assert found["task"]["dose"] is None and '"10 ng/ml" (ng/ml)' in reason
    assert "dose-not-read" in {each["code"] for each in found["profile"]["warnings"]}
    problem = describe({"adata": adata}, "adata", {"dose": "dose"})["problem"]
    assert problem["code"] == "task/units-apart" and '"10 ng/ml" (ng/ml)' in problem["found"]


@pytest.mark.parametrize(
    ("column", "more", "hours", "told"),
    [
        pytest.param(
            "time", {"time_unit": ["days"]}, {24.0, 72.0, 168.0}, 'in days by obs["time_unit"], read as hours', id="unit"
        ),
        pytest.param("day", {}, {24.0, 72.0, 168.0}, "in day by its name, read as hours", id="day"),
        pytest.param("time_min", {}, {1 / 60, 3 / 60, 7 / 60}, "in min by its name, read as hours", id="minutes"),
        pytest.param("timepoint_hr", {}, {1.0, 3.0, 7.0}, "3 values: 1, 3, 7.", id="hours"),
        pytest.param("hpi", {}, {1.0, 3.0, 7.0}, "3 values: 1, 3, 7.", id="hours after infection"),
        pytest.param("time", {}, {1.0, 3.0, 7.0}, "no unit is told: taken as hours", id="no unit"),
    ],
)
def test_times_are_in_hours_whatever_unit_is_told_where(made, column, more, hours, told):
    adata = made({"drug": DRUGS, column: [0, 1, 3, 7, 1, 3, 7], **{name: unit * 7 for name, unit in more.items()}})
    found = describe({"adata": adata}, "adata", {})
    times = sorted({each.time for each in conditions(adata, found["task"]).conditions})
    assert times == pytest.approx(sorted(hours))
    assert told in found["profile"]["findings"]["time"]["reason"]


def test_doses_that_differ_by_rounding_alone_are_one_dose(made):
    adata = made({"drug": DRUGS, "dose": [0, 0.1, 1, 0.1 + 1e-9, 0.1, 1, float(np.float32(0.1))]})
    labels = [each.label for each in conditions(adata, describe({"adata": adata}, "adata", {"dose": "dose"})["task"]).conditions]
    assert sorted(labels) == ["A485 · 0.1", "A485 · 1", "JQ1 · 0.1", "JQ1 · 1"]


def test_what_stands_in_the_place_of_a_number_is_told_when_the_analyst_sets_the_column(made):
    adata = made({"drug": DRUGS, "dose": "0 low mid high low mid high".split()})
    problem = describe({"adata": adata}, "adata", {"dose": "dose"})["problem"]
    assert problem["code"] == "task/no-perturbed-cells" and 'obs["dose"] says "high", "low", "mid"' in problem["found"]


def test_units_apart_that_the_analyst_sets_are_refused_by_name(made):
    adata = made({"drug": DRUGS, "dose": ["0", "1 uM", "10 uM", "5 ng/ml", "1 uM", "10 uM", "5 ng/ml"]})
    problem = describe({"adata": adata}, "adata", {"dose": "dose"})["problem"]
    assert problem["code"] == "task/units-apart"
    assert '"1 uM" (µM), "5 ng/ml" (ng/ml)' in problem["found"]
    task = {"perturbation": "drug", "control": "DMSO", "dose": {"from": "column", "column": "dose"}, "where": "dose:1 uM"}
    with pytest.raises(CellForgeError):
        conditions(adata, {**task, "where": None})


def test_times_stand_in_the_order_of_time_not_of_their_labels(made):
    from cellforge_runtime.data import prepare
    from cellforge_runtime.splits import split
    from cellforge_runtime.task import Task

    rng = np.random.default_rng(0)
    times = ["10h", "2h", "1d", "90 min"]
    columns = {"cytokine": ["unstim", *[c for c in ("IFNB", "TNF", "IL6", "IL4", "IL2", "IL1B") for _ in times]]}
    adata = made({**columns, "time": ["0h", *times * 6]})
    adata.obs["time"] = adata.obs["time"].astype("category").cat.reorder_categories(list(rng.permutation(["0h", *times])))
    found = describe({"adata": adata}, "adata", {"scenario": "time"})
    folds = split(prepare(adata, Task.from_wire(found["task"])))
    last = {folds.data.queries[i].time for fold in folds for i, part in fold.part_of.items() if "extrapolation" in part}
    assert last == {24.0}


@pytest.mark.parametrize("kind", ["dose", "time"])
def test_perturbed_cells_to_which_nothing_was_given_are_told(made, kind):
    found = describe({"adata": made({"drug": DRUGS, kind: [0, 0, 1, 10, 0, 1, 10]})}, "adata", {})
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert '"A485", "JQ1" at ' + kind in told[f"perturbed-at-{kind}-0"]
    clean = describe({"adata": made({"drug": DRUGS, kind: [0, 5, 1, 10, 5, 1, 10]})}, "adata", {})
    assert f"perturbed-at-{kind}-0" not in {each["code"] for each in clean["profile"]["warnings"]}


def test_logarithms_are_not_taken_for_doses(made):
    for name, doses in (
        ("log10_dose", ["0", "1", "2", "3", "1", "2", "3"]),
        ("dose", ["-12", "-7", "-6", "-5", "-7", "-6", "-5"]),
    ):
        adata = made({"drug": DRUGS, name: doses})
        found = describe({"adata": adata}, "adata", {})
        assert found["task"]["dose"] is None
        told = next(each["message"] for each in found["profile"]["warnings"] if each["code"] == "dose-not-read")
        assert "logarithms" in told and "put the amounts themselves into a column" in told.lower()


def test_controls_whose_labels_tell_times_are_matched_in_time(made):
    labels = [f"{name}_{hours}h" for name in ("Unstim", "IL2", "IL4") for hours in (1, 4, 16)]
    adata = made({"condition": labels})
    found = describe({"adata": adata}, "adata", {})
    read = conditions(adata, found["task"])
    assert sorted(set(read.time_of[read.condition_of == -1])) == [1.0, 4.0, 16.0]
    assert "controls-not-time-matched" not in {each["code"] for each in found["profile"]["warnings"]}


@pytest.mark.parametrize(
    ("labels", "kind"),
    [(["0h", "1h", "2h", "4h"], "time"), (["vehicle", "1 nM", "10 nM", "1 uM"], "dose")],
    ids=["times", "doses"],
)
def test_labels_that_do_not_tell_what_was_given_are_refused_with_what_to_write(made, labels, kind):
    found = describe({"adata": made({"treatment": labels})}, "adata", {"control": labels[0]})
    assert found["problem"]["code"] == "task/labels-are-amounts"
    assert f"{kind}=treatment" in found["problem"]["remedy"] and labels[0] in found["problem"]["remedy"]


@pytest.mark.parametrize(
    ("more", "name", "written"),
    [
        pytest.param({"dose": [0, 100, 1, 10, 100, 1, 10], "dose_unit": ["nM"] * 7}, "nM", (), id="one unit beside"),
        pytest.param({"dose": [0, 10, 1, 10, 10, 1, 10], "dose_unit": UNITS}, "µM", ("nM",), id="two units beside"),
        pytest.param({"dose_nM": [0, 100, 1, 10, 100, 1, 10]}, "nM", (), id="in the name of the column"),
        pytest.param({"dose": ["0", *["100 nM", "1000 nM", "10 uM"] * 2]}, "µM", ("nM",), id="in the cells"),
        pytest.param({"dose": ["0", *["0.1 uM", "1 µM", "10 \u03bcM"] * 2]}, "µM", (), id="in the cells, as they are read"),
        pytest.param({"dose": ["0", *["1e-6 M", "1e-5 M", "1e-4 M"] * 2]}, "µM", ("M",), id="molar"),
        pytest.param({"dose": ["0", *["1 ug", "10 ug", "1 mg"] * 2]}, "ng", ("mg", "ug"), id="mass"),
        pytest.param({"dose": [0, 100, 1, 10, 100, 1, 10]}, "", (), id="none"),
    ],
)
def test_the_unit_of_doses_is_known_with_others_that_they_are_written_in(made, more, name, written):
    adata = made({"drug": DRUGS, **more})
    found = conditions(adata, describe({"adata": adata}, "adata", {})["task"])
    assert {each.dose for each in found.conditions} != {None}
    assert (found.dose_unit.name, found.dose_unit.written) == (name, written)


@pytest.mark.parametrize(
    ("labels", "name", "written"),
    [
        pytest.param(["JQ1_100nM", "JQ1_1000nM", "A485_100nM"], "µM", ("nM",), id="nM"),
        pytest.param(["JQ1_1uM", "JQ1_10uM", "A485_1uM"], "µM", (), id="uM"),
        pytest.param(["JQ1_10", "JQ1_1000", "A485_10"], "", (), id="none"),
        pytest.param(["JQ1_1uM", "JQ1_10uM", "A485_1ng/ml"], "", ("ng/ml", "uM"), id="two that do not turn into each other"),
        pytest.param(["JQ1100nM", "JQ11000nM", "A485100nM"], "µM", ("nM",), id="glued"),
        pytest.param(["[('JQ1', 5.0, 'nM')]", "[('JQ1', 50.0, 'nM')]", "[('A485', 5.0, 'nM')]"], "µM", ("nM",), id="Tahoe"),
    ],
)
def test_the_unit_of_doses_in_labels_is_known(made, labels, name, written):
    adata = made({"drug": ["DMSO", *labels]})
    task = {"perturbation": "drug", "control": "DMSO", "dose": {"from": "label", "column": "drug"}}
    found = conditions(adata, task)
    assert all(each.dose is not None for each in found.conditions)
    assert (found.dose_unit.name, found.dose_unit.written) == (name, written)


@pytest.mark.parametrize(
    ("label", "rest", "dose"),
    [
        pytest.param("JQ1_<0.1uM", "JQ1", 0.1, id="below"),
        pytest.param("JQ1 (<0,5 µM)", "JQ1", 0.5, id="below, a decimal comma"),
        pytest.param("JQ1_>=10uM", "JQ1", 10.0, id="above"),
        pytest.param("JQ1_~1.5uM", "JQ1", 1.5, id="roughly"),
        pytest.param("JQ1_x0.1uM", "JQ1_x0.1uM", None, id="a number that begins no token"),
        pytest.param("JQ1_2x0.5uM", "JQ1_2x0.5uM", None, id="twice"),
        pytest.param("JQ1.10uM", "JQ1", 10.0, id="names that R made"),
        pytest.param("JQ1_1e-3uM", "JQ1", 0.001, id="an exponent"),
        pytest.param("JQ1_1,5uM", "JQ1", 1.5, id="a decimal comma"),
        pytest.param("JQ1_10 \u00b5M", "JQ1", 10.0, id="micro sign"),
        pytest.param("JQ1_10\u03bcM", "JQ1", 10.0, id="Greek mu"),
    ],
)
def test_a_dose_in_a_label_is_the_whole_number_or_none(label, rest, dose):
    found = strip_quantities(label)
    assert (found.rest, found.dose) == (rest, dose)


@pytest.mark.parametrize(
    ("dose", "values", "named"),
    [
        pytest.param("0 <0.1 1 >10 <0.1 1 >10".split(), {0.1, 1.0, 10.0}, '"<0.1", ">10"', id="bounds"),
        pytest.param(["0", *["~0.1", "1e-3", "≤10"] * 2], {0.1, 0.001, 10.0}, '"~0.1", "≤10"', id="roughly"),
        pytest.param(["0", *["<0.1 uM", "1 uM", "10 µM"] * 2], {0.1, 1.0, 10.0}, '"<0.1 uM"', id="with units"),
        pytest.param(["0", *["=0.1", "1,5", "1e1"] * 2], {0.1, 1.5, 10.0}, None, id="exact ones"),
    ],
)
def test_doses_that_are_bounds_are_read_as_their_number_with_a_warning_that_names_them(made, dose, values, named):
    adata, found, _ = _read(made, dose)
    assert {each.dose for each in conditions(adata, found["task"]).conditions} == values
    told = [each["message"] for each in found["profile"]["warnings"] if each["code"] == "dose-bounds"]
    assert [named in each for each in told] == ([] if named is None else [True])


def test_bounds_in_labels_are_named_for_the_amount_that_they_bound(made):
    labels = ["JQ1_<0.1uM_6h", "JQ1_1uM_6h", "JQ1_1uM_24h", "A485_<0.1uM_6h", "A485_1uM_6h", "A485_1uM_24h"]
    found = describe({"adata": made({"drug": ["DMSO", *labels]})}, "adata", {"dose": "label", "time": "label"})
    codes = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert '"A485_<0.1uM_6h"' in codes["dose-bounds"] and "time-bounds" not in codes
