"""What simulated protein promises: counts with a background, a truth for both modalities, and protein that lags its RNA."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.datasets import known_truth, simulate
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.task import Task

TASK = Task(perturbation="perturbation", control="control", separator="+", value_state="counts", modality="rna,protein")


@pytest.fixture(scope="module")
def screen():
    return simulate("protein", seed=4)


@pytest.fixture(scope="module")
def data(screen):
    return prepare(screen, TASK)


def test_is_a_screen_of_rna_with_a_named_table_of_counts(screen):
    table = screen.obsm["protein"]
    assert table.shape == (6000, 39) and list(table.columns[-3:]) == ["IgG1", "IgG2a", "IgG2b"]
    assert (table.to_numpy() == np.rint(table)).all(axis=None) and table["IgG1"].mean() < 0.3 * table.mean().median()
    again = simulate("protein", seed=4)
    assert again.obsm["protein"].equals(table) and (again.X != screen.X).nnz == 0


def test_the_rna_is_that_of_the_screen_without_protein(screen):
    assert (simulate("interaction", seed=4).X != screen.X).nnz == 0


def test_measured_means_agree_with_the_truth_of_each_modality(screen, data):
    truth = known_truth(screen, "protein")
    protein = data.others["protein"]
    labels = ["+".join(query.targets) for query in protein.queries]
    expected = np.stack([truth.profile(label) for label in labels])
    spread = np.stack([protein.x[protein.cells_of(i)].std(axis=0) for i in range(len(labels))])
    error = spread / np.sqrt(protein.n_cells)[:, None]
    z = (protein.means - expected) / error
    assert np.sqrt((z**2).mean()) == pytest.approx(1.0, abs=0.05)
    assert np.abs(expected.sum(axis=1)).max() < 1e-3


def test_protein_changes_less_than_its_rna_and_also_where_rna_does_not(screen):
    rna, protein = known_truth(screen), known_truth(screen, "protein")
    place = [list(screen.var_names).index(name) for name in screen.obsm["protein"].columns[:-3]]
    labels = [label for label in rna.perturbation if label != "control"]
    of_rna = np.stack([rna.change(label)[place] for label in labels])
    of_protein = np.stack([protein.change(label)[:-3] for label in labels])
    slope = (of_rna * of_protein).sum() / (of_rna**2).sum()
    assert 0.1 < slope < 0.7
    assert 0.5 < np.corrcoef(of_rna.ravel(), of_protein.ravel())[0, 1] < 0.95
    beyond = (np.abs(of_protein) > 0.3) & (np.abs(of_rna) < 0.05)
    assert beyond.any()
    silent = [row for row, label in enumerate(labels) if label in rna.silent_targets]
    assert np.abs(of_protein[silent]).max() < 0.01


def test_a_screen_without_protein_has_no_truth_of_it():
    with pytest.raises(CellForgeError) as raised:
        known_truth(simulate("null", n_cells=3500), "protein")
    assert raised.value.code == "simulate/no-truth"
