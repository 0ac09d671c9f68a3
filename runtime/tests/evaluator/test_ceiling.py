"""On data with a known mean, the true mean scores what the ceiling says."""

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime import ceiling, fold_scores
from cellforge_runtime.baselines import fitted
from cellforge_runtime.ceiling import ceiling_span, half_scores, half_tests
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.metrics import METRICS
from cellforge_runtime.observe import observe
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.scoring import score_run
from cellforge_runtime.splits import split

WITH_CEILING = [name for name, metric in METRICS.items() if metric.ceiling]


@pytest.fixture(scope="module")
def scored(screen):
    """By metric: score of the true mean, and both ends of the ceiling, per condition."""
    from cellforge_runtime.task import Task

    made = screen([(f"G{i:02d}",) for i in range(24)], cells=60, controls=200, seed=5)
    told = {"perturbation": "perturbation", "control": "control", "scenarios": ("unseen-perturbation",)}
    data = prepare(made.adata, Task(**told))
    found = {name: ([], [], []) for name in WITH_CEILING}
    for fold in split(data):
        observed = observe(data, fold)
        truth = np.stack([made.mean(data.queries[i].targets) for i in fold.held_out])
        halves = half_scores(data, fold, observed)
        for name in WITH_CEILING:
            low, high = ceiling_span(METRICS[name], halves[name])
            for kept, values in zip(found[name], (METRICS[name].function(truth, observed), low, high)):
                kept.extend(values)
    return {name: tuple(map(np.array, columns)) for name, columns in found.items()}


@pytest.mark.parametrize("name", WITH_CEILING)
def test_the_true_mean_scores_within_two_standard_errors_of_the_ceiling(name, scored):
    truth, low, high = scored[name]
    is_scored = np.isfinite(truth) & np.isfinite(low)
    truth, low, high = truth[is_scored], low[is_scored], high[is_scored]
    assert len(truth) >= 15

    def error(values):
        return values.std(ddof=1) / np.sqrt(len(values))

    assert truth.mean() >= low.mean() - 2 * error(truth - low)
    assert truth.mean() <= high.mean() + 2 * error(truth - high)


def test_the_ceiling_is_narrow_enough_to_mean_something(scored):
    for name in ("pearson_delta_indep", "pearson_delta", "pearson_delta_mean_ref"):
        truth, low, high = scored[name]
        assert 0.3 < low.mean() < high.mean() < 1 and high.mean() - low.mean() < 0.3
        assert truth.mean() > 0.5


def test_without_signal_halves_agree_no_more_than_chance(data_of):
    data = data_of("unseen-perturbation", silent={f"G{i:02d}" for i in range(12)})
    scores = []
    for fold in split(data):
        scores.extend(half_scores(data, fold, observe(data, fold))["pearson_delta_indep"])
    assert abs(np.mean(scores)) < 2.5 * np.std(scores) / np.sqrt(len(scores)) + 0.02


def test_shared_controls_make_halves_agree_without_signal(data_of):
    """Why the primary metric keeps control halves apart."""
    data = data_of("unseen-perturbation", silent={f"G{i:02d}" for i in range(12)})
    fold = split(data)[0]
    halves = half_scores(data, fold, observe(data, fold))
    assert halves["pearson_delta"].mean() > halves["pearson_delta_indep"].mean() + 0.1


def test_half_scores_do_not_depend_on_predictions_or_calls(data_of):
    data = data_of("unseen-context")
    fold = split(data)[0]
    one, two = (half_scores(data, fold, replace(observe(data, fold))) for _ in range(2))
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


def test_a_ceiling_is_a_mean_over_conditions_that_are_scored_and_says_of_how_many(screen, task, monkeypatch):
    """Of a weak perturbation a half can have changed features where all its cells have too few, and the reverse."""
    made = screen([(f"G{i:02d}",) for i in range(12)], cells=32, controls=120)
    folds = split(prepare(_weakened(made.adata), task("unseen-perturbation")))
    scored, half = [], []

    def halves(data, fold, observed):
        found = half_scores(data, fold, observed)
        if fold.index == 0:  # one that is scored and whose halves never are
            found["de_overlap"][np.flatnonzero(observed.has_changed)[0]] = np.nan
        scored.extend(observed.has_changed)
        half.extend(found["de_overlap"])
        return found

    monkeypatch.setattr(fold_scores, "half_scores", halves)
    part = score_run(_average(folds))["scenarios"]["unseen-perturbation"]["parts"]["all"]
    metrics = part["metrics"]
    has_both = np.array(scored) & np.isfinite(half)
    assert (np.isfinite(half) & ~np.array(scored)).any()  # both kinds are here
    assert metrics["de_overlap"]["n"] == sum(scored) and metrics["de_overlap"]["ceiling_n"] == sum(scored) - 1
    assert metrics["de_overlap"]["ceiling"][0] == pytest.approx(np.array(half)[has_both].mean(), rel=1e-5)
    assert "ceiling_n" not in metrics["pearson_delta_indep"]  # as many as are scored


def test_a_condition_s_ceiling_is_of_the_splits_in_which_it_is_defined(screen, task):
    made = screen([(f"G{i:02d}",) for i in range(12)], cells=32, controls=120)
    folds = split(prepare(_weakened(made.adata), task("unseen-perturbation")))
    observed = [observe(folds.data, fold) for fold in folds]
    half = [half_scores(folds.data, fold, each)["direction_match"] for fold, each in zip(folds, observed)]
    is_scored = np.concatenate([each.has_changed for each in observed])
    assert np.isfinite(np.concatenate(half)[is_scored]).all()


def _weakened(adata):
    """Each perturbation's change made smaller than the one before, the last by far."""
    labels = adata.obs["perturbation"].to_numpy()
    controls = adata.X[labels == "control"].mean(axis=0)
    for place, label in enumerate(sorted(set(labels) - {"control"})):
        own = labels == label
        change = adata.X[own].mean(axis=0) - controls
        adata.X[own] -= change * 0.08 * place
    return adata


def _average(folds):
    """Predictions of the training mean."""
    data = folds.data
    means = [fitted("training-mean", training_set(data, fold)).predict(queries(data, fold)) for fold in folds]
    items = tuple(FoldPrediction(fold, 42, mean, None) for fold, mean in zip(folds, means))
    return Predictions(folds, items, "The mean", "cpu", 1.0, "hash")


@pytest.mark.parametrize(
    ("n_cells", "values_a_cell", "tests"),
    [(4_000, 300, 20), (8_000, 1_500, 8), (8_000, 20_000, 4), (400_000, 10, 4), (0, 0, 20)],
)
def test_a_large_fold_tests_fewer_of_its_splits_and_a_small_one_all(n_cells, values_a_cell, tests):
    assert half_tests(20, n_cells, values_a_cell) == tests
    assert half_tests(4, n_cells, values_a_cell) == 4


def test_ceilings_of_gene_sets_from_four_splits_are_close_to_those_from_twenty(screen, task, monkeypatch):
    made = screen([(f"G{i:02d}",) for i in range(24)], cells=120, controls=400, seed=5)
    data = prepare(made.adata, task("unseen-perturbation"))
    fold = split(data)[0]
    observed = observe(data, fold)
    of_all = half_scores(data, fold, observed)
    monkeypatch.setattr(ceiling, "MOST_VALUES_TESTED", 0)
    of_four = half_scores(data, fold, observed)
    assert (of_all["de_overlap"] != of_four["de_overlap"]).any()
    for name in ("de_overlap", "de_recall", "direction_match"):
        assert np.abs(of_all[name] - of_four[name]).mean() < 0.05
