"""Doses of drugs in two cell types: what the built-in design chooses there, and switches fitted by evidence where required."""

from __future__ import annotations

import anndata as ad
import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import queries, training_set
from cellforge_runtime.describe import describe
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from scipy import sparse

from .generated import model_cells, model_of

CHOSEN = "additive dose-time-curve delta full mse shrink-to-baseline"  # no evidence: src/core/design/evidence.spec.ts
REQUIRED = "evidence full ensemble additive dose-time-curve"
SETTINGS = {"learning_rate": 0.01, "weight_decay": 0.001, "dropout": 0.0, "max_epochs": 20, "batch_size": 32}


def two_cell_types(n_cells: int = 2430) -> ad.AnnData:
    """The same drugs and doses in two cell types, in the second of which a fifth of the genes are twice as high."""
    rng = np.random.default_rng(7)
    one, two = (cf.datasets.simulate("dose", seed=1, n_cells=n_cells, n_genes=200) for _ in range(2))
    higher = np.where(rng.random(two.n_vars) < 0.2, 2.0, 1.0)
    two.X = sparse.csr_matrix(rng.poisson(two.X.toarray() * higher).astype(np.float32))
    both = ad.concat({"A549": one, "MCF7": two}, label="line", index_unique="-")
    both.obs["cell_type"] = both.obs["line"].astype(str)
    return both


@pytest.fixture(scope="module")
def folds():
    adata = two_cell_types()
    found = describe({"adata": adata}, "adata", {"scenario": "unseen-dose", "context": "cell_type"})
    assert found["problem"] is None
    return split(cf.prepare(adata, Task.from_wire(found["task"])))


def test_a_dose_leaves_training_in_both_cell_types(folds):
    for fold in folds:
        trained = {(query.targets, query.dose) for query in (folds.data.queries[i] for i in fold.train)}
        held_out = [folds.data.queries[i] for i in fold.held_out]
        assert not trained & {(query.targets, query.dose) for query in held_out}
    assert {query.context for fold in folds for query in queries(folds.data, fold)} == {"A549", "MCF7"}


@pytest.mark.parametrize("words", [CHOSEN, REQUIRED], ids=["as chosen", "by evidence, as required"])
def test_a_design_answers_for_each_cell_type_from_its_own_controls(folds, words):
    fold = folds[0]
    train, asked = training_set(folds.data, fold), queries(folds.data, fold)
    model = model_of(next(made["source"] for made in model_cells() if made["name"] == words))(**SETTINGS)
    model.fit(train, None, seed=1, device="cpu", progress=lambda **_: None)
    found, measured = np.asarray(model.predict(asked)), folds.data.means[fold.held_out]
    controls = train.matched_controls(asked)
    assert found.shape == measured.shape and np.isfinite(found).all()
    assert ((found - measured) ** 2).mean() < ((controls - measured) ** 2).mean()
    simple = fitted("training-mean", train).predict(asked)
    assert ((found - measured) ** 2).mean() < 1.05 * ((simple - measured) ** 2).mean()
    apart = [np.flatnonzero([query.context == line for query in asked]) for line in ("A549", "MCF7")]
    levels = [np.mean(found[rows], axis=0) - np.mean(controls[rows], axis=0) for rows in apart]
    between = np.abs(np.mean(controls[apart[0]], axis=0) - np.mean(controls[apart[1]], axis=0)).mean()
    assert all(np.abs(level).mean() < between for level in levels)  # neither is answered at the other's level
