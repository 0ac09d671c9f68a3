"""Intervals hold what they promise, and the verdicts come in their order."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from cellforge_runtime.intervals import interval, standard_error
from cellforge_runtime.verdict import Evidence, before_training, decide


def sign_flip_p(values, at):
    """Two-sided exact p of the mean of values - at, by every pattern of signs."""
    shifted = np.asarray(values) - at
    means = [abs(np.mean(shifted * signs)) for signs in product((1, -1), repeat=len(shifted))]
    return np.mean([mean >= abs(shifted.mean()) - 1e-12 for mean in means])


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_below_ten_the_interval_is_what_the_sign_flip_test_does_not_reject(n):
    values = np.random.default_rng(n).normal(0.4, 1.0, n)
    low, high = interval(values)
    step = 1e-6
    assert sign_flip_p(values, low - step) <= 0.05 < sign_flip_p(values, low + step)
    assert sign_flip_p(values, high + step) <= 0.05 < sign_flip_p(values, high - step)


def weighted_sign_flip_p(scores, units, at):
    """Two-sided exact p of the mean over conditions, by every pattern of signs of whole units."""
    sums = [sum(score - at for score, own in zip(scores, units) if own == unit) for unit in sorted(set(units))]
    flipped = [abs(np.dot(sums, signs)) for signs in product((1, -1), repeat=len(sums))]
    return np.mean([each >= abs(sum(sums)) - 1e-12 for each in flipped])


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_below_ten_the_interval_is_of_the_mean_over_conditions_where_units_differ_in_size(n):
    units = [f"t{i}" for i in range(n) for _ in range(1 + 5 * (i == 0) + i % 3)]
    scores = np.random.default_rng(n).normal(0.2, 0.5, len(units)) + 2.0 * (np.array(units) == "t0")
    low, high = interval(scores, units)
    step = 1e-6
    assert weighted_sign_flip_p(scores, units, low - step) <= 0.05 < weighted_sign_flip_p(scores, units, low + step)
    assert weighted_sign_flip_p(scores, units, high + step) <= 0.05 < weighted_sign_flip_p(scores, units, high - step)


def test_an_interval_holds_the_mean_beside_which_it_stands():
    units = ["big"] * 60 + [f"t{i}" for i in range(7)]
    scores = np.array([1.0] * 60 + [0.0] * 7)
    low, high = interval(scores, units)
    assert low <= scores.mean() <= high


def test_the_standard_error_is_that_of_the_mean_over_conditions():
    rng = np.random.default_rng(1)
    sizes = np.array([1, 1, 2, 2, 3, 3, 4, 4, 12, 12])
    units = np.repeat(np.arange(len(sizes)), sizes).tolist()
    means, errors = [], []
    for _ in range(2000):
        scores = np.repeat(rng.normal(0, 1, len(sizes)), sizes)
        means.append(scores.mean())
        errors.append(standard_error(scores, units))
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(means), rel=0.2)
    even = rng.normal(0, 1, 20)
    assert standard_error(even) == pytest.approx(even.std(ddof=1) / np.sqrt(20))


def test_below_six_the_interval_is_the_range():
    assert interval(np.array([0.3, 0.1, 0.2, 0.5, 0.4])) == (0.1, 0.5)
    assert interval(np.array([0.3])) is None


@pytest.mark.parametrize("n, least", [(8, 0.90), (25, 0.88)])
def test_intervals_cover_the_true_mean(n, least):
    rng = np.random.default_rng(0)
    hits = [low <= 0 <= high for low, high in (interval(rng.normal(0, 1, n), seed=i) for i in range(300))]
    assert np.mean(hits) >= least


def test_targets_are_resampled_whole():
    rng = np.random.default_rng(0)
    of_target = np.repeat(rng.normal(0, 1, 12), 5)
    targets = [f"t{i // 5}" for i in range(60)]
    wide, narrow = interval(of_target, targets), interval(of_target)
    assert wide[1] - wide[0] > 1.8 * (narrow[1] - narrow[0])
    assert standard_error(of_target, targets) > 1.8 * standard_error(of_target)


def test_conditions_that_are_not_scored_are_left_out():
    values = np.arange(12.0)
    with_gaps = np.concatenate([values, [np.nan, np.nan]])
    assert interval(values) == interval(with_gaps)


def evidence(n=12, *, model=0.6, baseline=0.4, halves=0.7, mean=0.2, ceiling=0.9, seed=0, **changes):
    """Conditions that differ by a little noise around these scores."""
    noise = np.random.default_rng(seed).normal(0, 0.05, (7, n))
    noise -= noise.mean(axis=1, keepdims=True)
    told = {
        "model": model + noise[0],
        "baselines": {"training-mean": mean + noise[1], "additive": baseline + noise[2]},
        "best_baseline": "additive",
        "halves": halves + noise[3],
        "halves_units": [str(i) for i in range(n)],
        "training_mean": mean + noise[1],
        "ceiling": ceiling + noise[4],
        "squared_error": {"model": 0.1 + noise[5] / 10, "additive": 0.1 + noise[6] / 10, "training-mean": np.ones(n)},
        "without_targets": {"model": 0.5 + noise[0], "training-mean": 0.2 + noise[1]},
        "units": [str(i) for i in range(n)],
    }
    return Evidence(**{**told, **changes})


VERDICTS = [
    pytest.param({"n": 5}, "too-few-conditions", id="five conditions"),
    pytest.param({"n": 5, "halves": 0.0}, "too-few-conditions", id="too few comes before no signal"),
    pytest.param({"halves": 0.0}, "no-signal", id="halves agree no more than chance"),
    pytest.param({"halves": 0.2}, "no-signal", id="halves agree no better than the training mean"),
    pytest.param({"halves": 0.1}, "no-signal", id="halves agree less than the training mean scores"),
    pytest.param({"halves": 0.0, "ceiling": 0.4}, "no-signal", id="no signal comes before no room"),
    pytest.param({"ceiling": 0.4}, "baseline-at-ceiling", id="the baseline is at the ceiling"),
    pytest.param({}, "better-than-baselines", id="above each baseline"),
    pytest.param({"model": 0.41}, "no-better-than-baselines", id="not clearly above the best"),
    pytest.param(
        {"squared_error": {"model": np.full(12, 0.2), "additive": np.full(12, 0.1) + np.arange(12) / 1e3}},
        "no-better-than-baselines",
        id="a larger squared error than the best baseline's",
    ),
    pytest.param(
        {"without_targets": {"model": np.full(12, 0.2), "training-mean": np.full(12, 0.3)}},
        "no-better-than-baselines",
        id="better by its target genes alone",
    ),
]


@pytest.mark.parametrize("changes, expected", VERDICTS)
def test_verdicts_come_in_the_stated_order(changes, expected):
    verdict = decide(evidence(**changes))
    assert verdict.id == expected
    assert verdict.sentence.endswith(".") and any(sign.isdigit() for sign in verdict.sentence)


def test_a_model_must_be_above_each_baseline_not_only_the_best():
    told = evidence()
    rival = told.model + np.linspace(-0.3, 0.3, 12)
    verdict = decide(evidence(baselines={**told.baselines, "nearest": rival}))
    assert verdict.id == "no-better-than-baselines" and "nearest" in verdict.sentence


def test_lower_is_better_for_errors():
    told = evidence(model=0.2, baseline=0.5, mean=0.9, ceiling=0.05, sign=-1.0, training_mean=np.full(12, 0.1))
    assert decide(told).id == "better-than-baselines"


def test_before_training_only_the_data_speaks():
    assert before_training(replace(evidence(), model=None)) is None
    assert before_training(replace(evidence(halves=0.0), model=None)).id == "no-signal"
