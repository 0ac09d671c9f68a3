"""Held-out compounds whose known targets are all hit in training are counted and scored apart."""

from __future__ import annotations

import json
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime import ceiling
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.report import Result
from cellforge_runtime.scoring import score_run
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"
HITS = {
    "erlotinib": "EGFR",
    "gefitinib": "EGFR",
    "vorinostat": "HDAC1; HDAC2",
    "belinostat": "HDAC2;HDAC1",
    "lapatinib": "EGFR, ERBB2",
    "nutlin": "MDM2",
    "mystery": "unknown",
    "aspirin": "PTGS1",
}


def screen(perturbation_type="drug", columns=("known_targets",), **other):
    """Eight compounds at two doses; those that share a target share their effect."""
    hit_by = HITS | other
    rng = np.random.default_rng(0)
    genes = [f"G{i:02d}" for i in range(30)]
    effects = {hit: rng.normal(0, 1.0, 30) for hit in ("EGFR", "HDAC", "MDM2", "PTGS1", "unknown")}
    rows, obs = [], []
    for name in ["DMSO", *HITS]:
        effect = next((value for hit, value in effects.items() if hit in hit_by.get(name, "none")), np.zeros(30))
        for dose in (0.1, 10.0):
            rate = 4.0 * np.exp(effect * (0.3 if dose < 1 else 0.8))
            rows.append(rng.poisson(rate, (35, 30)))
            obs += [{"drug": name, "dose": dose, **{column: hit_by.get(name, "none") for column in columns}}] * 35
    adata = anndata.AnnData(np.concatenate(rows).astype(np.float32), var=pd.DataFrame(index=genes))
    adata.obs = pd.DataFrame(obs, index=[f"c{i:04d}" for i in range(len(obs))])
    return adata, Task(
        perturbation="drug", control="DMSO", dose={"from": "column", "column": "dose"}, value_state="counts",
        perturbation_type=perturbation_type, scenarios=("unseen-perturbation",), folds=4, inner_folds=2,
    )  # fmt: skip


@pytest.fixture()
def scored(monkeypatch):
    monkeypatch.setattr(ceiling, "SPLITS", 1)

    def score(adata, task):
        folds = split(prepare(adata, task))
        items = []
        for fold in folds:
            training, asked = training_set(folds.data, fold), queries(folds.data, fold)
            items.append(FoldPrediction(fold, 42, fitted("training-mean", training).predict(asked), None))
        return folds, score_run(Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash"))

    return score


def test_conditions_of_such_compounds_are_counted_and_scored_beside_the_others(scored):
    folds, wire = scored(*screen(mystery="PTGS2"))
    Draft202012Validator(json.loads((CONTRACTS / "result.json").read_text())).validate(json.loads(json.dumps(wire)))
    part = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]
    told, expected = part["shared_targets"], 0
    hits = {name: set(text.lower().replace(";", ",").replace(" ", "").split(",")) for name, text in HITS.items()}
    for fold in folds:
        trained = [hits[folds.data.queries[i].targets[0]] for i in fold.train]
        expected += sum(hits[folds.data.queries[i].targets[0]] <= set().union(*trained) for i in fold.held_out)
    assert (told["column"], told["conditions"], told["shared"]) == ("known_targets", 16, expected) and 0 < expected < 16
    assert sum(each["conditions"] for each in told["each"]) == expected
    for each in told["each"]:
        others = set().union(*(hits[other] for other in each["also_hit_by"]))
        assert each["compound"] not in each["also_hit_by"] and set(each["targets"]) == hits[each["compound"]] <= others
    for name, groups in told["scores"].items():
        assert (groups["shared"]["n"], groups["new"]["n"]) == (expected, 16 - expected)
        of_all = (expected * groups["shared"]["model"] + (16 - expected) * groups["new"]["model"]) / 16
        assert of_all == pytest.approx(part["metrics"][name]["model"], rel=2e-3)


def test_the_text_of_the_result_tells_both_groups(scored):
    _, wire = scored(*screen())
    told = wire["scenarios"]["unseen-perturbation"]["parts"]["all"]["shared_targets"]
    text = Result(wire).text
    assert f'{told["shared"]} of 14 conditions are of compounds whose known targets (obs["known_targets"])' in text
    assert "on compounds that hit something new: model" in text and "hit in training by" in text


@pytest.mark.parametrize(
    ("kind", "columns"), [pytest.param("cytokine", ["target"], id="no drugs"), pytest.param("drug", [], id="no column")]
)
def test_nothing_is_said_where_no_targets_of_compounds_are_known(scored, kind, columns):
    _, wire = scored(*screen(kind, columns))
    assert "shared_targets" not in wire["scenarios"]["unseen-perturbation"]["parts"]["all"]
