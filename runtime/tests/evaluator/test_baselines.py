"""Each baseline does what its name says, on data where that can be computed by hand."""

import numpy as np
import pytest
from cellforge_runtime.baselines import BASELINES, applicable, fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.splits import split
from cellforge_runtime.training_set import Query

LISTED = (
    "no-change training-mean training-mean-matched training-mean-shrunk target-rule additive additive-shrunk multi-hot-ridge "
    "context-delta context-delta-weighted dose-interpolation time-last time-sqrt time-linear bilinear nearest mixture"
).split()


def first_fold(data, part=None):
    fold = next(fold for fold in split(data) if part in (None, fold.part))
    return training_set(data, fold), queries(data, fold), data.means[fold.held_out]


def test_all_baselines_are_listed_and_finite(scenario, data_of):
    assert list(BASELINES) == LISTED
    training, asked, _ = first_fold(data_of(scenario))
    for name in applicable(scenario, training):
        predicted = fitted(name, training).predict(asked)
        assert predicted.shape == (len(asked), len(training.features)) and np.isfinite(predicted).all(), name
        assert fitted(name, training).predict([]).shape == (0, len(training.features))


def test_no_change_and_training_mean_are_the_controls_and_the_mean_change(scenario, data_of):
    training, asked, _ = first_fold(data_of(scenario))
    controls = np.stack([training.controls[query.context] for query in asked])
    np.testing.assert_array_equal(fitted("no-change", training).predict(asked), controls)
    np.testing.assert_allclose(fitted("training-mean", training).predict(asked), controls + training.delta().mean(axis=0))


def test_additive_is_the_sum_of_single_changes_and_nothing_for_an_unseen_target(data_of):
    training, asked, _ = first_fold(data_of("unseen-combination"), "seen-2")
    change = dict(zip((query.targets for query in training.conditions), training.delta()))
    expected = [sum(change[(target,)] for target in query.targets) for query in asked]
    model = fitted("additive", training)
    np.testing.assert_allclose(model.change(asked), expected)
    known = asked[0].targets[0]
    np.testing.assert_allclose(model.change([Query((known, "NOBODY"))])[0], change[(known,)])


def test_on_additive_data_the_sum_and_the_ridge_are_near_the_truth(screen, task):
    singles = [(f"G{i:02d}",) for i in range(12)]
    pairs = [(f"G{i:02d}", f"G{i + 1:02d}") for i in range(10)]
    made = screen(singles + pairs, cells=300, controls=600)
    data = prepare(made.adata, task("unseen-combination"))
    for part, names in (("seen-2", ("additive", "multi-hot-ridge", "mixture")),):
        training, asked, _ = first_fold(data, part)
        truth = np.stack([made.mean(query.targets) for query in asked])
        for name in names:
            assert ((fitted(name, training).predict(asked) - truth) ** 2).mean() < 0.01, name


def test_target_rule_learns_the_on_target_fold_change(screen, task):
    made = screen([(f"G{i:02d}",) for i in range(10)], cells=200, controls=400)
    training, asked, _ = first_fold(prepare(made.adata, task("unseen-perturbation")))
    own = training.features.index(asked[0].targets[0])
    mean, rule = (fitted(name, training).change(asked[:1])[0] for name in ("training-mean", "target-rule"))
    assert rule[own] == pytest.approx(-0.8, abs=0.15)
    assert np.array_equal(np.delete(rule, own), np.delete(mean, own))


def test_context_deltas_carry_the_change_over(data_of):
    data = data_of("unseen-context", cells=200, controls=400)
    training, asked, truth = first_fold(data)
    for name in ("context-delta", "context-delta-weighted", "nearest"):
        predicted = fitted(name, training).predict(asked)
        assert ((predicted - truth) ** 2).mean() < 0.02 < ((training.matched_controls(asked) - truth) ** 2).mean()


def test_shrinkage_lowers_the_error_where_nothing_changes(data_of):
    silent = {f"G{i:02d}" for i in range(12)}
    training, asked, truth = first_fold(data_of("unseen-combination", silent=silent), "seen-2")
    for name, whole in (("additive-shrunk", "additive"), ("multi-hot-ridge", "additive"), ("mixture", "additive")):
        error, before = (((fitted(each, training).predict(asked) - truth) ** 2).mean() for each in (name, whole))
        assert error < 0.8 * before, name


def test_nearest_takes_the_condition_with_most_targets_in_common(data_of):
    training, _, _ = first_fold(data_of("unseen-combination"), "seen-2")
    change = dict(zip((query.targets for query in training.conditions), training.delta()))
    asked = Query(("G00", "NOBODY"))
    np.testing.assert_allclose(fitted("nearest", training).change([asked])[0], change[("G00",)])


def test_bilinear_of_a_target_that_is_no_feature_is_the_mean_change(data_of):
    training, _, _ = first_fold(data_of("unseen-perturbation"))
    predicted = fitted("bilinear", training).change([Query(("NOBODY",))])[0]
    np.testing.assert_allclose(predicted, training.delta().mean(axis=0))


def test_mixture_weights_are_shares():
    from cellforge_runtime.baselines.mixture import _on_simplex

    rng = np.random.default_rng(0)
    parts = rng.normal(size=(200, 4))
    aim = 0.7 * parts[:, 0] + 0.3 * parts[:, 2] + rng.normal(0, 0.01, 200)
    weights = np.array(_on_simplex(parts.T @ parts, parts.T @ aim))
    np.testing.assert_allclose(weights, [0.7, 0, 0.3, 0], atol=0.01)
    assert weights.sum() == pytest.approx(1)
