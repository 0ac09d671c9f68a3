"""A verdict claims nothing for ties."""

import numpy as np
from cellforge_runtime.verdict import Evidence, decide


def evidence(model: np.ndarray, rule: np.ndarray, ceiling: float | np.ndarray = 0.9) -> Evidence:
    n = len(model)
    return Evidence(
        model=model,
        baselines={"target-rule": rule},
        best_baseline="target-rule",
        halves=np.full(n, 0.6) + 0.01 * np.arange(n),
        halves_units=range(n),
        training_mean=np.full(n, 0.1),
        ceiling=np.broadcast_to(ceiling, n),
        squared_error={"model": np.full(n, 0.1), "target-rule": np.full(n, 0.2)},
        without_targets={"model": np.full(n, 0.5), "target-rule": np.full(n, 0.2)},
        units=range(n),
    )


def test_ties_but_for_the_last_bit_are_no_claim_and_a_gain_everywhere_is():
    rule = np.linspace(0.1, 0.3, 12)
    tied = rule + 1e-17
    tied[0] += 0.01  # one condition answered otherwise
    assert decide(evidence(np.nextafter(tied, 1), rule)).id == "no-better-than-baselines"
    assert decide(evidence(rule + 0.01, rule)).id == "better-than-baselines"


def test_a_model_that_is_its_baseline_is_told_without_the_rounding_of_the_machine():
    """It said "the paired interval against training-mean is [-4e-17, 5.4e-18]"."""
    rule = np.linspace(0.1, 0.3, 12)
    told = decide(evidence(rule + np.tile([1e-17, -6e-17], 6), rule)).sentence
    assert "against target-rule is [0.00, 0.00]" in told


def test_a_baseline_is_held_against_the_ceiling_of_the_same_conditions():
    """The ceiling is that of the strong conditions alone: the weak ones may not lower the baseline beside it."""
    rule = np.array([0.1] * 6 + [0.7, 0.72, 0.68, 0.71, 0.69, 0.7])
    ceiling = np.array([np.nan] * 6 + [0.7] * 6)
    verdict = decide(evidence(rule + 0.1, rule, ceiling))
    assert verdict.id == "baseline-at-ceiling"
    assert "scores 0.70, the ceiling is 0.70 (over 6 of 12 conditions, those with a ceiling)" in verdict.sentence
    assert decide(evidence(rule + 0.1, rule, np.array([np.nan] * 7 + [0.7] * 5))).id == "better-than-baselines"
