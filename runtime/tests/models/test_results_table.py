"""The table of results: what follows from the parts that jobs left, and that a page is made of nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from results import as_lines, results
from results_text import results_text

MACHINE = {"processor": "P", "cores": 2, "memory_gib": 8, "system": "linux", "node": "v20"}
TOOK = {"seconds": 60.0, "processor": 50.0, "debate": 0.3, "peakMb": 900.0, "load": 0.1, "cores": 2, "record_kb": 80.0}


def metric(model: float, baselines: dict[str, float], span: tuple[float, float] = (-0.01, 0.01)) -> dict:
    return {
        "model": model,
        "ci": [model - 0.1, model + 0.1],
        "component": model,
        "n": 8,
        "baselines": {name: {"value": value, "ci": None} for name, value in baselines.items()},
        "paired": {name: {"difference": model - value, "ci": list(span)} for name, value in baselines.items()},
        "ceiling": [0.8, 0.9],
    }


def job(parts: dict[str, dict], **more: object) -> dict:
    scenarios: dict = {}
    for name, metrics in parts.items():
        scenario, part = name.split("/")
        scored = {"folds": 5, "conditions": 8, "metrics": metrics, "held_out": [["A", "B"]]}
        scenarios.setdefault(scenario, {"parts": {}})["parts"][part] = scored
    report = {
        "scenarios": scenarios,
        "verdict": dict.fromkeys(parts, "better-than-baselines"),
        "versions": {"python": "3.11"},
        "cost": {"peak_rss_mb": 400.0, "wall_s": 60.0},
    }
    told = {"kind": "measured", "data": "file.h5ad", "command": "npm run design", "took": TOOK, "report": report}
    return {"date": "2026-11-26T12:00:00.000Z", "code": "abc", "machine": MACHINE, **told, **more}


def scores(model: float = 0.5, mse: float = 0.001, span: tuple[float, float] = (-0.01, 0.01), **baselines: float) -> dict:
    given = baselines or {"additive": 0.4, "no_change": 0.0}
    errors = {name: 0.002 for name in given}
    return {
        "pearson_delta_indep": metric(model, given, span),
        "pearson_delta": metric(model, given),
        "mse": metric(mse, errors),
        "pearson_delta_notarget": metric(model, given),
        "mae": metric(model, given),
    }


@pytest.mark.parametrize(
    ("pearson", "mse", "held"),
    [
        pytest.param(0.90, 0.00134, [True, True], id="both held"),
        pytest.param(0.88, 0.001355, [False, False], id="an error that only rounding would hold"),
    ],
)
def test_a_floor_is_held_by_the_score_itself_and_not_by_its_rounding(pearson, mse, held):
    told = results({"kang": job({"unseen-context/all": scores(pearson, mse)})}, ["kang"])
    assert [floor["held"] for floor in told["floors"]] == held
    text = results_text(told)
    assert text.count("**not held**") == held.count(False)
    assert f"{mse:.4g}" in text


def test_says_where_ours_is_below_the_best_baseline_by_a_paired_test():
    spans = {"a": (-0.2, -0.05), "b": (-0.2, 0.05), "a tie to the last bit but one": (-6e-16, -6e-17)}
    told = results({name: job({"time/all": scores(0.3, span=span)}) for name, span in spans.items()}, list(spans))
    assert [(each["job"], each["baseline"]) for each in told["below_best_baseline"]] == [("a", "additive")]
    assert (
        "**Below the best baseline by a paired test** in 1 parts: a time/all -0.100 [-0.200, -0.050] (additive)"
        in results_text(told)
    )
    few = job({"time/all": scores(0.3, span=spans["a"])})
    few["report"]["scenarios"]["time"]["parts"]["all"]["metrics"]["pearson_delta_indep"]["n"] = 5
    text = results_text(results({"few": few}, ["few"]))
    assert "few time/all -0.100 [-0.200, -0.050] (additive, 5 conditions: the range, no test)" in text


def simulated(kind: str, seed: int, room: float, gain: float, **baselines: float) -> dict:
    part = {"interaction": "unseen-combination/seen-2", "nonlinear-context": "unseen-context/all"}[kind]
    truth = {"n": 8, "ours": 0.5, "best_baseline": "additive", "best": 0.4, "truth": 0.4 + room, "room": room, "gain": gain}
    truth |= {"gain_ci": [0.0, 0.1], "taken": gain / room if room > 0.02 else None, "taken_ci": None}
    more = {"kind": "simulated", "screen": kind, "seed": seed, "truth": {part: truth}}
    return job({part: scores(**baselines)}, **more)


def test_a_kind_takes_the_share_of_its_room_over_seeds_together():
    parts = {
        "sim-interaction-101": simulated("interaction", 101, room=0.10, gain=0.08),
        "sim-interaction-102": simulated("interaction", 102, room=0.30, gain=0.09),
        "sim-nonlinear-context-101": simulated("nonlinear-context", 101, room=0.01, gain=0.01),
    }
    rooms = results(parts, list(parts))["rooms"]
    assert rooms["kinds"]["interaction"]["taken"] == pytest.approx(0.17 / 0.40)  # not the mean of .8 and .3
    assert rooms["kinds"]["nonlinear-context"]["taken"] is None  # next to no room
    assert rooms["half_taken"] == []
    assert not rooms["held"]
    assert "At least half of the room on 4 of 6 kinds: **not held**" in results_text(results(parts, list(parts)))


def test_stated_ceilings_are_held_against_known_truths():
    parts = {
        "sim-interaction-101": simulated("interaction", 101, room=0.45, gain=0.08),  # a truth of .85, ceiling .8 to .9
        "sim-interaction-102": simulated("interaction", 102, room=0.30, gain=0.09),  # .70
    }
    text = results_text(results(parts, list(parts)))
    assert "The truth scores within the stated ceiling in 1 of 2 parts." in text
    assert "lies +0.125 above it on average (+0.050 to +0.200)" in text


def test_a_share_by_fewer_seeds_than_were_fixed_says_so():
    parts = {"sim-interaction-101": simulated("interaction", 101, room=0.10, gain=0.08)}
    text = results_text(results(parts, [*parts, "sim-interaction-102"]))
    assert "Not all seeds were run of interaction." in text
    assert "Not all seeds" not in results_text(results(parts, list(parts)))


def test_another_modality_is_a_part_of_its_own():
    part = scores(0.5)
    both = job({"unseen-combination/seen-2": part}, kind="simulated", screen="protein", seed=101)
    scored = both["report"]["scenarios"]["unseen-combination"]["parts"]["seen-2"]
    scored["modalities"] = {
        name: {"verdict": "x", "metrics": metrics} for name, metrics in (("rna", part), ("protein", scores(0.7)))
    }
    both["report"]["verdict"]["unseen-combination/seen-2/protein"] = "better-than-baselines"
    truth = {"n": 8, "ours": 0.7, "best_baseline": "additive", "best": 0.4, "truth": 0.8, "room": 0.4, "gain": 0.3}
    both["truth"] = {"unseen-combination/seen-2/protein": truth | {"gain_ci": None, "taken": 0.75, "taken_ci": None}}
    told = results({"sim-protein-101": both}, ["sim-protein-101"])
    assert told["rooms"]["kinds"]["protein"]["taken"] == pytest.approx(0.75)
    assert told["rooms"]["kinds"]["protein"]["above_every_baseline"] == 1
    text = results_text(told)
    assert "### sim-protein-101, unseen-combination/seen-2/protein: 8 conditions" in text
    assert "seen-2/rna" not in text  # the first modality is the part's own


def test_kendalls_tau_counts_the_pairs_of_methods_that_come_in_the_same_order():
    simulated_scores = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4, "only-here": 0.9}
    measured_scores = {"a": 0.1, "b": 0.3, "c": 0.2, "d": 0.4}
    parts = {
        "sim-interaction-101": simulated("interaction", 101, 0.1, 0.1, **simulated_scores),
        "norman19": job({"unseen-combination/seen-2": scores(**measured_scores)}),
    }
    (order,) = results(parts, list(parts))["orders"]
    assert order["baselines"] == ["a", "b", "c", "d"]
    assert order["tau"] == pytest.approx((5 - 1) / 6)  # of six pairs, one is turned round


def test_what_knowledge_is_worth_stands_in_the_table():
    worth = {"none": 0.3, "table": 0.5, "shuffled": 0.29, "kept": 5, "fits": 5}
    worth |= {"gain": {"difference": 0.2, "ci": [0.1, 0.3]}, "over_shuffled": {"difference": 0.21, "ci": [0.12, 0.3]}}
    both = {"true": worth, "wrong of half the targets": worth | {"bound": 0.45}}
    simulated_worth = {**job({}), "kind": "worth", "worth": both, "command": "python benchmarks/knowledge.py"}
    del simulated_worth["report"], simulated_worth["took"]
    measured = job({"unseen-perturbation/all": scores()})
    gain = {"scenario": "unseen-perturbation", "part": "all", "gain": worth["gain"], "over_shuffled": worth["over_shuffled"]}
    measured["report"]["knowledge"] = {"outer": [gain]}
    text = results_text(
        results({"papalexi-go": measured, "knowledge-modules": simulated_worth}, ["papalexi-go", "knowledge-modules"])
    )
    assert "| papalexi-go | unseen-perturbation/all | +0.200 [+0.100, +0.300] | +0.210 [+0.120, +0.300] |" in text
    assert "| true | 0.300 | 0.500 | 0.290 | +0.200 [+0.100, +0.300] | +0.210 [+0.120, +0.300] | 5 of 5 |" in text
    told = "With the table wrong of half the targets, who is told which training targets those are scores"
    assert f"{told} 0.450, +0.150 over no knowledge." in text


def test_a_published_method_stands_beside_ours_with_its_time_and_where_ours_is_below():
    metrics = scores(0.6)
    paired = {"primary": "pearson_delta_indep", "n": 7, "difference": -0.1, "ci": [-0.2, -0.05]}
    peer = job(
        {"unseen-context/all": metrics}, kind="adapter", adapter="scgen", name="kang", title="scGen", package="pertpy 1.0.3"
    )
    parts = {
        "kang": job({"unseen-context/all": scores(0.5)}),
        "kang.scgen": peer
        | {
            "settings": {"epochs": 25},
            "fits": [{"seconds": 40.0}, {"seconds": 37.0}],
            "ours_minus_adapter": {"unseen-context/all": paired},
        },
        "kang.gears": peer | {"adapter": "gears", "title": "GEARS", "why_not": "needs one context."},
    }
    del parts["kang.gears"]["report"]
    text = results_text(results(parts, ["kang"]))
    row = next(line for line in text.splitlines() if line.startswith("| scGen (pertpy 1.0.3) "))
    assert "-0.100 [-0.200, -0.050]" in row and "epochs 25" in row and "| 77 |" in row
    assert "**Ours is below** scGen on kang unseen-context/all" in text
    assert "Not fitted: GEARS on kang (needs one context.)" in text
    assert text.count("| *scGen* |") == 1  # and among the methods of the part


def test_the_page_names_what_was_not_run_and_what_failed():
    parts = {"kang": {**job({}), "kind": "measured", "failed": {"code": 3, "errors": "x"}}}
    del parts["kang"]["report"], parts["kang"]["took"]
    text = results_text(results(parts, ["kang", "papalexi"]))
    assert "**Not run**: papalexi." in text
    assert "**Failed**: kang, exit code 3." in text


def test_the_file_is_json_with_a_line_a_job_and_the_page_is_made_from_it_alone():
    parts = {"kang": job({"unseen-context/all": scores()}), "a": job({"time/all": scores()})}
    told = results(parts, ["kang", "a"])
    lines = as_lines(told)
    assert json.loads(lines) == told
    assert [line.split(":")[0].strip() for line in lines.splitlines() if line.startswith("  ")][:2] == ['"kang"', '"a"']
    assert "mae" not in lines  # a metric that the page does not show
    assert results_text(json.loads(lines)) == results_text(told)
