"""Changes that depend on the level in the controls: found where they are, left alone where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.baselines import fitted
from cellforge_runtime.baselines.level_slopes import SLOPE_RULES, LevelSlopes, SlopeRule
from cellforge_runtime.training_set import Query, TrainingSet

FEATURES, CONTEXTS = 300, 8


def screen_of(slope: float, seed: int) -> tuple[TrainingSet, Query, np.ndarray]:
    """One perturbation in seven contexts whose change falls with the level by `slope`; the eighth is asked for."""
    rng = np.random.default_rng(seed)
    common = rng.uniform(0, 3, FEATURES)
    levels = common + rng.normal(0, 0.6, (CONTEXTS, FEATURES))
    changes = rng.normal(0, 0.5, FEATURES) + slope * (levels - common) + rng.normal(0, 0.05, levels.shape)
    names = [f"context {i}" for i in range(CONTEXTS)]
    conditions = [Query(("G0",), name) for name in names]
    training = TrainingSet(
        features=[f"G{i}" for i in range(FEATURES)],
        conditions=conditions[:-1],
        means=(levels + changes)[:-1],
        n_cells=np.full(CONTEXTS - 1, 100),
        cells=np.repeat(levels, 4, axis=0),
        condition_of=np.full(4 * CONTEXTS, -1),
        context_of=np.repeat(np.arange(CONTEXTS), 4),
        contexts=names,
        controls=dict(zip(names, levels)),
        scenario="unseen-context",
        n_controls=dict.fromkeys(names, 100),
    )
    return training, conditions[-1], changes[-1]


@pytest.mark.parametrize("seed", range(3))
def test_a_change_that_falls_with_the_level_is_carried_over_bent(seed):
    training, asked, truth = screen_of(-0.4, seed)
    bent, plain = (fitted(name, training).change([asked])[0] for name in ("context-delta-weighted", "context-delta"))
    assert ((bent - truth) ** 2).mean() < 0.3 * ((plain - truth) ** 2).mean()


def test_a_change_that_does_not_depend_on_the_level_stays_as_it_is():
    training, asked, truth = screen_of(0.0, 0)
    model = fitted("context-delta-weighted", training)
    assert (
        np.abs(np.mean(LevelSlopes.of(np.stack(list(training.controls.values())[:-1]), training.delta()).under(model.slope)))
        < 0.02
    )
    assert ((model.change([asked])[0] - truth) ** 2).mean() < 0.005


def test_two_contexts_are_no_evidence_of_a_slope():
    training, asked, _ = screen_of(-0.4, 0)
    few = training.subset([0, 1])
    # between the two measured changes, whatever the weights: no slope has bent it
    change = fitted("context-delta-weighted", few).change([asked])[0]
    low, high = few.delta().min(axis=0), few.delta().max(axis=0)
    assert ((low - 1e-9 <= change) & (change <= high + 1e-9)).all()


def test_slopes_by_hand():
    levels, changes = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]]), np.array([[0.0, 3.0], [-1.0, 3.0], [-2.0, 3.0]])
    slopes = LevelSlopes.of(levels, changes)  # squares 2 and 8, products -2 and 0
    np.testing.assert_allclose(slopes.under(SlopeRule(np.inf, True)), -2 / 10)
    np.testing.assert_allclose(slopes.under(SlopeRule(1.0)), [-2 / 7, 0.0])  # median of squares: 5
    np.testing.assert_allclose(slopes.under(SlopeRule(1.0, True)), [-3 / 7, -1 / 13])
    assert SLOPE_RULES[0].is_off and not any(rule.is_off for rule in SLOPE_RULES[1:])


def test_features_that_do_not_vary_give_no_slope():
    flat = np.ones((4, 3))
    assert LevelSlopes.of(flat, np.arange(12.0).reshape(4, 3)).under(SlopeRule(1.0, True)) == 0.0
