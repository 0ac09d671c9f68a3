"""The assessment before the debate: inner folds only, fast, and honest where nothing can be predicted."""

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.assess import PROGRESS, assess, assess_folds
from cellforge_runtime.data import prepare
from cellforge_runtime.splits import split
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"
FACTS = {
    "effect-size",
    "top3-share",
    "silent-share",
    "half-agreement",
    "additive-agreement",
    "on-target-change",
    "context-similarity",
    "best-baseline",
    "best-baseline-score",
    "ceiling-room",
}


def facts_of(assessment):
    return {fact["id"]: fact["value"] for fact in assessment["facts"]}


def test_the_assessment_has_the_wire_form(screen, task, tmp_path):
    made = screen([(f"G{i:02d}",) for i in range(8)])
    wanted = task("unseen-perturbation")
    wire = assess({"adata": made.adata}, "adata", wanted.to_wire(), tmp_path)
    schema = json.loads((CONTRACTS / "assessment.json").read_text())
    Draft202012Validator(schema).validate(json.loads(json.dumps(wire, allow_nan=False)))
    assert wire["task_hash"] == wanted.hash and set(facts_of(wire)) == FACTS
    assert wire["outer_folds"] == len(split(prepare(made.adata, wanted)))
    assert json.loads((tmp_path / PROGRESS).read_text())["share"] == 1.0


def test_the_same_data_gives_the_same_assessment(scenario, data_of):
    one, two = (assess_folds(split(data_of(scenario))) for _ in range(2))
    assert {**one, "seconds": 0} == {**two, "seconds": 0}


def test_conditions_kept_from_the_design_change_nothing(screen, task):
    from cellforge_runtime.data import prepare

    made = screen([(f"P{i:02d}",) for i in range(35)], cells=31)
    folds = split(prepare(made.adata, task("unseen-perturbation")))
    assert len(folds.blind) == 7
    x = folds.data.x.copy()
    hidden = np.isin(folds.data.condition_of, list(folds.blind))
    x[hidden] = np.random.default_rng(0).uniform(0, 9, size=(hidden.sum(), x.shape[1]))
    noisy = replace(folds, data=replace(folds.data, x=x))
    one, two = assess_folds(folds), assess_folds(noisy)
    assert {**one, "seconds": 0} == {**two, "seconds": 0}


def test_what_one_scenario_keeps_from_the_design_is_not_looked_at_for_another(screen, task):
    from cellforge_runtime.data import prepare

    made = screen([(f"P{i:02d}",) for i in range(32)], contexts=("A", "B"), cells=31, controls=40)
    folds = split(prepare(made.adata, task(("unseen-perturbation", "unseen-context"), context="cell_type")))
    wire = assess_folds(folds)
    assert [(part["scenario"], part["part"]) for part in wire["parts"]] == [
        ("unseen-perturbation", "all"),
        ("unseen-context", "all"),
    ]


def test_inner_scores_of_a_fold_never_see_what_it_holds_out(scenario, data_of):
    from cellforge_runtime.assessed_part import _inner_scores

    folds = split(data_of(scenario))
    fold = folds[0]
    x = folds.data.x.copy()
    hidden = np.concatenate([np.flatnonzero(np.isin(folds.data.condition_of, fold.held_out)), fold.scoring_controls])
    x[hidden] = np.random.default_rng(0).uniform(0, 9, size=(len(hidden), x.shape[1]))
    noisy = replace(folds, data=replace(folds.data, x=x))
    assert _inner_scores(folds, [fold]) == _inner_scores(noisy, [fold])


def test_where_nothing_changes_training_is_not_advised(data_of):
    silent = {f"G{i:02d}" for i in range(12)}
    wire = assess_folds(split(data_of("unseen-perturbation", silent=silent)))
    assert wire["parts"][0]["decision"] == "no-signal"
    assert wire["parts"][0]["reason"].startswith("Not predictable from this data")
    told = facts_of(wire)
    assert told["silent-share"] > 0.6 and told["effect-size"] < 0.2 and told["half-agreement"] < 0.2


def test_where_there_is_room_training_is_advised(data_of):
    wire = assess_folds(split(data_of("unseen-perturbation", cells=100, controls=300)))
    part = wire["parts"][0]
    assert part["decision"] == "go" and part["conditions"] == 12
    assert set(part["ceiling"]) == {"pearson_delta_indep", "mse"}
    told = facts_of(wire)
    assert told["silent-share"] == 0 and told["half-agreement"] > 0.5
    assert told["on-target-change"] == pytest.approx(1 - np.exp(-0.8), abs=0.1)


def test_few_conditions_are_said_to_be_few(screen, task):
    made = screen([(f"P{i:02d}",) for i in range(4)])
    wire = assess({"adata": made.adata}, "adata", task("unseen-perturbation").to_wire())
    assert wire["parts"][0]["decision"] == "too-few-conditions"


def test_facts_of_pairs_and_contexts(data_of):
    pairs = facts_of(assess_folds(split(data_of("unseen-combination", cells=200, controls=400))))
    assert pairs["additive-agreement"] > 0.8 and pairs["context-similarity"] is None
    contexts = facts_of(assess_folds(split(data_of("unseen-context", cells=200, controls=400))))
    assert contexts["context-similarity"] > 0.8 and contexts["additive-agreement"] is None


@pytest.mark.parametrize(
    "name, scenario", [("norman", "unseen-combination"), ("papalexi", "unseen-perturbation"), ("kang", "unseen-context")]
)
def test_published_data_is_assessed_in_time(name, scenario, real):
    folds = split(real(name, scenario))
    started = time.process_time()
    assess_folds(folds)
    assert time.process_time() - started < 15


def test_mcfaline_is_not_predictable(real):
    part = assess_folds(split(real("mcfaline", "unseen-context")))["parts"][0]
    assert part["decision"] == "no-signal" and part["conditions"] == 27


def test_an_interval_is_of_the_conditions_whose_mean_it_stands_beside(screen, task):
    from cellforge_runtime.data import prepare

    made = screen([(f"G{i:02d}",) for i in range(8)], contexts=("A", "B", "C"), controls=40, cells=40)
    obs = made.adata.obs
    of_few = np.flatnonzero(((obs["perturbation"] == "control") & (obs["cell_type"] == "C")).to_numpy())[8:]
    adata = made.adata[np.setdiff1d(np.arange(len(obs)), of_few)].copy()  # too few controls in C: outer folds do not score it
    wire = assess_folds(split(prepare(adata, task("unseen-perturbation", context="cell_type"))))
    (part,) = wire["parts"]
    for name, scores in part["baselines"].items():
        for baseline, score in scores.items():
            if score["value"] is not None:
                low, high = score["ci"]
                assert low - 1e-5 <= score["value"] <= high + 1e-5, (name, baseline)
