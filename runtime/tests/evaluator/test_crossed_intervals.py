"""Pairs that share targets: what is wrong about a target is wrong in all of its pairs, and intervals know it."""

from itertools import combinations

import numpy as np
import pytest
from cellforge_runtime.intervals import interval, standard_error

SCREENS = 200


def bootstrap(scores, seed):
    """Every pair as if it were independent of the others."""
    return interval(scores, seed=seed)


def drawn(rng, n_targets, n_pairs, share):
    """Pairs and their scores about 0, of whose variance `share` is the targets' own."""
    every = list(combinations((f"T{i}" for i in range(n_targets)), 2))
    pairs = [every[i] for i in rng.permutation(len(every))[:n_pairs]]
    own = dict(zip((f"T{i}" for i in range(n_targets)), rng.normal(0, np.sqrt(share / 2), n_targets)))
    return pairs, np.array([own[a] + own[b] for a, b in pairs]) + rng.normal(0, np.sqrt(1 - share), n_pairs)


@pytest.mark.parametrize("share, least", [(0.0, 0.92), (0.3, 0.85), (0.7, 0.85)])
@pytest.mark.parametrize("n_targets, n_pairs", [(24, 70), (8, 15)])
def test_intervals_of_pairs_hold_the_true_mean_where_targets_have_effects_of_their_own(n_targets, n_pairs, share, least):
    rng = np.random.default_rng(1)
    naive, ours = [], []
    for screen in range(SCREENS):
        pairs, scores = drawn(rng, n_targets, n_pairs, share)
        for found, (low, high) in ((naive, bootstrap(scores, screen)), (ours, interval(scores, pairs))):
            found.append(low <= 0 <= high)
    print(f"\n{n_pairs} pairs of {n_targets} targets, {share:.0%} of the variance theirs: mean held by independent bootstrap "
          f"{np.mean(naive):.2f}, by ours {np.mean(ours):.2f}")  # fmt: skip
    assert np.mean(ours) >= least
    if share:
        assert np.mean(naive) < 0.82


def test_the_standard_error_of_pairs_is_that_of_repeated_screens():
    rng = np.random.default_rng(2)
    pairs, _ = drawn(rng, 20, 60, 0.5)
    means, errors = [], []
    for _ in range(1500):
        own = dict(zip((f"T{i}" for i in range(20)), rng.normal(0, 0.5, 20)))
        scores = np.array([own[a] + own[b] for a, b in pairs]) + rng.normal(0, 0.7, 60)
        means.append(scores.mean())
        errors.append(standard_error(scores, pairs))
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(means), rel=0.15)


def test_pairs_without_a_target_in_common_are_as_good_as_independent():
    rng = np.random.default_rng(3)
    scores = rng.normal(0, 1, 12)
    apart = [(f"A{i}", f"B{i}") for i in range(12)]
    assert interval(scores, apart) == interval(scores)
    assert standard_error(scores, apart) == standard_error(scores)


def test_a_pair_scored_once_for_each_of_its_targets_counts_once():
    rng = np.random.default_rng(4)
    pairs, scores = drawn(rng, 12, 30, 0.3)
    low, high = interval(scores, pairs)
    twice = interval(np.repeat(scores, 2), [pair for pair in pairs for _ in range(2)])
    assert twice == pytest.approx((low, high))


def test_an_interval_is_no_wider_than_the_scores_and_holds_their_mean():
    hub = [("HUB", f"T{i}") for i in range(7)]
    scores = np.array([0.9, 0.95, 0.9, 0.85, 0.97, 0.4, 0.96])
    low, high = interval(scores, hub)
    assert scores.min() <= low <= scores.mean() <= high <= scores.max()


def test_conditions_that_are_not_scored_are_left_out():
    rng = np.random.default_rng(5)
    pairs, scores = drawn(rng, 10, 20, 0.3)
    assert interval(np.append(scores, np.nan), [*pairs, ("T0", "T99")]) == interval(scores, pairs)
