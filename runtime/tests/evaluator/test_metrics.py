"""Every metric against naive lines, and against what any metric has to do."""

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.metrics import METRICS
from cellforge_runtime.metrics.energy_distance import energy_distance
from cellforge_runtime.metrics.observed import FromMeans, Observed
from hypothesis import given, settings
from hypothesis import strategies as st

N, G = 6, 40


def example(seed=0, n=N):
    """Observed and predicted means of n conditions in two contexts, without any structure."""
    rng = np.random.default_rng(seed)
    C = rng.uniform(0, 3, (n, G))
    is_changed = rng.random((n, G)) < 0.3
    is_changed[0, 2:] = False  # fewer than three changed features: not scored on them
    observed = Observed(
        contexts=("x",) * (n - 1) + ("y",),
        T=C + rng.normal(0, 0.5, (n, G)),
        C=C,
        C_m=C + rng.normal(0, 0.1, (n, G)),
        C_s=C + rng.normal(0, 0.1, (n, G)),
        O=C + rng.normal(0, 0.2, (n, G)),
        spread=rng.uniform(0.2, 1, (n, G)) * (rng.random((n, G)) < 0.9),
        is_changed=is_changed,
        is_target=np.arange(G) < 4,
        T_top=C + rng.normal(0, 0.5, (n, G)),
        is_top=rng.random((n, G)) < 0.4,
        made=lambda predicted: FromMeans(predicted > observed.C, predicted.sum(axis=1)),
    )
    return observed, C + rng.normal(0, 0.5, (n, G))


def corr(a, b):
    return np.corrcoef(a, b)[0, 1]


def naive(name, P, o, i):
    """One condition's score in the words of metrics.md."""
    T, C, C_m, C_s, O, D = o.T[i], o.C[i], o.C_m[i], o.C_s[i], o.O[i], o.is_changed[i]  # noqa: E741
    few = D.sum() < 3
    keep = ~o.is_target
    if name in ("mse", "mse_share"):
        return np.mean((P - T) ** 2)
    if name in ("mae", "mae_share"):
        return np.mean(np.abs(P - T))
    if name == "mse_de":
        return np.nan if few else np.mean((P - T)[D] ** 2)
    if name == "mae_de":
        return np.nan if few else np.mean(np.abs(P - T)[D])
    if name == "pearson":
        return corr(P, T)
    if name == "pearson_de":
        return np.nan if few else corr(P[D], T[D])
    if name == "r2":
        return 1 - np.sum((P - T) ** 2) / np.sum((T - T.mean()) ** 2)
    if name == "r2_de":
        return np.nan if few else 1 - np.sum((P - T)[D] ** 2) / np.sum((T[D] - T[D].mean()) ** 2)
    if name == "pearson_delta":
        return corr(P - C, T - C)
    if name == "pearson_delta_indep":
        return corr(P - C_m, T - C_s)
    if name == "pearson_delta_mean_ref":
        return corr(P - O, T - O)
    if name == "pearson_delta_notarget":
        return corr((P - C_m)[keep], (T - C_s)[keep])
    if name == "pearson_delta_z":
        known = o.spread[i] > 0
        return corr(((P - C_m)[known] / o.spread[i][known]), ((T - C_s)[known] / o.spread[i][known]))
    if name == "pearson_delta_top20":
        top = o.is_top[i]
        return corr((P - C)[top], (o.T_top[i] - C)[top])
    if name == "direction_match":
        return np.nan if few else np.mean([np.sign(a) == np.sign(b) for a, b in zip((P - C_m)[D], (T - C_s)[D])])
    if name == "de_overlap":
        first = np.argsort(-np.abs(P - C_m))[: D.sum()]
        return np.nan if few else D[first].mean()
    found = P > C
    if name == "de_recall":
        return np.nan if few else (found & D).sum() / D.sum()
    if name == "de_precision":
        return np.nan if few else (found & D).sum() / found.sum()
    if name == "e_distance":
        return P.sum()
    raise AssertionError(name)


@pytest.mark.parametrize("name", [name for name in METRICS if name != "discrimination"])
def test_equals_its_definition_computed_naively(name):
    observed, predicted = example()
    scores = METRICS[name].function(predicted, observed)
    expected = [naive(name, predicted[i], observed, i) for i in range(N)]
    np.testing.assert_allclose(scores, expected, rtol=1e-9)


def test_discrimination_ranks_the_own_condition_among_those_of_its_context():
    observed, predicted = example()
    scores = METRICS["discrimination"].function(predicted, observed)
    keep = ~observed.is_target
    for i in range(5):
        distance = [
            np.abs((predicted[i] - observed.C_m[i])[keep] - (observed.T[q] - observed.C_s[q])[keep]).sum() for q in range(5)
        ]
        rank = sum(d < distance[i] for d in distance) + 0.5 * (sum(d == distance[i] for d in distance) - 1)
        assert scores[i] == pytest.approx(1 - rank / 4)
    assert np.isnan(scores[5])  # alone in its context


def test_discrimination_of_one_answer_for_all_is_chance_and_of_the_truth_is_one():
    observed, _ = example(n=7)
    observed = replace(observed, contexts=("x",) * 7, C_m=observed.C, C_s=observed.C)
    constant = observed.C + 0.3
    assert np.nanmean(METRICS["discrimination"].function(constant, observed)) == pytest.approx(0.5)
    assert METRICS["discrimination"].function(observed.T, observed) == pytest.approx(1)


@pytest.mark.parametrize("name", list(METRICS))
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_the_truth_is_never_beaten(name, seed):
    observed, predicted = example(seed)
    is_changed = np.abs(observed.T - observed.C) > 0.7
    C = observed.C
    observed = replace(observed, C_m=C, C_s=C, T_top=observed.T, is_changed=is_changed, made=None)
    best = METRICS[name].function(observed.T, observed)
    other = METRICS[name].function(predicted, observed)
    sign = 1 if METRICS[name].higher_is_better else -1
    is_scored = np.isfinite(best)
    assert (sign * best[is_scored] >= sign * other[is_scored] - 1e-12).all()


@pytest.mark.parametrize("name", list(METRICS))
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_the_order_of_features_plays_no_part(name, seed):
    observed, predicted = example(seed)
    order = np.random.default_rng(seed).permutation(G)
    arrays = ("T", "C", "C_m", "C_s", "O", "spread", "is_changed", "T_top", "is_top")
    turned = replace(
        observed,
        **{array: getattr(observed, array)[:, order] for array in arrays},
        is_target=observed.is_target[order],
        made=lambda p: FromMeans(p > turned.C, p.sum(axis=1)),
    )
    one, two = METRICS[name].function(predicted, observed), METRICS[name].function(predicted[:, order], turned)
    np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-12)


CORRELATIONS = [name for name in METRICS if name.startswith("pearson_delta")]


@pytest.mark.parametrize("name", CORRELATIONS)
def test_an_undefined_correlation_counts_as_zero(name):
    observed, _ = example()
    reference = {"pearson_delta": observed.C, "pearson_delta_top20": observed.C, "pearson_delta_mean_ref": observed.O}
    assert (METRICS[name].function(reference.get(name, observed.C_m), observed) == 0).all()


@pytest.mark.parametrize("name", CORRELATIONS)
def test_a_change_that_has_nothing_to_do_with_the_data_scores_chance(name):
    scores = []
    for seed in range(40):
        observed, _ = example(seed)
        noise = np.random.default_rng(seed + 1000).normal(0, 0.5, (N, G))
        reference = observed.O if name == "pearson_delta_mean_ref" else observed.C_m
        scores += METRICS[name].function(reference + noise, observed).tolist()
    scores = np.array(scores)[np.isfinite(scores)]
    assert abs(scores.mean()) < 4 * scores.std() / np.sqrt(len(scores))


def test_ties_share_the_places_of_de_overlap():
    observed, _ = example()
    k = observed.is_changed.sum(axis=1)
    scores = METRICS["de_overlap"].function(observed.C_m, observed)
    np.testing.assert_allclose(scores[1:], (k / G)[1:])


def test_energy_distance_equals_the_double_sum():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(7, 3)), rng.normal(1, 1, size=(5, 3))

    def mean(x, y, same):
        pairs = [np.linalg.norm(p - q) for i, p in enumerate(x) for j, q in enumerate(y) if not (same and i == j)]
        return np.mean(pairs)

    assert energy_distance(a, b) == pytest.approx(2 * mean(a, b, False) - mean(a, a, True) - mean(b, b, True))


def test_every_metric_tells_what_it_is():
    for metric in METRICS.values():
        info = metric.info()
        assert info["shown"] in ("headline", "table", "last") and len(info["definition"]) > 40
        assert info["definition"].endswith(".") and info["label"][0].isupper()
    assert next(iter(METRICS)) == "pearson_delta_indep"
