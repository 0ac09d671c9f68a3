"""Proteins are tested, made into cells and scored on their own scale; RNA beside them is scored as if it stood alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.assess import assess_folds
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.datasets import simulate
from cellforge_runtime.metrics.registry import metrics_for
from cellforge_runtime.observe import observe
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.proteins import centred_log_ratios
from cellforge_runtime.readouts.proteins import differential_proteins
from cellforge_runtime.report import Result
from cellforge_runtime.scoring import score_run
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from cellforge_runtime.training_set import TrainingSet
from jsonschema import Draft202012Validator
from scipy.stats import false_discovery_control, mannwhitneyu

TASK = Task(
    perturbation="perturbation",
    control="control",
    separator="+",
    value_state="counts",
    modality="rna,protein",
    scenarios=["unseen-perturbation"],
    folds=3,
)
CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"


@pytest.fixture(scope="module")
def data():
    adata = simulate("protein", seed=5, n_cells=3400)
    singles = np.array(["+" not in label for label in adata.obs["perturbation"].astype(str)])
    return prepare(adata[singles, :200].copy(), TASK)


@pytest.fixture(scope="module")
def few(data):
    """Ten targets in two folds of few genes: what is scored whole."""
    adata = simulate("protein", seed=5, n_cells=3400)
    labels = adata.obs["perturbation"].astype(str)
    kept = ["control", *sorted({label for label in labels if "+" not in label and label != "control"})[:10]]
    return prepare(adata[labels.isin(kept).to_numpy(), :40].copy(), TASK.with_(folds=2))


@pytest.fixture(scope="module")
def folds(data):
    return split(data)


def baseline_everywhere(folds, name: str) -> Predictions:
    def of(own) -> tuple[FoldPrediction, ...]:
        return tuple(
            FoldPrediction(fold, 42, fitted(name, training_set(own.data, fold)).predict(queries(own.data, fold)), None)
            for fold in own
        )

    told = {"plan_name": name, "device": "cpu", "seconds": 0.0, "source_hash": ""}
    others = {name: Predictions(folds.of(name), of(folds.of(name)), **told) for name in folds.data.others}
    return Predictions(folds, of(folds), **told, others=others)


def test_a_centred_log_ratio_is_log_counts_less_their_mean_and_ignores_capture():
    counts = np.array([[0, 3, 20, 100], [0, 0, 0, 0], [5, 5, 5, 5]], dtype=float)
    found, is_there = centred_log_ratios(counts, "counts")
    for row, cell in zip(found, counts):
        np.testing.assert_allclose(row, [np.log(x + 1) - np.mean([np.log(y + 1) for y in cell]) for x in cell], atol=1e-6)
    assert is_there.tolist() == [True, False, True]
    twice, _ = centred_log_ratios(found, "clr")
    np.testing.assert_allclose(twice, found, atol=1e-6)
    bright = np.array([[300.0, 40.0, 2000.0]])
    np.testing.assert_allclose(*(centred_log_ratios(np.rint(scale * bright), "counts")[0] for scale in (1, 3)), atol=0.02)


def test_changed_proteins_are_those_of_a_naive_wilcoxon_test_and_difference():
    rng = np.random.default_rng(0)
    reference, group = rng.normal(0, 1, (300, 12)), rng.normal(0, 1, (120, 12))
    group[:, :4] += [0.5, -0.6, 0.2, 1.0]
    found = differential_proteins([group], reference)
    p = [mannwhitneyu(group[:, j], reference[:, j], use_continuity=False, method="asymptotic").pvalue for j in range(12)]
    difference = group.mean(axis=0) - reference.mean(axis=0)
    naive = (false_discovery_control(p) < 0.05) & (np.abs(difference) > 0.25)
    assert found.is_changed[0].tolist() == naive.tolist() and 2 <= naive.sum() < 12


def test_made_cells_have_the_predicted_mean_and_find_what_a_perfect_model_changes(data, folds):
    own = folds.of("protein")
    observed = observe(own.data, own[0])
    has = np.flatnonzero(observed.has_changed)
    assert len(has)
    perfect, nothing = observed.made(observed.T), observed.made(observed.C_m)
    metrics = metrics_for("protein")
    recall = {name: metrics["de_recall"].function(values, observed)[has].mean() for name, values in
              (("perfect", observed.T), ("nothing", observed.C_m))}  # fmt: skip
    assert recall["perfect"] > 0.8 and recall["nothing"] < 0.1
    assert metrics["de_precision"].function(observed.T, observed)[has].mean() > 0.6
    assert (perfect.energy < nothing.energy)[has].mean() > 0.7


def test_metrics_speak_of_proteins_in_their_own_definition():
    told = metrics_for("protein")
    assert set(told) == set(metrics_for("rna"))
    assert "CLR means > 0.25" in told["mse_de"].definition
    assert "proteins found" in told["de_recall"].label and "moved" in told["de_recall"].definition
    assert not any("gene" in metric.definition + metric.label for metric in told.values() if "mean_ref" not in metric.id)


def test_the_first_modality_is_scored_as_if_it_were_alone(few):
    both = score_run(baseline_everywhere(split(few), "training-mean"))
    Draft202012Validator(json.loads((CONTRACTS / "result.json").read_text())).validate(json.loads(json.dumps(both)))
    alone = score_run(baseline_everywhere(split(data_alone(few)), "training-mean"))
    for scenario, found in both["scenarios"].items():
        for name, part in found["parts"].items():
            assert list(part["modalities"]) == ["rna", "protein"]
            assert part["metrics"] == part["modalities"]["rna"]["metrics"]
            assert part["metrics"]["mse"]["model"] == alone["scenarios"][scenario]["parts"][name]["metrics"]["mse"]["model"]
            protein = part["modalities"]["protein"]["metrics"]
            assert protein["pearson_delta_mean_ref"]["model"] == 0 and protein["mse"]["n"] == part["conditions"]
    assert list(both["modalities"]) == ["protein"]
    text = Result(both).text
    assert "RNA (n =" in text and "protein (n =" in text and "Changed proteins found" in text
    assert any(name.endswith("/protein") for name in Result(both).verdicts)
    assert set(Result(both).table()["modality"]) == {"rna", "protein"}


def data_alone(data):
    from dataclasses import replace

    return replace(data, others={})


def test_facts_tell_how_protein_follows_its_rna(folds):
    facts = {each["id"]: each["value"] for each in assess_folds(folds)["facts"]}
    assert 0.1 < facts["rna-protein-agreement"] < 0.9
    assert {"half-agreement", "protein-half-agreement", "protein-best-baseline-score", "protein-ceiling-room"} <= set(facts)


def test_a_training_set_says_its_modality_through_files(data, folds, tmp_path):
    own = folds.of("protein")
    training_set(own.data, own[0]).write(tmp_path)
    assert TrainingSet.read(tmp_path).modality == "protein"
    assert training_set(data, folds[0]).modality == "rna"


def test_on_target_rule_of_proteins_is_a_difference_of_ratios():
    from cellforge_runtime.baselines.target_rule import TargetRule
    from cellforge_runtime.training_set import Query

    conditions = [Query(("A",)), Query(("B",))]
    controls = {"all": np.array([-1.0, 0.5, 0.5])}
    means = np.stack([controls["all"] + [-2.0, 0, 0], controls["all"] + [0, -1.0, 0]])
    train = TrainingSet(
        features=["A", "B", "C"], conditions=conditions, means=means, n_cells=np.array([50, 50]), cells=np.zeros((0, 3)),
        condition_of=np.zeros(0, int), context_of=np.zeros(0, int), contexts=["all"], controls=controls,
        scenario="unseen-perturbation", modality="protein",
    )  # fmt: skip
    changed = TargetRule().fit(train).change([Query(("C",))])
    np.testing.assert_allclose(changed[0], [-1.0, -0.5, -1.5])
