"""What would be held out: the numbers of the splits, and the most specific scenario proposed."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from cellforge_runtime.describe import describe

EIGHT = "STAT1 STAT2 IRF1 JAK2 KLF1 TET2 CEBPA BRD4".split()
PAIRS = ["STAT1+IRF1", "JAK2+KLF1", "TET2+XX1", "YY1+ZZ1"]
MADE = {
    "singles": ({"condition": ["ctrl", *EIGHT]}, 1),
    "pairs": ({"condition": ["ctrl", *EIGHT, *PAIRS]}, 1),
    "pairs in contexts": ({"condition": ["ctrl", *EIGHT, *PAIRS]}, 2),
    "contexts": ({"condition": ["ctrl", "stimulated"]}, 4),
    "doses": ({"condition": ["ctrl", *["JQ1"] * 4, *["SAHA"] * 3], "dose": [0, 0.1, 1, 10, 100, 1, 10, 30]}, 2),
    "times": ({"condition": ["ctrl", *["IFNB"] * 4, *["TNF"] * 2], "time_h": [0, 1, 3, 6, 24, 3, 6]}, 1),
    "many singles": ({"condition": ["ctrl", *(f"G{i}A" for i in range(14))]}, 1),
}


def _parts(task) -> dict[tuple[str, str], int]:
    return {
        (row["scenario"], part["part"]): part["conditions"]
        for row in task["held_out"]
        if row["available"]
        for part in row["parts"]
    }


def _thinned(adata):
    """Few cells in two conditions, and few controls in the first context where there are several."""
    labels = adata.obs["condition"]
    keep = ~labels.isin(["STAT1", "JAK2+KLF1"]) | (np.arange(adata.n_obs) % 2 == 0)
    if "cell_type" in adata.obs:
        first = labels.isin(["ctrl"]) & (adata.obs["cell_type"] == "type 0")
        keep &= ~first | (np.arange(adata.n_obs) % 8 == 0)
    return adata[keep].copy()


@pytest.mark.parametrize("kind", [*MADE, *(f"{name}, some too small" for name in MADE)])
def test_numbers_are_those_of_the_splits(kind: str, made) -> None:
    cf = pytest.importorskip("cellforge_runtime.data")
    from cellforge_runtime.splits import split
    from cellforge_runtime.task import Task

    columns, levels = MADE[kind.removesuffix(", some too small")]
    adata = made(columns, levels=levels)
    if kind.endswith("too small"):
        adata = _thinned(adata)
    wire = describe({"adata": adata}, "adata", {})["task"]
    for scenario in wire["scenarios_available"]:
        folds = split(cf.prepare(adata, Task.from_wire({**wire, "scenarios": [scenario]})))
        scored = Counter((fold.scenario, fold.part) for fold in folds for _ in fold.held_out)
        told = {key: n for key, n in _parts(wire).items() if key[0] == scenario and n}
        assert dict(scored) == told


@pytest.mark.parametrize(
    ("columns", "levels", "scenario"),
    [
        pytest.param(["ctrl", *EIGHT, *PAIRS], 1, "unseen-combination", id="pairs"),
        pytest.param(["ctrl", *EIGHT, *PAIRS[:1]], 1, "unseen-perturbation", id="one pair only"),
        pytest.param(["ctrl", *EIGHT[:1], "A1+B1"], 1, "unseen-combination", id="nothing but a pair"),
        pytest.param(["ctrl", *EIGHT], 3, "unseen-perturbation", id="eight perturbations in contexts"),
        pytest.param(["ctrl", *EIGHT[:5]], 3, "unseen-context", id="five perturbations in contexts"),
        pytest.param(["ctrl", *EIGHT[:5]], 1, "unseen-perturbation", id="five perturbations alone"),
    ],
)
def test_the_most_specific_available_scenario_is_proposed(columns: list[str], levels: int, scenario: str, made) -> None:
    task = describe({"adata": made({"condition": columns}, levels=levels)}, "adata", {})["task"]
    assert task["scenarios"] == [scenario]
    assert [row["scenario"] for row in task["held_out"] if row["chosen"]] == [scenario]


@pytest.mark.parametrize(
    ("beside", "levels", "scenario"),
    [
        pytest.param({"dose_uM": [0.1, 1.0, 10.0]}, 1, "unseen-dose", id="doses"),
        pytest.param({"time_h": [1, 6, 24]}, 1, "time", id="times"),
        pytest.param({}, 3, "unseen-context", id="contexts alone"),
        pytest.param({}, 1, "unseen-perturbation", id="nothing else"),
    ],
)
def test_of_drugs_what_was_varied_is_proposed_before_drugs_that_nobody_measured(
    beside: dict[str, list[float]], levels: int, scenario: str, made
) -> None:
    drugs = [f"drug{letter}" for letter in "ABCDEFGHIJ"]
    each = max((len(values) for values in beside.values()), default=1)
    columns = {"drug": ["DMSO", *np.repeat(drugs, each)], **{name: [0, *(values * 10)] for name, values in beside.items()}}
    adata = made(columns, levels=levels)
    task = describe({"adata": adata}, "adata", {})["task"]
    assert task["perturbation_type"] == "drug" and task["scenarios"] == [scenario]


@pytest.mark.parametrize(
    ("late", "scenario"),
    [
        pytest.param(["Quisinostat"], "unseen-dose", id="one of four drugs at two times"),
        pytest.param(["Quisinostat", "Belinostat", "Trametinib", "JQ1"], "time", id="all of them"),
    ],
)
def test_of_times_and_doses_what_more_perturbations_were_measured_at_is_proposed(made, late, scenario) -> None:
    """sci-Plex 3: four doses of every drug, and 72 hours of a few: the few times were proposed."""
    drugs = ["Quisinostat", "Belinostat", "Trametinib", "JQ1"]
    rows = [("Vehicle", 0, 24), ("Vehicle", 0, 72), *((drug, dose, 24) for drug in drugs for dose in (10, 100, 1000))]
    rows += [(drug, dose, 72) for drug in late for dose in (10, 100, 1000)]
    columns = dict(zip(("product_name", "dose", "time_point"), map(list, zip(*rows))))
    assert describe({"adata": made(columns)}, "adata", {})["task"]["scenarios"] == [scenario]


def test_several_scenarios_can_be_asked_for(made) -> None:
    settings = {"scenario": "unseen-context, unseen-perturbation"}
    task = describe({"adata": made({"condition": ["ctrl", *EIGHT]}, levels=2)}, "adata", settings)["task"]
    assert task["scenarios"] == ["unseen-context", "unseen-perturbation"]


def test_what_can_not_be_scored_is_listed_with_its_reason(made) -> None:
    adata = made({"condition": ["ctrl", *EIGHT, *PAIRS]})
    adata = adata[[i for i, label in enumerate(adata.obs["condition"]) if label != "STAT1+IRF1" or i % 4 == 0]]
    row = next(r for r in describe({"adata": adata}, "adata", {})["task"]["held_out"] if r["scenario"] == "unseen-combination")
    assert row["unscored"] == [{"label": "STAT1+IRF1", "reason": "10 cells, fewer than 30"}]


def test_facts_have_the_ids_that_experts_cite(made) -> None:
    profile = describe({"adata": made({"condition": ["ctrl", *EIGHT, *PAIRS]}, levels=2)}, "adata", {})["profile"]
    facts = {fact["id"]: fact["value"] for fact in profile["facts"]}
    assert facts | {
        "cells-per-condition": 40, "pairs": 8, "pairs-both-seen": 4, "perturbations": 11, "contexts": 2, "features": 12,
        "control-cells": 80,
    } == facts  # fmt: skip
    for fact in profile["facts"]:
        assert f"{fact['value']:g}" in fact["text"].replace(",", "") or fact["value"] in (0, 1) or "%" in fact["text"]


def _timed(made, control_times, *, levels: int = 1, few_at: str | None = None):
    columns = {"condition": ["ctrl"] * len(control_times) + ["IFNB", "IFNB", "TNF", "TNF"], "time": [*control_times, 1, 3, 1, 3]}
    columns["time"] = [str(value) for value in columns["time"]]
    adata = made(columns, levels=levels)
    few = np.flatnonzero((adata.obs["condition"] == "ctrl") & (adata.obs["time"] == few_at))
    adata = adata[np.setdiff1d(np.arange(adata.n_obs), few[9:])]
    return describe({"adata": adata}, "adata", {"time": "time", "context": "cell_type" if levels > 1 else "none"})["profile"]


def _caution(profile) -> str | None:
    return next((each["message"] for each in profile["warnings"] if each["code"] == "controls-not-time-matched"), None)


def _fact(profile) -> dict:
    return next(fact for fact in profile["facts"] if fact["id"] == "times-without-controls")


@pytest.mark.parametrize(
    ("control_times", "few_at", "said"),
    [
        pytest.param([0], None, "taken at 0 h only, the others at 1, 3 h", id="one time"),
        pytest.param([0, 1], None, "taken at 0, 1 h only", id="one of the times"),
        pytest.param(["", ""], None, "of no stated time", id="no time"),
        pytest.param([1, 3], "3", "compared as one group with every time, as fewer than two", id="too few at one of two"),
    ],
)
def test_controls_that_are_not_of_the_same_times_are_warned_of(made, control_times, few_at, said: str) -> None:
    profile = _timed(made, control_times, few_at=few_at)
    assert said in _caution(profile)
    assert (_fact(profile)["value"], "matched by time" in profile["findings"]["time"]["reason"]) == (2, False)


@pytest.mark.parametrize("levels", [1, 2])
def test_controls_of_the_same_times_are_told_of_and_not_warned_of(made, levels: int) -> None:
    profile = _timed(made, [0, 1, 3], levels=levels)
    assert _caution(profile) is None
    told = "Controls are matched by time at 2 of 2 times."
    assert (_fact(profile)["value"], _fact(profile)["text"]) == (0, told)
    assert profile["findings"]["time"]["reason"].endswith(told)


def test_the_warning_names_exactly_the_times_without_controls(made) -> None:
    columns = {"condition": ["ctrl"] * 3 + ["IFNB"] * 4, "time": ["1", "4", "9", "1", "4", "6", "24"]}
    profile = describe({"adata": made(columns)}, "adata", {"time": "time"})["profile"]
    assert _caution(profile) == (
        "Fewer than 10 control cells were taken at 6 h (compared with those at 4 h), 24 h (compared with those at 9 h): "
        "what time alone does to cells counts as a response."
    )
    assert _fact(profile)["text"] == "Controls are matched by time at 2 of 4 times; 2 without."


def test_a_time_without_controls_in_one_context_is_named_with_it(made) -> None:
    columns = {"condition": ["ctrl"] * 2 + ["IFNB"] * 2, "time": ["1", "3", "1", "3"]}
    adata = made(columns, levels=2)
    is_lost = (adata.obs["condition"] == "ctrl") & (adata.obs["time"] == "3") & (adata.obs["cell_type"] == "type 1")
    profile = describe({"adata": adata[~is_lost]}, "adata", {"time": "time", "context": "cell_type"})["profile"]
    assert "3 h in type 1 (compared with those at 1 h):" in _caution(profile)
    assert _fact(profile)["value"] == 1
    assert _fact(profile)["text"] == "Controls are matched by time at 3 of 4 pairs of time and context; 1 without."


def test_a_donor_too_small_to_be_scored_leaves_the_other_donors_matched(made) -> None:
    """It was told as "matched at 0 of 2 times", and an expert asked for another reference because of it."""
    columns = {"condition": ["ctrl"] * 2 + ["IFNB"] * 2, "time": ["1", "3", "1", "3"]}
    adata = made(columns, levels=2)
    is_small = adata.obs["cell_type"] == "type 1"
    kept = ~is_small | (adata.obs.groupby(["condition", "time", "cell_type"]).cumcount() < 5)
    profile = describe({"adata": adata[kept]}, "adata", {"time": "time", "context": "cell_type"})["profile"]
    assert (_fact(profile)["value"], _fact(profile)["text"][:46]) == (0, "Controls are matched by time at 2 of 4 pairs o")
    assert "1 h in type 1 (compared with all of the context)" in _caution(profile)


def test_a_context_with_fewer_than_ten_controls_is_told_as_not_scored(made) -> None:
    adata = made({"condition": ["ctrl", *EIGHT]}, levels=3, per=120)
    is_lost = (adata.obs["condition"] == "ctrl") & (adata.obs["cell_type"] == "type 1")
    few = adata[~is_lost | (is_lost.cumsum() <= 4)]
    found = describe({"adata": few}, "adata", {"context": "cell_type"})
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert told["too-few-controls"].startswith('4 control cells in "type 1", where 10 are needed')
    assert "few-controls" not in told
    unscored = {each["label"] for row in found["task"]["held_out"] if row["chosen"] for each in row["unscored"]}
    assert len(unscored) == len(EIGHT) and all(label.endswith("type 1") for label in unscored)


def test_data_without_times_has_no_fact_of_them(made) -> None:
    profile = describe({"adata": made({"condition": ["ctrl", *EIGHT]})}, "adata", {})["profile"]
    assert not [fact for fact in profile["facts"] if fact["id"] == "times-without-controls"]


@pytest.mark.parametrize(("kind", "single", "combined", "conditions"), [("doses", 2, 0, 14), ("pairs in contexts", 8, 4, 24)])
def test_a_target_counts_once_at_all_doses_and_in_all_contexts(
    kind: str, single: int, combined: int, conditions: int, made
) -> None:
    columns, levels = MADE[kind]
    profile = describe({"adata": made(columns, levels=levels)}, "adata", {})["profile"]
    assert (profile["n_single"], profile["n_combination"], profile["n_conditions"]) == (single, combined, conditions)


@pytest.mark.parametrize("n", [1, 9])
def test_too_few_controls_are_named_as_what_stands_in_the_way(n, made):
    adata = made({"drug": ["DMSO", "X1", "Y1", "Z1"]})
    few = adata[[*range(n), *range(40, adata.n_obs)]].copy()
    problem = describe({"adata": few}, "adata", {})["problem"]
    assert problem["code"] == "task/few-controls"
    assert f"3 conditions; {n} control cells in its context, fewer than 10" in problem["found"]
