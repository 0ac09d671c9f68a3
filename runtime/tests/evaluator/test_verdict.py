"""A verdict claims nothing for ties."""

import numpy as np
from cellforge_runtime.verdict import Evidence, decide


def evidence(model: np.ndarray, rule: np.ndarray) -> Evidence:
    n = len(model)
    return Evidence(
        model=model,
        baselines={"target-rule": rule},
        best_baseline="target-rule",
        halves=np.full(n, 0.6) + 0.01 * np.arange(n),
        halves_units=range(n),
        training_mean=np.full(n, 0.1),
        ceiling=np.full(n, 0.9),
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
