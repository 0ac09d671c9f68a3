"""Which baseline a model builds on: decided by inner folds, never by a lucky draw of a few conditions."""

import numpy as np
from cellforge_runtime.baselines.choice import _as_good, _best, _Inner


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
