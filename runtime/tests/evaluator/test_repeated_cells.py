"""Cells that stand in the data twice under other names are counted and told; cells that are alike by chance are not."""

import anndata
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.task import Task
from scipy import sparse


def screen(features=60, rate=2.0):
    rng = np.random.default_rng(0)
    labels = [label for label in ("control", "A1", "B1", "C1") for _ in range(60)]
    obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i:03d}" for i in range(240)])
    counts = rng.poisson(rate, (240, features)).astype(np.float32)
    return anndata.AnnData(counts, obs=obs, var=pd.DataFrame(index=[f"G{i}" for i in range(features)]))


def told(adata):
    wanted = {
        "perturbation": "perturbation",
        "control": "control",
        "scenarios": ("unseen-perturbation",),
        "value_state": "counts",
    }
    return [sentence for sentence in prepare(adata, Task(**wanted)).adjustments if "values of another" in sentence]


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix], ids=["dense", "sparse"])
@pytest.mark.parametrize(("taken", "n"), [(range(0), None), (range(1), "1 cell has"), (range(50, 150, 2), "50 cells have")])
def test_cells_joined_twice_are_counted(convert, taken, n):
    once = screen()
    again = once[list(taken)].copy()
    again.obs_names = [f"again{i}" for i in range(again.n_obs)]
    both = anndata.concat([once, again])
    both.X = convert(both.X)
    assert [sentence.startswith(n) for sentence in told(both)] == ([] if n is None else [True])


def test_cells_with_a_few_values_are_alike_by_chance():
    assert told(screen(features=30, rate=0.05)) == []


def test_the_same_cell_under_two_labels_counts_too():
    adata = screen()
    adata.X[70] = adata.X[5]
    assert len(told(adata)) == 1
