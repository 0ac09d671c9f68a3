"""Which baseline a model builds on: decided by inner folds, never by a lucky draw of a few conditions."""

import numpy as np
import pytest
from cellforge_runtime.baselines.choice import FEW, _as_good, _best, _Inner


def test_the_first_of_equals_is_kept_and_the_clearly_worse_is_left_out():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1, 40)
    losses = {
        "simple": noise + 0.02 * np.tile([1.0, -1.0], 20),
        "involved": noise - 0.001,
        "worse": noise + 1 + 0.1 * rng.normal(0, 1, 40),
    }
    assert _as_good(losses) == ["simple", "involved"]


def test_a_clear_winner_stands_alone():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 1, 40)
    assert _as_good({"simple": noise + 0.5 + 0.1 * rng.normal(0, 1, 40), "involved": noise}) == ["involved"]


def test_one_condition_decides_by_its_value_alone():
    assert _as_good({"simple": np.array([1.0]), "involved": np.array([0.5])}) == ["involved"]


def test_a_correlation_decides_only_where_it_is_surely_above_none():
    rng = np.random.default_rng(2)
    chance = rng.normal(0, 0.03, 20)
    error = rng.uniform(0.01, 0.02, 20)

    def scores(of_involved):
        return {
            "no-change": _Inner(np.zeros(20), 0.5 * error),
            "simple": _Inner(chance - chance.mean() - 0.02, error),
            "involved": _Inner(chance - chance.mean() + of_involved, 2 * error),
        }

    assert _best(scores(0.2)) == "involved"
    assert _best(scores(0.005)) == "simple"
    assert _best(scores(-0.01)) == "simple"


@pytest.mark.parametrize(("n", "best"), [(FEW, "mixture"), (FEW + 1, "first")])
def test_of_few_conditions_the_mixture_is_taken_and_not_the_one_that_came_out_first(n, best):
    chance = np.random.default_rng(3).normal(0, 0.05, n)
    scores = {
        "no-change": _Inner(np.zeros(n), np.full(n, 1.0)),
        "first": _Inner(0.4 + chance, np.full(n, 0.8)),
        "mixture": _Inner(0.39 - chance, np.full(n, 0.85)),
    }
    assert _best(scores) == best
    silent = scores | {"mixture": _Inner(np.zeros(n), np.full(n, 1.0))}
    assert _best(silent) == "first"


def test_on_small_screens_the_choice_errs_less_than_the_baseline_that_came_out_first(monkeypatch):
    """Three cell types and four perturbations, drawn from a simulated screen several times."""
    from cellforge_runtime.baselines import choice, fitted
    from cellforge_runtime.data import prepare, queries, training_set
    from cellforge_runtime.datasets import simulate
    from cellforge_runtime.splits import split
    from cellforge_runtime.task import Task

    whole = simulate("nonlinear-context", seed=0)
    labels, contexts = (whole.obs[name].astype(str) for name in ("perturbation", "cell_type"))
    task = Task(
        perturbation="perturbation", control="control", value_state="counts", context="cell_type", scenarios=("unseen-context",)
    )
    rng = np.random.default_rng(4)
    error = {0: [], FEW: []}
    for _ in range(4):
        kept = ["control", *rng.choice([name for name in labels.unique() if name != "control"], 4, replace=False)]
        some = labels.isin(kept) & contexts.isin(rng.choice(contexts.unique(), 3, replace=False))
        folds = split(prepare(whole[some].copy(), task))
        for fold in folds:
            train, asked = training_set(folds.data, fold), queries(folds.data, fold)
            measured = folds.data.means[fold.held_out] - train.matched_controls(asked)
            for few, found in error.items():
                monkeypatch.setattr(choice, "FEW", few)
                predicted = fitted(choice.best_by_inner_folds(train), train).change(asked)
                found.extend(((predicted - measured) ** 2).mean(axis=1))
    assert np.mean(error[FEW]) < 0.9 * np.mean(error[0])
