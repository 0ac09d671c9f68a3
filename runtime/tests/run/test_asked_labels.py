"""What somebody types to ask for a prediction, and the table they read the answer from."""

from dataclasses import replace

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.final.asked_labels import parsed
from cellforge_runtime.final.kinds import all_asked, asked, row_names

from .conftest import HONEST, run_cell, small_folds


def about(measured, *, contexts=("all",), scenario="unseen-dose"):
    return About(
        model="Model", source="", source_hash="", training={}, features=["G1", "G2"], seed=1, device="cpu",
        task={"scenarios": [scenario], "separator": "+"}, contexts=list(contexts), measured=measured,
        kinds=["unseen-dose/interior", "unseen-dose/highest", "time/interpolation", "time/extrapolation"],
    )  # fmt: skip


DOSES = [cf.Query(("drug 02",), dose=dose) for dose in (0.1, 1.0, 10.0)]
TIMES = [cf.Query(("IFNb",), time=time) for time in (1.0, 8.0, 16.0)]
AT_24_H = [cf.Query(("drug 02",), "T98G", dose, 24.0) for dose in (0.1, 1.0, 10.0)]
BOTH = [cf.Query(("drug 02",), dose=dose, time=time) for dose in (0.1, 1.0, 10.0) for time in (6.0, 24.0)]


@pytest.mark.parametrize(
    ("measured", "scenario", "label", "amounts", "kind"),
    [
        pytest.param(DOSES, "unseen-dose", "drug 02 @ 0.5", (0.5, None), "interior", id="a dose"),
        pytest.param(DOSES, "unseen-dose", "drug 02 · 30", (30.0, None), "highest", id="a dose as shown"),
        pytest.param(TIMES, "time", "IFNb@6h", (None, 6.0), "interpolation", id="a time in hours"),
        pytest.param(TIMES, "time", "IFNb @ 2 d", (None, 48.0), "extrapolation", id="a time in days"),
        pytest.param(TIMES, "time", "IFNb @ 6", (None, 6.0), "interpolation", id="a time without its unit"),
        pytest.param(BOTH, "unseen-dose", "drug 02 @ 0.5 @ 6 h", (0.5, 6.0), "interior", id="both"),
        pytest.param(BOTH, "unseen-dose", "drug 02 @ 6 h @ 0.5", (0.5, 6.0), "interior", id="both, time first"),
    ],
)
def test_label_may_say_its_dose_and_time(measured, scenario, label, amounts, kind):
    found = asked(label, None, about(measured, scenario=scenario))
    assert ((found.query.dose, found.query.time), found.kind.split("/")[1]) == (amounts, kind)


def test_what_is_the_same_everywhere_need_not_be_said():
    found = asked("drug 02 @ 0.5 (T98G)", None, about(AT_24_H, contexts=["A549", "T98G"]))
    assert found.query == cf.Query(("drug 02",), "T98G", 0.5, 24.0)


@pytest.mark.parametrize(
    "label",
    ["drug 02 (T98G) @ 0.5", "drug 02 @ 0.5 (T98G)", "drug 02 (T98G)@0.5 @ 24 h", "drug 02 · 0.5 · T98G", "drug 02 (T98G) · 0.5"],
)
def test_the_context_may_stand_before_or_after_the_amounts(label):
    """With the context behind the name it was told that none was said, and to write "drug 02 (T98G) @ 0.5 (A549)"."""
    found = asked(label, None, about(AT_24_H, contexts=["A549", "T98G"]))
    assert found.query == cf.Query(("drug 02",), "T98G", 0.5, 24.0)


@pytest.mark.parametrize(
    ("label", "contexts", "found", "written"),
    [
        pytest.param("drug 02 @ 0.5", ["A549", "T98G"], "no context.", '"drug 02 (A549) @ 0.5"', id="none"),
        pytest.param("drug 02 @ 0.5 (HeLa)", ["A549", "T98G"], "'HeLa', which is none", '"drug 02 (A549) @ 0.5"', id="other"),
        pytest.param(
            "drug 02 (HeLa) @ 0.5", ["A549", "T98G"], "'HeLa', which is none", '"drug 02 (A549) @ 0.5"', id="other first"
        ),
        pytest.param(
            "drug 02 (HeLa) @ 0.5", ["T98G"], "'HeLa', which is none", '"drug 02 (T98G) @ 0.5"', id="other than the one"
        ),
        pytest.param("drug 7 (x) @ 2", ["A549", "T98G"], "no context.", '"drug 7 (x) (A549) @ 2"', id="a name with brackets"),
    ],
)
def test_a_context_that_is_missing_or_another_is_told_with_the_label_to_write(label, contexts, found, written):
    named = [*AT_24_H, cf.Query(("drug 7 (x)",), "T98G", 1.0, 24.0)]
    with pytest.raises(CellForgeError) as caught:
        asked(label, None, about(named, contexts=contexts))
    assert found in str(caught.value) and written in str(caught.value)


def test_a_compound_asked_without_its_dose_in_another_context_is_told_how_one_is_written():
    """It was told as measured nowhere else "at this dose and time", of which it had none."""
    measured = [*AT_24_H, cf.Query(("drug 03",), "T98G", 1.0, 24.0)]
    with pytest.raises(CellForgeError) as caught:
        asked("drug 03 (A549)", None, about(measured, contexts=["A549", "T98G"], scenario="unseen-context"))
    assert 'no dose or time is asked for, as in "drug 03 @ 1 @ 24 h"' in str(caught.value)


@pytest.mark.parametrize(
    ("measured", "label", "named"),
    [
        pytest.param(DOSES, "drug 02", '"drug 02 @ 0.1"', id="no dose: how one is written"),
        pytest.param(DOSES, "drug 02 @ much", "'much'", id="no number"),
        pytest.param(DOSES, "drug 02 @ 5 uM", "own unit", id="a dose with a unit of its own"),
        pytest.param(DOSES, "drug 02 @ <0.5", "'<0.5'", id="a bound"),
        pytest.param(DOSES, "drug 02 @ 1 @ 2", "'2'", id="more numbers than the data has"),
        pytest.param([cf.Query(("G1",))], "G2 @ 1", "this task has none", id="a number where nothing is measured"),
    ],
)
def test_amount_that_can_not_be_read_is_refused_by_name(measured, label, named):
    with pytest.raises(CellForgeError) as caught:
        asked(label, None, about(measured))
    assert named in str(caught.value)


def test_all_that_is_refused_is_told_at_once():
    with pytest.raises(CellForgeError) as caught:
        all_asked(["drug 02 @ 0.5", "drug 02 @ 1", "drug 03 @ 0.5"], None, about(DOSES))
    told = str(caught.value)
    assert caught.value.code == "predict/refused"
    assert "2 of 3" in told and "it is in the data" in told and "drug 03 is no perturbation of the data" in told


def test_several_refusals_say_of_an_amount_what_was_expected():
    with pytest.raises(CellForgeError) as caught:
        all_asked(["G2 @ 5", "FOO"], None, about([cf.Query(("G1",))]))
    assert "'G2 @ 5' can't be read: expected no dose or time: this task has none, found '5'." in str(caught.value)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        pytest.param("g2", "g2 (did you mean G2?) is neither", id="other letters"),
        pytest.param("g1+FOO", "FOO and g1 (did you mean G1?) are neither", id="several"),
        pytest.param("FOO", "Found: FOO is neither", id="nothing alike"),
    ],
)
def test_name_in_other_letters_is_refused_with_the_name_meant(label, told):
    with pytest.raises(CellForgeError) as caught:
        scenario = "unseen-combination" if "+" in label else "unseen-perturbation"
        asked(label, None, about([cf.Query(("G1",))], scenario=scenario))
    assert told in str(caught.value)


def test_largest_changes_are_those_of_the_prediction(tmp_path):
    predicted = cf.Run(tmp_path / "r-1", device="cpu").refit(run_cell(HONEST), small_folds().data).predict(["G20", "G21"])
    table = cf.largest_changes(predicted, 3)
    change = predicted.to_df("change").loc["G21"]
    top = change.abs().sort_values(ascending=False).index[:3]
    assert table.loc["G21"].index.tolist() == top.tolist()
    assert table.loc["G21"]["change"].to_numpy() == pytest.approx(change[top].to_numpy(), abs=6e-4)
    assert table.columns.name == predicted.uns["cellforge"]["values"]
    assert table["low"].isna().all() and not table["clear"].any()  # this run was not scored


def test_clear_changes_are_those_whose_interval_leaves_zero_out(tmp_path):
    predicted = cf.Run(tmp_path / "r-1", device="cpu").refit(run_cell(HONEST), small_folds().data).predict("G20")
    profile = np.asarray(predicted.X)
    change = np.zeros_like(profile)
    change[0, :2] = 1.0, -0.5
    predicted.layers["change"] = change
    predicted.layers["interval_low"], predicted.layers["interval_high"] = profile - 0.7, profile + 0.7
    table = cf.largest_changes(predicted, 2)
    assert table["clear"].tolist() == [True, False]
    assert table[["low", "high"]].to_numpy() == pytest.approx(np.array([[0.3, 1.7], [-1.2, 0.2]]))


def test_what_is_no_prediction_has_no_largest_changes():
    with pytest.raises(CellForgeError, match="largest changes"):
        cf.largest_changes(cf.datasets.simulate("additive", n_cells=3600, n_genes=200))


FROM_LABEL, FROM_COLUMN = ({"from": told, "column": name} for told, name in (("label", "perturbation"), ("column", "conc")))


MICROMOLAR = {"name": "µM", "written": []}


def with_task(measured, scenario, **task):
    told = replace(about(measured, scenario=scenario), dose_unit=MICROMOLAR)
    return replace(told, task={**told.task, **task}, kinds=[*told.kinds, "unseen-perturbation/all", "unseen-combination/seen-2"])


@pytest.mark.parametrize(
    ("label", "amounts", "kind"),
    [
        pytest.param("drug 02_0.5uM", (0.5, None), "unseen-dose/interior", id="a dose that nobody measured"),
        pytest.param("drug 02 (500 nM)", (0.5, None), "unseen-dose/interior", id="in another unit"),
        pytest.param("drug 02_30", (30.0, None), "unseen-dose/highest", id="a bare number after a known name"),
        pytest.param("drug 03_10uM", (10.0, None), "unseen-perturbation/all", id="a new compound at a measured dose"),
        pytest.param("drug 03", (None, None), "unseen-perturbation/all", id="a number that belongs to the name"),
    ],
)
def test_a_label_of_the_data_is_read_as_the_task_reads_its_labels(label, amounts, kind):
    task = with_task(DOSES, "unseen-dose", dose=FROM_LABEL, scenarios=["unseen-dose", "unseen-perturbation"])
    found = asked(label, None, task)
    assert ((found.query.dose, found.query.time), found.kind) == (amounts, kind)
    assert found.query.targets == (label[:7],)


def test_times_inside_labels_are_read_too():
    task = with_task(TIMES, "time", time=FROM_LABEL)
    assert asked("IFNb_6h", None, task).query == cf.Query(("IFNb",), time=6.0)
    assert asked("IFNb4h", None, task).query == cf.Query(("IFNb",), time=4.0)
    with pytest.raises(CellForgeError, match="it is in the data"):
        asked("IFNb_8h", None, task)


@pytest.mark.parametrize(
    ("task", "label", "told"),
    [
        pytest.param({"dose": FROM_COLUMN}, "drug 02_0.5uM", 'the unit of obs["conc"], after an @', id="doses of a column"),
        pytest.param({"dose": FROM_LABEL}, "drug 02_0.5uM @ 3", "each amount once", id="two amounts"),
    ],
)
def test_an_amount_in_a_name_that_can_not_be_taken_is_refused_with_the_way_to_write_it(task, label, told):
    with pytest.raises(CellForgeError) as caught:
        asked(label, None, with_task(DOSES, "unseen-dose", **task))
    assert caught.value.code == "predict/amount"
    assert told in str(caught.value) and '"drug 02 @ 0.1 µM"' in str(caught.value)


def test_without_doses_in_the_task_a_label_is_a_name():
    names = [cf.Query((name,)) for name in ("drugA_1uM", "drugA_10uM")]
    assert asked("drugA_3uM", None, with_task(names, "unseen-perturbation")).query.targets == ("drugA_3uM",)


@pytest.mark.parametrize(
    ("measured", "query", "told"),
    [
        pytest.param(DOSES, cf.Query(("drug 09",), dose=99.0), "no condition was measured at dose 99", id="a dose nobody gave"),
        pytest.param(TIMES, cf.Query(("IL2",), time=5.0), r"at time 5 \(measured: 1, 8, 16\)", id="a time nobody measured"),
        pytest.param([cf.Query(("G1",))], cf.Query(("G2",), dose=5.0), "this task has none", id="a dose without doses"),
        pytest.param([cf.Query(("G1",))], cf.Query(("G2",), time=5.0), "this task has none", id="a time without times"),
    ],
)
def test_a_scenario_that_holds_out_no_amounts_answers_at_measured_ones_alone(measured, query, told):
    task = with_task(measured, "unseen-perturbation")
    with pytest.raises(CellForgeError, match=told):
        asked(query, None, task)
    same = cf.Query(query.targets, dose=measured[0].dose, time=measured[0].time)
    assert asked(same, None, task).kind == "unseen-perturbation/all"


@pytest.mark.parametrize(
    ("measured", "scenario", "label", "named"),
    [
        pytest.param(TIMES, "time", "ifnb @ 6 h", "ifnb (did you mean IFNb?) is no perturbation of the data", id="other letters"),
        pytest.param(TIMES, "time", "IL17 @ 6 h", "IL17 is no perturbation of the data", id="never"),
        pytest.param(
            [cf.Query(("Vorinostat (SAHA)",), dose=dose) for dose in (1.0, 5.0, 10.0)], "unseen-dose", "vorinostat @ 2",
            "vorinostat (did you mean Vorinostat (SAHA)?) is no perturbation of the data", id="without its synonym",
        ),
        pytest.param(
            [*TIMES, *(replace(one, targets=("TNF",)) for one in TIMES)], "time", "TNF+IFNb @ 6 h",
            "IFNb and TNF were not measured together", id="a pair",
        ),
    ],
)  # fmt: skip
def test_what_was_never_given_is_told_with_the_name_that_may_be_meant(measured, scenario, label, named):
    """It was told as "measured after no time there"."""
    with pytest.raises(CellForgeError) as caught:
        asked(label, None, about(measured, scenario=scenario))
    assert named in str(caught.value)


def test_a_pair_asked_for_in_both_orders_has_two_rows_of_different_names():
    """AnnData warned of names that stand twice, and the table of largest changes showed one of the two."""
    pairs = replace(
        about([cf.Query(("G1",)), cf.Query(("G2",))], scenario="unseen-combination"), kinds=["unseen-combination/seen-2"]
    )
    twice = [*all_asked(["G1+G2", "G2+G1", "G1 + G2"], None, pairs), *all_asked([cf.Query(("G2", "G1"))] * 2, None, pairs)]
    assert len({one.query for one in twice}) == 1
    assert row_names(twice) == ["G1+G2", "G2+G1", "G1 + G2", "G1+G2 (2)", "G1+G2 (3)"]


@pytest.mark.parametrize("given", ["cafe\u0301ine @ 0.5", cf.Query(("cafe\u0301ine",), dose=0.5)])
def test_an_accent_may_be_stored_in_either_way(given):
    measured = [cf.Query(("caféine",), dose=dose) for dose in (0.1, 1.0, 10.0)]
    assert asked(given, None, about(measured)).query == cf.Query(("caféine",), dose=0.5)


@pytest.mark.parametrize(
    ("label", "targets"),
    [
        pytest.param("JQ1+DMSO", ("JQ1",), id="the control's side"),
        pytest.param("DMSO + drug 9", ("drug 9",), id="the control's side first"),
        pytest.param("JQ1+drug 9", ("JQ1", "drug 9"), id="a pair"),
        pytest.param("sgG1", ("G1",), id="a guide"),
        pytest.param("G1_sg2+G2_sg1", ("G1", "G2"), id="two guides"),
        pytest.param("G1_sg2+G1_sg1", ("G1",), id="two guides of one target"),
        pytest.param("sgG7", ("sgG7",), id="a guide of nothing known"),
        pytest.param("DMSO", ("DMSO",), id="the control alone"),
    ],
)
def test_labels_are_read_as_those_of_the_data(label, targets):
    """`DMSO+JQ1` was answered as a pair of which one was measured, and `sgG1` as a target beside G1."""
    own = about([cf.Query(("JQ1",)), cf.Query(("drug 9",)), cf.Query(("G1",))], contexts=["all"])
    own = replace(own, task={**own.task, "control": "DMSO+DMSO"})
    assert parsed(label, None, own).targets == targets
