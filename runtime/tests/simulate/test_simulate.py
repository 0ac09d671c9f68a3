"""What the simulated data promise: plainly simulated, true to their stated truth, neither trivial nor impossible."""

import ast
from pathlib import Path

import anndata
import numpy as np
import pytest
from cellforge_runtime import datasets
from cellforge_runtime.datasets import KINDS, known_truth, simulate
from cellforge_runtime.errors import CellForgeError

AMOUNT = {"dose": ["dose"], "compounds": ["dose", "SMILES"], "time": ["time_h"]}


def log1p_cp10k(adata):
    counts = adata.X.toarray()
    return np.log1p(1e4 * counts / counts.sum(axis=1, keepdims=True))


def condition_means(adata):
    """(label, cell type) or (label, cell type, dose or time) -> mean profile and its standard error."""
    x = log1p_cp10k(adata)
    columns = ["perturbation", "cell_type", *adata.obs.columns.intersection(["dose", "time_h"])]
    groups = adata.obs.groupby(columns, observed=True).indices
    return {key: (x[rows].mean(axis=0), x[rows].std(axis=0) / np.sqrt(len(rows))) for key, rows in groups.items()}


@pytest.fixture(scope="module", params=[kind for kind in KINDS if kind != "chromatin"])  # see test_chromatin.py
def simulated(request):
    return request.param, simulate(request.param, seed=3)


def test_says_plainly_that_it_is_simulated(simulated):
    kind, adata = simulated
    assert adata.uns["simulated"] is True
    assert "no cell was measured" in adata.uns["simulation"]["note"]
    assert list(adata.obs.columns) == ["perturbation", "cell_type", "batch", *AMOUNT.get(kind, [])]


def test_holds_counts_of_at_least_thirty_cells_a_condition(simulated):
    _, adata = simulated
    assert np.array_equal(adata.X.data, np.round(adata.X.data)) and adata.X.min() >= 0
    assert adata.n_obs == 6000
    assert adata.obs.groupby(["perturbation", "cell_type"], observed=True).size().min() >= 30


def test_measured_means_agree_with_the_stated_truth(simulated):
    _, adata = simulated
    truth = known_truth(adata)
    means = condition_means(adata)
    off = np.array([mean - truth.profile(*key) for key, (mean, _) in means.items()])
    errors = np.array([np.maximum(error, 0.02) for _, error in means.values()])
    # a standard error from 45 cells is itself uncertain, hence a little more than 1
    assert np.sqrt(np.mean((off / errors) ** 2)) < 1.15
    assert abs(off.mean()) < 0.004


def test_no_change_correlates_with_raw_profiles_as_in_published_screens(simulated):
    _, adata = simulated
    means = condition_means(adata)
    control = {key[1]: mean for key, (mean, _) in means.items() if key[0] == "control"}
    raw = [np.corrcoef(mean, control[key[1]])[0, 1] for key, (mean, _) in means.items() if key[0] != "control"]
    assert 0.95 <= np.mean(raw) <= 0.995


def test_two_in_five_targets_change_nothing_anywhere(simulated):
    kind, adata = simulated
    truth = known_truth(adata)
    singles = {label for label in truth.perturbation if "+" not in label and label != "control"}
    contexts = sorted(set(truth.cell_type))
    still = {label for label in singles if all(np.abs(truth.change(label, c)).max() < 1e-6 for c in contexts)}
    assert set(truth.silent_targets) <= still
    assert len(still) >= {"dose": 0.3, "compounds": 0.2, "time": 0.28}.get(kind, 0.4) * len(singles)


@pytest.mark.parametrize("kind", ["dose", "time"])
def test_more_of_a_drug_does_more_and_cytokine_responses_come_and_go(kind):
    truth = known_truth(simulate(kind, seed=3))
    active = sorted({label for label in truth.perturbation if label != "control"} - set(truth.silent_targets))
    amounts = sorted({a for a in truth.amount if np.isfinite(a)})
    size = np.array([[np.abs(truth.change(label, amount=a)).sum() for a in amounts] for label in active])
    if kind == "dose":
        assert (np.diff(size, axis=1) > 0).all()
        return
    gone = [
        (np.abs(truth.change(label, amount=amounts[-1])) < 0.5 * peak)[peak > 0.2].mean()
        for label in active
        for peak in [np.max([np.abs(truth.change(label, amount=a)) for a in amounts], axis=0)]
    ]
    assert 0.2 < np.mean(gone) < 0.8


def additive_error(truth, label):
    """Squared error of adding the singles' true changes up, and the squared size of the true change."""
    a, b = label.split("+")
    true = truth.change(label)
    return np.mean((truth.change(a) + truth.change(b) - true) ** 2), np.mean(true**2)


def measured_pairs(truth):
    return [label for label, measured in zip(truth.perturbation, truth.is_measured) if "+" in label and measured]


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [pytest.param("additive", 0.0, 0.01, id="additive"), pytest.param("interaction", 0.15, 0.6, id="interaction")],
)
def test_pairs_add_up_only_where_that_is_the_kind(kind, least, most):
    truth = known_truth(simulate(kind, seed=1))
    errors = np.array([additive_error(truth, label) for label in measured_pairs(truth)])
    assert least <= errors[:, 0].sum() / errors[:, 1].sum() <= most


def test_interaction_has_pairs_to_hold_out_whose_targets_were_measured_alone():
    truth = known_truth(simulate("interaction"))
    singles = {label for label, measured in zip(truth.perturbation, truth.is_measured) if measured and "+" not in label}
    pairs = measured_pairs(truth)
    assert len(pairs) >= 40
    assert all(set(label.split("+")) <= singles for label in pairs)


def test_response_depends_on_the_context_and_the_control_cells_show_why():
    adata = simulate("nonlinear-context", seed=2)
    truth = known_truth(adata)
    contexts = sorted(set(truth.cell_type))
    active = sorted({p for p in truth.perturbation if p != "control"} - set(truth.silent_targets))
    changes = np.array([[truth.change(p, c) for c in contexts] for p in active])  # (targets, contexts, genes)
    between = np.mean((changes - changes.mean(axis=1, keepdims=True)) ** 2)
    assert between > 0.25 * np.mean(changes**2)
    assert sum(truth.is_measured) - len(contexts) >= 40


def test_null_changes_nothing():
    truth = known_truth(simulate("null"))
    assert np.ptp(truth.expected, axis=0).max() < 1e-6


def test_same_seed_gives_the_same_object_and_another_seed_another():
    first, again, other = simulate(seed=5), simulate(seed=5), simulate(seed=6)
    assert (first.X != again.X).nnz == 0
    assert first.obs.equals(again.obs)
    assert (first.X != other.X).nnz > 0


def test_truth_survives_a_file(tmp_path):
    adata = simulate("nonlinear-context")
    adata.write_h5ad(tmp_path / "simulated.h5ad")
    read = anndata.read_h5ad(tmp_path / "simulated.h5ad")
    assert np.array_equal(known_truth(read).expected, known_truth(adata).expected)
    assert known_truth(read).silent_targets == known_truth(adata).silent_targets


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param({"kind": "linear"}, "simulate/unknown-kind", id="unknown kind"),
        pytest.param({"n_cells": 500}, "simulate/too-few-cells", id="too few cells"),
        pytest.param({"n_genes": 20}, "simulate/too-few-genes", id="too few genes"),
    ],
)
def test_refuses_what_it_cannot_make(arguments, code):
    with pytest.raises(CellForgeError) as caught:
        simulate(**arguments)
    assert caught.value.code == code and caught.value.expected and caught.value.found


def test_measured_data_have_no_known_truth():
    with pytest.raises(CellForgeError, match="no known truth"):
        known_truth(anndata.AnnData(np.ones((2, 2))))


PUBLISHED = ("fetch", "published", "scperturb")  # measured data by name: no simulator


def test_shares_no_code_with_models_or_baselines():
    folder = Path(datasets.__file__).parent
    imported = {
        node.module
        for path in folder.glob("*.py")
        if path.stem not in PUBLISHED
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cellforge_runtime")
    }
    allowed = {"cellforge_runtime.errors"} | {f"cellforge_runtime.datasets.{p.stem}" for p in folder.glob("*.py")}
    assert imported <= allowed
