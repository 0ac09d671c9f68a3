"""A scored run has the wire form, the right numbers, and no claim where there is nothing to claim."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime import ceiling
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import control_means, prepare, queries, training_set
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.metrics import METRICS
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.scoring import score_run
from cellforge_runtime.splits import split
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"


def predicted_by(folds, model, seeds=(42,)):
    """Predictions of `model(fold, seed)` for every fold and seed."""
    items = [FoldPrediction(fold, seed, model(fold, seed), None) for fold in folds for seed in seeds]
    return Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash")


def scored(folds, model, seeds=(42,)):
    return score_run(predicted_by(folds, model, seeds), run="r-1")


def baseline(name):
    def model(fold, seed, folds):
        return fitted(name, training_set(folds.data, fold)).predict(queries(folds.data, fold))

    return model


@pytest.fixture(autouse=True)
def few_splits(monkeypatch):
    """Ceilings have a test of their own: here three halvings say enough."""
    monkeypatch.setattr(ceiling, "SPLITS", 3)


@pytest.fixture
def folds_of(data_of):
    return lambda scenario, **changes: split(data_of(scenario, **changes))


def test_the_result_has_the_wire_form(scenario, folds_of):
    folds = folds_of(scenario)
    wire = scored(folds, lambda fold, seed: baseline("training-mean")(fold, seed, folds))
    schema = json.loads((CONTRACTS / "result.json").read_text())
    Draft202012Validator(schema).validate(json.loads(json.dumps(wire, allow_nan=False)))
    parts = wire["scenarios"][scenario]["parts"]
    assert set(parts) == {part for _, part in folds.parts()}
    for part in parts.values():
        assert set(part["metrics"]) == set(METRICS)
        assert {"no-change", "training-mean", "mixture"} <= set(part["metrics"]["mse"]["baselines"])
        for name in ("e_distance", "mae", "mae_share", "pearson", "r2"):
            assert part["metrics"][name]["n"] == part["conditions"] and part["metrics"][name]["model"] is not None


def test_a_model_that_is_a_baseline_scores_as_that_baseline(scenario, folds_of):
    folds = folds_of(scenario)
    wire = scored(folds, lambda fold, seed: baseline("training-mean")(fold, seed, folds))
    for part in wire["scenarios"][scenario]["parts"].values():
        for name, found in part["metrics"].items():
            assert found["model"] == found["baselines"]["training-mean"]["value"], name
            assert found["paired"]["training-mean"]["difference"] in (0, None)
        assert part["metrics"]["mse_share"]["model"] == pytest.approx(1)
        assert part["metrics"]["pearson_delta_mean_ref"]["model"] == 0
        assert part["verdict"] != "better-than-baselines"


def test_the_known_truth_is_better_than_every_baseline(screen, task):
    made = screen([(f"P{i:02d}",) for i in range(12)], cells=80, controls=300)
    folds = split(prepare(made.adata, task("unseen-perturbation")))
    asked = folds.data.queries
    wire = scored(folds, lambda fold, seed: np.stack([made.mean(asked[i].targets) for i in fold.held_out]))
    part = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]
    assert part["verdict"] == "better-than-baselines" and "12 conditions" in part["sentence"]
    low, high = part["metrics"]["pearson_delta_indep"]["ceiling"]
    assert low - 0.1 <= part["metrics"]["pearson_delta_indep"]["model"] <= high + 0.1


@pytest.mark.slow
def test_nothing_is_claimed_where_nothing_changes(folds_of):
    """Shuffled labels: 20 seeds and a model as good as can be, at most one claim (none is expected)."""
    claims = 0
    for seed in range(20):
        folds = folds_of("unseen-perturbation", silent={f"G{i:02d}" for i in range(12)}, seed=seed, cells=31)

        def model(fold, seed, folds=folds):
            own = control_means(folds.data, fold.model_controls)["all"]
            noise = np.random.default_rng(fold.seed).normal(0, 0.03, (len(fold.held_out), len(own)))
            return own + noise

        found = scored(folds, model)["scenarios"]["unseen-perturbation"]["parts"]["all"]
        claims += found["verdict"] == "better-than-baselines"
        if claims > 1:
            break
    assert claims <= 1


def test_scores_are_averaged_over_seeds_before_conditions(folds_of):
    folds = folds_of("unseen-perturbation")
    by_seed = {1: baseline("training-mean"), 2: baseline("no-change")}
    wire = scored(folds, lambda fold, seed: by_seed[seed](fold, seed, folds), seeds=(1, 2))
    found = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]["metrics"]["mse"]
    both = [found["baselines"][name]["value"] for name in ("training-mean", "no-change")]
    assert found["model"] == pytest.approx(np.mean(both), rel=1e-4)


def test_a_prediction_that_is_not_finite_or_has_another_shape_is_an_error(folds_of):
    folds = folds_of("unseen-perturbation")

    def broken(fold, seed):
        answer = baseline("training-mean")(fold, seed, folds)
        answer[0, 0] = np.nan
        return answer

    for model in (broken, lambda fold, seed: np.zeros((len(fold.held_out), 3))):
        with pytest.raises(CellForgeError) as refused:
            scored(folds, model)
        assert refused.value.code == "prediction/not-profiles"


def test_the_component_stands_beside_the_model(folds_of):
    folds = folds_of("unseen-perturbation")
    given = predicted_by(folds, lambda fold, seed: baseline("training-mean")(fold, seed, folds))
    items = tuple(replace(item, component=baseline("no-change")(item.fold, 42, folds)) for item in given)
    wire = score_run(replace(given, items=items))
    found = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]["metrics"]["mse"]
    assert found["component"] == found["baselines"]["no-change"]["value"] != found["model"]


def test_scatter_shows_the_largest_observed_changes_first(folds_of):
    folds = folds_of("unseen-combination")
    wire = scored(folds, lambda fold, seed: baseline("additive")(fold, seed, folds))
    for condition in wire["scatter"]:
        size = np.abs(condition["observed"])
        assert len(size) <= 300 and (np.diff(size) <= 0).all()
    labels = [(c["part"], c["label"]) for c in wire["scatter"]]
    assert len(set(labels)) == len(labels) == sum(len(fold.held_out) for fold in folds)


def test_five_conditions_are_too_few(screen, task):
    made = screen([(f"P{i:02d}",) for i in range(5)], cells=80, controls=300)
    folds = split(prepare(made.adata, task("unseen-perturbation")))
    asked = folds.data.queries
    wire = scored(folds, lambda fold, seed: np.stack([made.mean(asked[i].targets) for i in fold.held_out]))
    part = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]
    assert part["verdict"] == "too-few-conditions" and part["conditions"] == 5
    assert all(found["model"] is None or found["n"] >= 1 for found in part["metrics"].values())


def test_an_unknown_primary_metric_is_refused(screen, task):
    made = screen([(f"P{i:02d}",) for i in range(4)])
    with pytest.raises(CellForgeError, match="no metric"):  # before hours of fits
        prepare(made.adata, task("unseen-perturbation", primary="accuracy"))
    folds = split(prepare(made.adata, task("unseen-perturbation")))
    folds = replace(folds, data=replace(folds.data, task=folds.data.task.with_(primary="accuracy")))
    with pytest.raises(CellForgeError, match="no metric"):
        scored(folds, lambda fold, seed: baseline("no-change")(fold, seed, folds))
