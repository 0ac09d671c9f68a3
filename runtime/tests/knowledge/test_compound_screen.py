"""A screen of compounds from its own SMILES: the gain is taken, shuffled structures give none, and doses are heeded."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.datasets import simulate
from cellforge_runtime.describe import describe
from cellforge_runtime.knowledge import read_knowledge
from cellforge_runtime.knowledge.ask import assess_knowledge
from cellforge_runtime.knowledge.doses import DoseLikeness
from cellforge_runtime.knowledge.worth import outer_worth, structure_facts
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from cellforge_runtime.training_set import Query
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"
chem = pytest.mark.skipif(find_spec("rdkit") is None, reason="needs the extra chem")


@pytest.fixture(scope="module")
def compounds():
    adata = simulate("compounds", seed=1)
    told = describe({"adata": adata}, "adata", {"scenario": "unseen-perturbation"})
    return adata, told


@chem
def test_structures_gain_over_none_and_over_shuffled_ones(compounds):
    adata, told = compounds
    folds = split(prepare(adata, Task.from_wire(told["task"])))
    worth = outer_worth(read_knowledge("obs:SMILES", folds.data), folds)[0]
    for gain in (worth["gain"], worth["over_shuffled"]):
        assert gain["difference"] > 0.1 and gain["ci"][0] > 0.03
    assert worth["kept"] == worth["fits"]


@chem
def test_a_near_duplicate_on_the_other_side_is_counted(compounds):
    adata, told = compounds
    twinned = adata.copy()
    smiles = twinned.obs["SMILES"].astype(object)
    labels = twinned.obs["perturbation"].to_numpy()
    smiles[labels == "compound 02"] = f"{smiles[labels == 'compound 01'].iloc[0]}.Cl"  # the same compound as a hydrochloride
    twinned.obs["SMILES"] = smiles
    folds = split(prepare(twinned, Task.from_wire({**told["task"], "fingerprint": ""})))
    facts = {fact["id"]: fact for fact in structure_facts(read_knowledge("obs:SMILES", folds.data), folds)}
    both = {"compound 01", "compound 02"}
    apart = [i for i, fold in enumerate(folds) for q in fold.held_out if folds.data.queries[q].targets[0] in both]
    assert facts["structure-twins"]["value"] == (2 if len(set(apart)) > 1 else 0)
    assert facts["compound-structures"]["value"] == 40
    parts = {each["part"]: each["conditions"] for each in outer_worth(read_knowledge("obs:SMILES", folds.data), folds)}
    told = {name: n for name, n in parts.items() if name.endswith("without near-duplicates")}
    whole = sum(n for name, n in parts.items() if name not in told)
    hidden = sum(parts[name.removesuffix(" without near-duplicates")] - n for name, n in told.items())
    assert hidden == facts["structure-twins"]["value"] * 3 and hidden < whole  # three doses of each


def test_without_rdkit_the_design_goes_on_and_the_report_says_what_to_install(compounds, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "rdkit", None)
    adata, told = compounds
    report = assess_knowledge({"adata": adata}, "adata", told["task"], ["obs:SMILES"])
    schema = json.loads((CONTRACTS / "knowledge-report.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(report)
    assert report["covered"] == 0 and not report["helps"] and report["facts"] == []
    assert 'pip install "cellforge-runtime[chem]"' in report["tables"][0]["adjusted"][0]


def test_doses_further_apart_are_believed_less():
    at = [Query(("a",), "all", dose, None) for dose in (0.1, 1.0, 10.0)]
    like = DoseLikeness(at).between(at, at)
    assert np.allclose(like, np.exp(-0.5 * np.array([[0, 1, 4], [1, 0, 1], [4, 1, 0]])))
    one = [Query(("a",), "all", 1.0, None), Query(("b",), "all", 1.0, None)]
    assert DoseLikeness(one).between(one, one) == 1.0
    assert np.allclose(DoseLikeness(at).between([Query(("a",), "all", 0.0, None)], at)[0], np.exp(-0.5 * np.array([1, 4, 9.0])))


@pytest.mark.parametrize("with_doses", [False, True])
def test_the_rule_on_conditions_that_tables_can_not_tell_apart_is_the_rule_on_each(compounds, with_doses, monkeypatch):
    """Contexts of one target and dose are fitted as their mean: the same numbers as the whole kernel gives, rows believed."""
    monkeypatch.setattr("cellforge_runtime.knowledge.rule.row_beliefs", lambda likeness, noise, left_over: np.ones(len(noise)))
    from dataclasses import replace

    from cellforge_runtime.data import training_set
    from cellforge_runtime.knowledge import KnowledgeRule

    adata, told = compounds
    folds = split(prepare(adata, Task.from_wire(told["task"])))
    train = training_set(folds.data, folds[0])
    some = train.subset(np.arange(30), cells=False)
    some = replace(
        some, conditions=[q if with_doses else replace(q, dose=None, time=float(i)) for i, q in enumerate(some.conditions)]
    )
    rng = np.random.default_rng(0)
    targets = sorted({q.targets[0] for q in train.conditions})
    tables = [{"rows": {name: rng.normal(size=6).tolist() for name in targets}}]
    doubled = replace(some, conditions=[*some.conditions, *(replace(q, time=99.0 + i) for i, q in enumerate(some.conditions))],
                      means=np.vstack([some.means, some.means + rng.normal(0, 0.1, some.means.shape)]),
                      n_cells=np.tile(some.n_cells, 2))  # fmt: skip
    rule = KnowledgeRule("training-mean", tables, factor=0.7).fit(doubled)
    asked = [replace(train.conditions[i], dose=train.conditions[i].dose if with_doses else None) for i in (40, 41, 50, 60, 60)]
    rows, wanted = rule.space.of_queries(doubled.conditions), rule.space.of_queries(asked)
    whole = rows @ rows.T * rule.doses.between(doubled.conditions, doubled.conditions) + np.eye(len(rows))
    between = rows @ wanted.T * rule.doses.between(doubled.conditions, asked)
    naive = 0.7 * np.linalg.solve(whole, between).T @ rule.beneath.left_over
    assert rule.doses.is_varied == with_doses and len(rule.rows) < len(rows)
    assert np.allclose(rule.added(asked), naive, atol=1e-9)
