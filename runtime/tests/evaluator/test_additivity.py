"""Pairs that are not the sum of their targets are told from those that are, and scored apart."""

from dataclasses import replace

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime import ceiling
from cellforge_runtime.additivity import additivity
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.genetic_interaction import distance_correlation, interaction
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.scoring import score_run
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from scipy import sparse

GENES = [f"G{i:02d}" for i in range(80)]
PAIRS = [(GENES[i], GENES[i + 1]) for i in range(0, 11)]


def screen(odd=(), *, seed=0, cells=50, spread=0.4, size=0.4):
    """Normal log values; pairs are sums but for those in `odd`, which change other genes as well."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(2.5, 4.0, len(GENES))
    effects = {gene: rng.normal(0, size, len(GENES)) * (rng.random(len(GENES)) < 0.4) for gene in GENES[:12]}
    conditions = [(), *((gene,) for gene in GENES[:12]), *PAIRS]
    rows, labels = [], []
    for condition in conditions:
        mean = base + sum((effects[gene] for gene in condition), np.zeros(len(GENES)))
        if condition in odd:
            mean = mean + rng.normal(0, size, len(GENES))
        n = cells if condition else 4 * cells
        rows.append(rng.normal(mean, spread, (n, len(GENES))))
        labels += ["+".join(condition) or "control"] * n
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i:05d}" for i in range(len(labels))])
    return anndata.AnnData(np.concatenate(rows).clip(0).astype(np.float32), obs=obs, var=pd.DataFrame(index=GENES))


def prepared(adata):
    told = {"perturbation": "perturbation", "control": "control", "separator": "+"}
    return prepare(adata, Task(**told, scenarios=("unseen-combination",)))


def pairs_of(data):
    return [i for i, query in enumerate(data.queries) if len(query.targets) == 2]


def test_pairs_that_are_sums_are_not_called_otherwise():
    """20 screens of 11 sums each: at most one in 20 holds a false call (5 % of families by Benjamini-Hochberg), two at chance."""
    screens_with_one = 0
    for seed in range(20):
        data = prepared(screen(seed=seed))
        screens_with_one += bool(additivity(data, pairs_of(data)).is_beyond_noise.any())
    assert screens_with_one <= 3


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix], ids=["dense", "csr"])
def test_pairs_that_do_more_are_found_and_only_they(convert):
    odd = PAIRS[2:5]
    adata = screen(odd)
    adata.X = convert(adata.X)
    data = prepared(adata)
    found = additivity(data, pairs_of(data))
    strong = {data.label(i) for i, is_strong in zip(found.pairs, found.is_strong) if is_strong}
    assert strong == {"+".join(pair) for pair in odd}
    assert (found.share[~found.is_strong] < 0.1).all()


def test_with_few_cells_a_departure_that_noise_could_make_is_not_called():
    data = prepared(screen(PAIRS[2:5], cells=30, spread=2.5, size=0.15))
    assert not additivity(data, pairs_of(data)).is_beyond_noise.any()


def test_only_pairs_with_both_targets_measured_alone_are_judged():
    adata = screen()
    adata = adata[adata.obs["perturbation"] != "G00"].copy()
    data = prepared(adata)
    found = additivity(data, pairs_of(data))
    assert [data.label(i) for i in found.pairs] == ["+".join(pair) for pair in PAIRS[1:]]
    assert additivity(data, [i for i in pairs_of(data) if data.label(i) == "G00+G01"]) is None


def test_the_fit_finds_the_weights_and_ignores_outliers():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 500))
    both = 1.4 * a + 0.3 * b + rng.normal(0, 0.05, 500)
    both[:20] += 15
    found = interaction(a, b, both)
    assert found.c1 == pytest.approx(1.4, abs=0.02) and found.c2 == pytest.approx(0.3, abs=0.02)
    assert found.magnitude == pytest.approx(np.hypot(1.4, 0.3), abs=0.03)
    assert found.dominance == pytest.approx(np.log10(1.4 / 0.3), abs=0.05)


def test_the_fit_is_near_theil_sens():
    linear_model = pytest.importorskip("sklearn.linear_model", reason="scikit-learn is not installed")
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 200))
    both = 0.8 * a + 1.1 * b + rng.normal(0, 0.2, 200)
    theil_sen = linear_model.TheilSenRegressor(fit_intercept=False, random_state=1000, max_subpopulation=2000)
    wanted = theil_sen.fit(np.column_stack([a, b]), both).coef_
    found = interaction(a, b, both)
    np.testing.assert_allclose([found.c1, found.c2], wanted, atol=0.04)


def test_distance_correlation_is_what_its_definition_says():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    y[:, 0] += x[:, 0] ** 2
    d = [np.array([[np.linalg.norm(p - q) for q in z] for p in z]) for z in (x, y)]
    c = [m - m.mean(axis=0, keepdims=True) - m.mean(axis=1, keepdims=True) + m.mean() for m in d]
    wanted = np.sqrt((c[0] * c[1]).mean() / np.sqrt((c[0] ** 2).mean() * (c[1] ** 2).mean()))
    assert distance_correlation(x, y) == pytest.approx(wanted)
    assert distance_correlation(x, 3 * x + 1) == pytest.approx(1)
    assert np.isnan(distance_correlation(x, np.ones((30, 1))))


def test_strongly_non_additive_pairs_are_scored_apart_beside_baselines(monkeypatch):
    monkeypatch.setattr(ceiling, "SPLITS", 2)
    folds = split(prepared(screen(PAIRS[2:6])))
    folds = replace(folds, folds=tuple(fold for fold in folds if fold.part == "seen-2"))
    items = []
    for fold in folds:
        training, asked = training_set(folds.data, fold), queries(folds.data, fold)
        items.append(FoldPrediction(fold, 42, fitted("additive", training).predict(asked), None))
    wire = score_run(Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash"))
    part = wire["scenarios"]["unseen-combination"]["parts"]["seen-2"]
    told = part["interactions"]
    assert told["pairs"] == 11 and told["non_additive"] == 4
    labels = {each["label"] for each in told["each"]}
    assert labels == {"+".join(pair) for pair in PAIRS[2:6]}
    for name in ("pearson_delta_indep", "mse"):
        scores = told["scores"][name]
        assert scores["n"] == 4 and scores["model"] == pytest.approx(scores["baselines"]["additive"])
    assert told["scores"]["mse"]["model"] > part["metrics"]["mse"]["model"]  # sums miss what is no sum
    shares = [each["share"] for each in told["each"]]
    assert shares == sorted(shares, reverse=True) and min(shares) >= 0.25
    for each in told["each"]:  # predicted as the sum, which is both weights 1; the measured pair holds something new
        assert each["predicted"]["magnitude"] == pytest.approx(np.sqrt(2), abs=0.2)
        assert each["observed"]["model_fit"] < each["predicted"]["model_fit"] - 0.05
