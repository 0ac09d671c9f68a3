"""Which rows of a table the measured changes contradict."""

import sys
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.data import queries, training_set
from cellforge_runtime.knowledge import KnowledgeRule, read_knowledge
from cellforge_runtime.knowledge.belief import MOST_TOGETHER, _from_others, believed, row_beliefs
from cellforge_runtime.knowledge.worth import _means_only, _measured
from cellforge_runtime.metrics.correlation import row_correlation

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))


def conditions(n: int, seed: int, wrong: int = 0, n_features: int = 300):
    """Likeness by a table, what was left over of each condition, and which of the rows are another's."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, 8))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    left_over = rows @ rng.normal(size=(8, n_features)) + 0.7 * rng.normal(size=(n, n_features))
    is_wrong = np.zeros(n, dtype=bool)
    is_wrong[rng.permutation(n)[:wrong]] = True
    told = rows.copy()
    told[is_wrong] = np.roll(rows[is_wrong], 1, axis=0)
    return told @ told.T, left_over, is_wrong


@pytest.mark.parametrize("n", [30, 80, MOST_TOGETHER + 130])
def test_rows_of_other_genes_are_told_from_right_ones(n):
    for seed in range(5):
        likeness, left_over, is_wrong = conditions(n, seed, wrong=n // 3)
        belief = row_beliefs(likeness, np.full(n, 0.5), left_over)
        assert belief[~is_wrong].mean() > 0.9 and belief[is_wrong].mean() < 0.3


def test_a_right_table_is_believed_and_nothing_left_over_contradicts_nothing():
    likeness, left_over, _ = conditions(40, 1)
    assert row_beliefs(likeness, np.full(40, 0.5), left_over).min() > 0.5
    assert np.array_equal(row_beliefs(likeness, np.full(40, 0.5), np.zeros_like(left_over)), np.ones(40))
    assert np.isfinite(row_beliefs(likeness[:1, :1], np.ones(1), left_over[:1])).all()


def test_beliefs_do_not_depend_on_the_order_of_conditions_or_on_units():
    likeness, left_over, _ = conditions(40, 2, wrong=15)
    noise = np.linspace(0.3, 1.0, 40)
    order = np.random.default_rng(0).permutation(40)
    belief = row_beliefs(likeness, noise, left_over)
    assert np.allclose(row_beliefs(likeness[np.ix_(order, order)], noise[order], left_over[order]), belief[order])
    assert np.allclose(row_beliefs(likeness, noise, 1000 * left_over), belief)


def test_a_condition_is_foretold_by_the_others_alone():
    likeness, _, _ = conditions(12, 3)
    noise, belief = np.linspace(0.3, 1.0, 12), np.linspace(0.1, 1.0, 12)
    weights, variance = _from_others(likeness, noise, belief)
    for i in range(12):
        others = np.delete(np.arange(12), i)
        among = believed(likeness, belief)[np.ix_(others, others)] + np.diag(noise[others])
        shared = belief[others] * likeness[others, i]
        naive = np.linalg.solve(among, shared)
        assert weights[i, i] == pytest.approx(0, abs=1e-12) and np.allclose(weights[others, i], naive)
        assert variance[i] == pytest.approx(likeness[i, i] + noise[i] - shared @ naive)


def test_of_a_half_wrong_table_more_is_gained_than_by_believing_all_of_it(tmp_path, monkeypatch):
    from knowledge import HALF_THE_TARGETS, folds_of, module_screen, table_of

    scores = {"asked": [], "all believed": []}
    for seed in range(3):
        adata, module = module_screen(seed)
        folds = folds_of(adata)
        path = tmp_path / f"{seed}.tsv"
        path.write_text(table_of(HALF_THE_TARGETS, module, seed), encoding="utf-8")
        tables = read_knowledge(path, folds.data)
        for fold in folds:
            train, asked = _means_only(training_set(folds.data, fold)), queries(folds.data, fold)
            for name, found in scores.items():
                with monkeypatch.context() as patch:
                    if name == "all believed":
                        patch.setattr("cellforge_runtime.knowledge.rule.row_beliefs", lambda _, noise, __: np.ones(len(noise)))
                    change = KnowledgeRule("training-mean", tables).fit(train).change(asked)
                found.extend(row_correlation(change, _measured(folds, fold, asked)))
    assert np.mean(scores["asked"]) > np.mean(scores["all believed"]) + 0.03
