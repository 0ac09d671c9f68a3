"""How far a component may pull a prediction away from the baseline."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.shrinkage import ALL_OR_NOTHING, choose_shrinkage
from hypothesis import given, settings
from hypothesis import strategies as st


def changes(n: int, *, share: float, noise: float = 0.3, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A baseline, a component, and a truth that lies `share` of the way between them."""
    rng = np.random.default_rng(seed)
    baseline = rng.normal(size=(n, 50))
    component = baseline + rng.normal(size=(n, 50))
    return baseline, component, baseline + share * (component - baseline) + noise * rng.normal(size=(n, 50))


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_the_factor_is_where_the_truth_lies(share):
    assert choose_shrinkage(*changes(30, share=share)).factor == pytest.approx(share, abs=0.1)


@pytest.mark.parametrize("seed", range(20))
def test_a_component_of_noise_leaves_the_baseline(seed):
    baseline, component, _ = changes(30, share=0, seed=seed)
    measured = baseline + np.random.default_rng(seed + 100).normal(size=baseline.shape)
    assert choose_shrinkage(baseline, component, measured).factor <= 0.1


def test_three_conditions_are_too_few_to_leave_the_baseline():
    assert choose_shrinkage(*changes(3, share=1.0)).factor == 0


@pytest.mark.parametrize(("n", "factor"), [(4, 0.0), (40, 1.0)])
def test_few_conditions_need_more_than_two_standard_errors(n, factor):
    """Gains of 2.5 standard errors: enough over forty conditions, not over four."""
    spread = np.resize([1.0, -1.0], n) * 0.4 * np.sqrt(n) * np.sqrt((n - 1) / n)
    gain = 1 + spread  # a mean of one, a standard error of 0.4
    measured = np.random.default_rng(0).normal(size=(n, 50))
    off = np.random.default_rng(1).normal(size=(n, 50))
    off /= np.sqrt((off**2).mean(axis=1, keepdims=True))
    baseline = measured + np.sqrt(30 + gain)[:, None] * off
    found = choose_shrinkage(baseline, measured + np.sqrt(30) * off, measured, grid=ALL_OR_NOTHING)
    assert found.standard_error == pytest.approx(0.4, rel=1e-6)
    assert found.factor == factor


def test_all_or_nothing_knows_nothing_between():
    assert choose_shrinkage(*changes(30, share=0.9), grid=ALL_OR_NOTHING).factor == 1
    assert choose_shrinkage(*changes(30, share=0.2), grid=ALL_OR_NOTHING).factor == 0


def test_a_component_that_only_predicts_less_leaves_the_baseline():
    baseline, _, measured = changes(30, share=0, noise=1.0)
    assert choose_shrinkage(3 * baseline, baseline, measured).factor == 0


def overshooting(n: int = 12, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The truth, a baseline with twice its changes and noise, and what was measured."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=(n, 50))
    return truth, 2 * truth + 0.8 * rng.normal(size=(n, 50)), truth + 0.3 * rng.normal(size=(n, 50))


@pytest.mark.parametrize("seed", range(4))
def test_a_component_of_the_right_size_is_taken_though_its_correlation_is_not_surely_higher(seed):
    """Half of the conditions are met better than by the baseline, the others a little worse; all at the right size."""
    truth, baseline, measured = overshooting(seed=seed)
    better = np.where(np.arange(12) % 2, 0.15, -0.09)[:, None]
    component = 0.5 * baseline + better * (truth - 0.5 * baseline)
    gain = row_correlation(component, measured) - row_correlation(baseline, measured)
    assert 0 < gain.mean() < 2 * gain.std(ddof=1) / np.sqrt(12)
    assert choose_shrinkage(baseline, component, measured).factor >= 0.9


@pytest.mark.parametrize("seed", range(4))
def test_a_component_of_the_right_size_that_knows_less_is_not_taken(seed):
    _, baseline, measured = overshooting(seed=seed)
    blurred = 0.5 * baseline + 0.5 * np.random.default_rng(seed + 10).normal(size=baseline.shape)
    assert ((blurred - measured) ** 2).mean() < 0.8 * ((baseline - measured) ** 2).mean()
    assert choose_shrinkage(baseline, blurred, measured, grid=ALL_OR_NOTHING).factor == 0


def test_a_component_that_is_hardly_better_leaves_the_baseline():
    baseline, component, measured = changes(400, share=0.06, noise=0.5)
    before = ((baseline - measured) ** 2).mean()
    assert 0 < before - ((baseline + 0.06 * (component - baseline) - measured) ** 2).mean() < 0.02 * before
    assert choose_shrinkage(baseline, component, measured).factor == 0


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10_000), st.floats(0, 1), st.integers(4, 30))
def test_on_its_own_conditions_the_choice_is_never_worse_than_the_baseline(seed, share, n):
    baseline, component, measured = changes(n, share=share, seed=seed)
    factor = choose_shrinkage(baseline, component, measured).factor
    chosen = baseline + factor * (component - baseline)
    assert ((chosen - measured) ** 2).mean() <= ((baseline - measured) ** 2).mean()
