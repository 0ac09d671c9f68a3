"""What tables are worth: the gain is taken where they know something, in part where they are partly wrong, else not."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from anndata import AnnData
from cellforge_runtime.baselines import best_by_inner_folds, fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.knowledge import KnowledgeRule, read_knowledge
from cellforge_runtime.knowledge.ask import assess_knowledge
from cellforge_runtime.knowledge.belief import row_beliefs
from cellforge_runtime.knowledge.read import Knowledge
from cellforge_runtime.knowledge.rule import Inside, choose_knowledge
from cellforge_runtime.knowledge.shuffle import shuffled
from cellforge_runtime.knowledge.space import TermSpace
from cellforge_runtime.knowledge.worth import inner_worth, outer_worth
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from cellforge_runtime.training_set import Query
from jsonschema import Draft202012Validator

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
CONTRACTS = Path(__file__).parents[3] / "schema" / "contracts"


@pytest.fixture(scope="module")
def worth():
    from knowledge import TABLES, worth_of

    return {kind: worth_of(kind, seed=0) for kind in TABLES}


def test_a_true_table_is_taken_half_wrong_ones_in_part_and_a_shuffled_one_not_at_all(worth):
    gain = {kind: outer["gain"] for kind, (_, outer) in worth.items()}
    assert gain["true"]["ci"][0] > 0.3
    of_true = gain["true"]["difference"]
    assert 0.25 * of_true < gain["wrong of half the terms"]["difference"] < 0.75 * of_true
    assert 0 < gain["wrong of half the targets"]["difference"] < 0.5 * of_true
    assert gain["shuffled"]["ci"][0] < 0.01
    kept = {kind: outer["kept"] / outer["fits"] for kind, (_, outer) in worth.items()}
    assert kept["true"] == 1.0 and kept["shuffled"] == 0.0


def test_inner_folds_say_before_the_plan_what_outer_ones_say_after(worth):
    for kind, (inner, outer) in worth.items():
        assert (2 * inner["kept"] >= inner["fits"]) == (kind != "shuffled")
        assert inner["gain"]["difference"] == pytest.approx(outer["gain"]["difference"], abs=0.2)


def test_the_words_give_both_comparisons_with_their_intervals(worth):
    sentence = worth["true"][1]["sentence"]
    assert "over no knowledge" in sentence and "over 5 tables shuffled between genes" in sentence
    assert sentence.count(" to ") == 2


def test_pairs_are_told_apart_by_how_many_targets_were_seen():
    """A pair stands in three parts: what tables were worth in one is no answer for another."""
    names = [f"G{i}" for i in range(8)]
    labels = ["control", *names, *(f"{a}+{b}" for a, b in pairwise(names[:7]))]
    rng = np.random.default_rng(0)
    obs = pd.DataFrame({"perturbation": np.repeat(labels, 30)}, index=[f"cell{i}" for i in range(30 * len(labels))])
    adata = AnnData(rng.uniform(1, 4, (len(obs), 40)).astype(np.float32), obs=obs)
    task = Task(perturbation="perturbation", control="control", separator="+", folds=2, scenarios=("unseen-combination",))
    folds = split(prepare(adata, task))
    tables = Knowledge([{"name": "table", "rows": {name: [f"module{i % 3}"] for i, name in enumerate(names)}}])
    n_folds = {part: sum(fold.part == part for fold in folds) for part in ("seen-2", "seen-1", "seen-0")}
    told = outer_worth(tables, folds)
    assert [(each["part"], each["conditions"], each["fits"]) for each in told] == [(part, 6, n) for part, n in n_folds.items()]
    assert [each["part"] for each in inner_worth(tables, folds)] == list(n_folds)


@pytest.fixture(scope="module")
def screen(tmp_path_factory):
    from knowledge import folds_of, module_screen, table_of

    adata, module = module_screen(3)
    folds = folds_of(adata)
    path = tmp_path_factory.mktemp("table") / "table.tsv"
    path.write_text(table_of("true", module, 3) + "G001\tmodule0\n", encoding="utf-8")
    return adata, folds, path


def test_the_rule_is_kernel_ridge_on_what_the_baseline_left_over(screen):
    _, folds, path = screen
    tables, fold = read_knowledge(path, folds.data), folds[0]
    train = training_set(folds.data, fold)
    baseline = best_by_inner_folds(train)
    rule, asked = KnowledgeRule(baseline, tables, factor=0.5).fit(train), queries(folds.data, fold)
    rows, wanted = (np.array([rule.space.of(q.targets[0]) for q in some]) for some in (train.conditions, asked))
    likeness = np.array([[a @ b for b in rows] for a in rows])
    belief = row_beliefs(likeness, np.ones(len(rows)), rule.beneath.left_over)
    assert belief.min() > 0.5  # this table is right
    whole = [
        [belief[i] * likeness[i, j] * belief[j] if i != j else likeness[i, i] + 1 for j in range(len(rows))]
        for i in range(len(rows))
    ]
    naive = wanted @ rows.T @ np.diag(belief) @ np.linalg.inv(whole) @ rule.beneath.left_over
    assert np.allclose(rule.change(asked), fitted(baseline, train).change(asked) + 0.5 * naive)


def test_of_a_gene_that_no_table_has_nothing_is_said(screen):
    _, folds, path = screen
    tables = read_knowledge(path, folds.data)
    train = training_set(folds.data, folds[0])
    baseline = best_by_inner_folds(train)
    rule, nobody = KnowledgeRule(baseline, tables).fit(train), [Query(("G150",), train.conditions[0].context)]
    assert np.array_equal(rule.change(nobody), fitted(baseline, train).change(nobody))
    known = [Query(("G001",), train.conditions[0].context)]
    assert not np.array_equal(rule.change(known), fitted(baseline, train).change(known))


def test_a_shuffled_table_has_every_row_once_and_every_term_as_often(screen):
    _, folds, path = screen
    tables = read_knowledge(path, folds.data)
    names = sorted({target for query in folds.data.queries for target in query.targets})
    dealt = shuffled(tables, names, seed=1)[0]["rows"]
    own = tables[0]["rows"]
    assert sorted(map(tuple, dealt.values())) == sorted(map(tuple, own.values()))
    assert dealt != own and dealt["G001"] == own["G001"]


def test_rare_terms_make_alike_and_terms_that_nobody_shares_make_less_alike():
    space = TermSpace({"A": ["common", "rare"], "B": ["common", "rare"], "C": ["common"], "D": ["common", "x", "y"]}, "ABCD")
    alike = {pair: space._row(pair[0]) @ space._row(pair[1]) for pair in ("AB", "AC", "CD")}
    assert alike["AB"] > 0.99 and alike["AC"] == pytest.approx(0.0) and alike["CD"] == pytest.approx(0.0)
    rows = {"A": ["s"], "B": ["s", "t", "u"], "C": ["v"]}
    half = TermSpace(rows, "AC")  # nobody trained has t or u
    assert half._row("A") @ half._row("B") < 0.6


def test_the_model_falls_back_to_its_baseline_and_says_so_and_loads_as_it_was(screen, tmp_path):
    torch = pytest.importorskip("torch")
    from cellforge_runtime.training import ShrunkToBaseline

    class Still(ShrunkToBaseline):
        perturbation = "knowledge"

        def build(self, described):
            import lightning as L

            class Nothing(L.LightningModule):
                def __init__(self):
                    super().__init__()
                    self.scale = torch.nn.Parameter(torch.zeros(1))

                def forward(self, batch):
                    return self.scale * batch["base"]

                def training_step(self, batch, _):
                    return (self(batch) - batch["aim"]).square().mean()

                def configure_optimizers(self):
                    return torch.optim.SGD(self.parameters(), lr=1e-6)

            return Nothing()

    _, folds, path = screen
    tables = read_knowledge(path, folds.data)
    names = sorted({target for query in folds.data.queries for target in query.targets})
    train, asked = training_set(folds.data, folds[0]), queries(folds.data, folds[0])
    told = {}
    for kind, some in (("true", list(tables)), ("shuffled", shuffled(tables, names, seed=5))):
        settings = json.loads(json.dumps({"max_epochs": 1, "batch_size": 64, "knowledge": some}))
        model = Still(**settings).fit(train, seed=1)
        told[kind] = model.report()["knowledge"]
        simple = fitted(model.baseline_id, model.train).predict(asked)
        assert np.allclose(model.predict(asked), simple) != told[kind]["kept"]
        folder = tmp_path / kind
        folder.mkdir()
        model.save(folder)
        assert np.array_equal(Still(**settings).load(folder).predict(asked), model.predict(asked))
    assert told["true"]["kept"] and not told["shuffled"]["kept"]


def test_a_table_that_knows_nothing_is_rarely_taken(screen):
    """By chance once in twenty: of 30 shuffled tables at most five are taken, which chance passes once in a hundred times."""
    _, folds, path = screen
    tables = read_knowledge(path, folds.data)
    names = sorted({target for query in folds.data.queries for target in query.targets})
    train = training_set(folds.data, folds[0])
    inside = Inside(best_by_inner_folds(train), train.subset(np.arange(len(train.conditions)), cells=False))
    assert sum(choose_knowledge(shuffled(tables, names, 100 + k), inside).kept for k in range(30)) <= 5


def test_the_kernel_answers_with_a_wire_report(screen):
    adata, folds, path = screen
    told = assess_knowledge({"screen": adata}, "screen", folds.data.task.to_wire(), [str(path)])
    schema = json.loads((CONTRACTS / "knowledge-report.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(json.dumps(told, allow_nan=False)))
    assert told["helps"] and told["note"] == "may know the answer"
    assert "may know the answer" in told["facts"][0]["text"]


def test_what_an_agent_wrote_goes_into_the_folder_of_the_run_and_nowhere_else(screen, tmp_path, monkeypatch):
    from cellforge_runtime.errors import CellForgeError

    adata, folds, path = screen
    monkeypatch.chdir(tmp_path)
    written = {"path": "a-cellforge/r-1/knowledge-agent.tsv", "text": path.read_text(encoding="utf-8")}
    told = assess_knowledge({"screen": adata}, "screen", folds.data.task.to_wire(), [written["path"]], written)
    assert told["tables"][0]["name"] == "knowledge-agent.tsv"
    for bad in ("/tmp/x.tsv", "../x.tsv", "a/b.py"):
        with pytest.raises(CellForgeError, match="can't be written"):
            assess_knowledge({"screen": adata}, "screen", folds.data.task.to_wire(), [bad], {**written, "path": bad})
