"""Chromatin accessibility: tests at equal depth, metrics that expose a marginal-only model, memory, bad input."""

from __future__ import annotations

import tracemalloc

import anndata
import cellforge_runtime as cf
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import training_set
from cellforge_runtime.datasets import simulate
from cellforge_runtime.differential_peaks import DepthBins, differential_peaks, score_test
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.fold_scores import score_fold
from cellforge_runtime.further_facts import QUESTIONS
from cellforge_runtime.metrics import accessibility
from cellforge_runtime.peaks import depth_weights
from cellforge_runtime.task import Task
from scipy import optimize, sparse
from scipy.special import expit

TASK = {"perturbation": "perturbation", "control": "control", "value_state": "counts", "modality": "atac"}


def by_depth(n_cells: int, n_peaks: int, *, shift: float, seed: int = 0):
    """Two groups that differ in depth alone. (cells, peaks), depth, is_group"""
    rng = np.random.default_rng(seed)
    is_group = np.arange(n_cells) % 2 == 0
    log_depth = rng.choice(np.linspace(-0.8, 0.8, 12), size=n_cells) + shift * is_group
    rate = np.exp(rng.normal(-2.0, 0.8, n_peaks) + log_depth[:, None] * rng.uniform(0.5, 1.3, n_peaks))
    cells = sparse.csr_matrix((rng.poisson(rate) > 0).astype(np.float32))
    return cells, np.exp(log_depth + 6), is_group


def test_the_score_test_is_that_of_a_logistic_regression_on_every_cell():
    cells, depth, is_group = by_depth(600, 8, shift=0.0)  # 12 depths: each a bin of its own
    bins = DepthBins.of(depth)
    found = score_test(bins.binned(cells[is_group], depth[is_group]), bins.binned(cells[~is_group], depth[~is_group]), bins)
    X = np.column_stack([np.ones(len(depth)), np.log(depth)])
    for peak, y in enumerate(cells.toarray().T):

        def loss(beta, y=y):
            return float(np.logaddexp(0, X @ beta).sum() - y @ (X @ beta))

        start = np.array([np.log(y.mean() / (1 - y.mean())) - np.log(depth).mean(), 1.0])
        beta = optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-6}).x
        p = expit(X @ beta)
        W = (p * (1 - p))[:, None]
        g = is_group.astype(float)[:, None]
        information = (W * g).T @ g - (W * g).T @ X @ np.linalg.solve((W * X).T @ X, (W * X).T @ g)
        naive = float((g[:, 0] * (y - p)).sum() / np.sqrt(information[0, 0]))
        assert found[peak] == pytest.approx(naive, abs=0.01)


def test_depth_alone_changes_no_peak_and_would_without_the_covariate():
    cells, depth, is_group = by_depth(2000, 400, shift=0.4)
    bins = DepthBins.of(depth)
    sides = [(cells[rows], depth[rows]) for rows in (is_group, ~is_group)]
    group, reference = (bins.binned(*side) for side in sides)
    assert differential_peaks([group], reference, bins).is_changed.sum() <= 2
    blind = DepthBins(np.array([]), np.zeros(1))
    group, reference = (blind.binned(*side) for side in sides)
    without = differential_peaks([group], reference, blind)
    assert without.is_changed.mean() > 0.3
    assert (without.scores[without.is_changed] > 0).all()  # depth decides the sign


def test_weights_give_a_condition_the_depths_of_its_controls():
    rng = np.random.default_rng(0)
    depth = np.concatenate([rng.lognormal(6, 0.5, 400), rng.lognormal(5.8, 0.4, 300)])
    condition_of = np.repeat([-1, 0], [400, 300])
    weights = depth_weights(depth, condition_of, np.zeros(700, dtype=int))
    own = weights[condition_of == 0]
    assert (weights[condition_of == -1] == 1).all() and own.mean() == pytest.approx(1, abs=1e-6)
    plain, at_depth = depth[condition_of == 0].mean(), np.average(depth[condition_of == 0], weights=own)
    controls = depth[:400].mean()
    assert abs(at_depth - controls) < 0.5 * abs(plain - controls)
    effective_share = own.sum() ** 2 / (len(own) * (own**2).sum())  # of the cells, after weighting
    assert 0.5 < effective_share < 1


def test_average_precision_and_both_areas_are_those_of_their_definitions():
    rng = np.random.default_rng(1)
    size, is_changed, level = rng.integers(0, 6, 60).astype(float), rng.random(60) < 0.3, rng.random(60)
    wins = [(a > b) + 0.5 * (a == b) for a in size[is_changed] for b in size[~is_changed]]
    assert accessibility.area_under_roc(size, is_changed) == pytest.approx(np.mean(wins))
    total = sum(
        is_changed[size >= s].mean() * (is_changed[size >= s].sum() - is_changed[size > s].sum()) for s in np.unique(size)
    )
    assert accessibility.average_precision(size, is_changed) == pytest.approx(total / is_changed.sum())
    matched = []
    order = np.argsort(level[~is_changed])
    for a, at in zip(size[is_changed], level[is_changed]):
        below = order[level[~is_changed][order] < at][::-1]
        above = order[level[~is_changed][order] > at]
        reach = min(len(below), len(above))
        near = size[~is_changed][np.concatenate([below[:reach], above[:reach]])]
        matched += [((a > near) + 0.5 * (a == near)).mean()] if reach else []
    assert accessibility._matched(size, is_changed, level) == pytest.approx(np.mean(matched))


@pytest.fixture(scope="module")
def folds():
    screen = simulate("chromatin", seed=11, n_cells=5000, n_genes=200)
    return cf.split(cf.prepare(screen, Task(**TASK, context="cell_type", scenarios=("unseen-context",))))


def test_a_model_that_knows_only_how_open_peaks_are_is_exposed(folds):
    fold = folds[0]
    training = training_set(folds.data, fold)
    marginal = 1.3 * training.matched_controls([folds.data.queries[i] for i in fold.held_out])
    scored = score_fold(folds.data, fold, {"model": [marginal]})

    def mean(of, metric):
        return float(np.nanmean(scored.scores[of][metric]))

    # what flatters it: whole profiles, and peaks that are open often, which are seen to change often
    assert mean("model", "pearson") > 0.85 and mean("model", "roc_auc") > 0.62
    # what does not
    assert abs(mean("model", "roc_auc_matched") - 0.5) < 0.03 and abs(mean("model", "pearson_delta_indep")) < 0.05
    assert mean("no-change", "pr_auc") == pytest.approx(mean("no-change", "pr_auc_chance"))
    # what other cell types tell is above both
    assert mean("context-delta", "roc_auc_matched") > 0.7
    assert mean("context-delta", "da_recall") > mean("model", "da_recall")
    assert np.nanmean(scored.halves["roc_auc_matched"]) > 0.7


def peaks(x, labels) -> anndata.AnnData:
    obs = pd.DataFrame({"perturbation": labels}, index=[f"cell{i}" for i in range(len(labels))])
    return anndata.AnnData(x, obs=obs, var=pd.DataFrame(index=[f"chr1:{i}00-{i}99" for i in range(x.shape[1])]))


def test_cells_are_never_made_dense():
    rng = np.random.default_rng(0)
    n_cells, n_peaks = 6000, 60_000  # 1.4 GB as dense float32
    x = sparse.random(n_cells, n_peaks, density=0.004, format="csr", random_state=rng, dtype=np.float32)
    x.data[:] = 1
    labels = np.repeat(["control", *(f"drug{i}" for i in range(9))], 600)
    adata = peaks(x, labels)
    tracemalloc.start()
    try:
        found = cf.split(cf.prepare(adata, Task(**TASK, scenarios=("unseen-perturbation",))))
        fold = found[0]
        score_fold(found.data, fold, {"model": [np.full((len(fold.held_out), n_peaks), 0.004)]})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 0.35 * 4 * n_cells * n_peaks, f"{peak / 2**20:.0f} MB"


def test_log_normalised_values_are_open_where_they_are_above_0():
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.1, (120, 300)).astype(np.float32)
    counts[0, 0] = 3
    counts = sparse.csr_matrix(counts)
    labels = np.repeat(["control", "a", "b"], 40)
    logged = counts.copy()
    logged.data = np.log1p(logged.data * 7)
    scenarios = ("unseen-perturbation",)
    one = cf.prepare(peaks(counts, labels), Task(**TASK, scenarios=scenarios))
    two = cf.prepare(peaks(logged, labels), Task(**{**TASK, "value_state": "log"}, scenarios=scenarios))
    assert np.array_equal(one.means, two.means) and set(np.unique(one.x[one.condition_of == -1].data)) == {1.0}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(lambda x: x.__setitem__((3, 3), np.nan), "data/not-finite", id="NaN"),
        pytest.param(lambda x: x.__setitem__((3, 3), -1.0), "data/negative", id="negative"),
        pytest.param(lambda x: x.__setitem__(slice(None), 1.0), "data/not-sparse", id="everything open"),
        pytest.param(lambda x: x.__setitem__(slice(40, 80), 0.0), "data/no-open-peaks", id="a condition without open peaks"),
    ],
)
def test_values_that_are_no_accessibility_are_refused(spoil, code):
    x = np.random.default_rng(0).poisson(0.2, (120, 50)).astype(np.float32)
    spoil(x)
    with pytest.raises(CellForgeError) as raised:
        cf.prepare(peaks(x, np.repeat(["control", "a", "b"], 40)), Task(**TASK))
    assert raised.value.code == code


def test_cells_without_an_open_peak_are_left_out():
    x = np.random.default_rng(0).poisson(0.5, (120, 50)).astype(np.float32)
    x[41] = 0
    data = cf.prepare(peaks(x, np.repeat(["control", "a", "b"], 40)), Task(**TASK))
    assert data.n_cells.tolist() == [39, 40] and (data.condition_of == -2).sum() == 1


def test_an_agent_that_asks_for_depth_is_told_of_open_peaks():
    x = np.random.default_rng(0).poisson(np.repeat([0.6, 0.3, 0.3], 40)[:, None], (120, 50)).astype(np.float32)
    task = Task(**TASK, scenarios=("unseen-perturbation",))
    data = cf.prepare(peaks(x, np.repeat(["control", "a", "b"], 40)), task)
    ratio, _, text = QUESTIONS["depth-ratio"](data)
    assert 0.45 < ratio < 0.7 and text.startswith("Open peaks")


def test_the_primary_metric_must_be_one_of_peaks():
    x = np.random.default_rng(0).poisson(0.5, (120, 50)).astype(np.float32)
    task = Task(**TASK, scenarios=("unseen-perturbation",), primary="e_distance")
    with pytest.raises(CellForgeError, match='no metric "e_distance" for atac'):
        cf.prepare(peaks(x, np.repeat(["control", "a", "b"], 40)), task)
