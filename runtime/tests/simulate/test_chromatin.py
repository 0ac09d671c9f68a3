"""What simulated chromatin promises: sparse counts of peaks, a truth at the controls' depths, depths that mislead."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.data import control_means, group_means, prepare
from cellforge_runtime.datasets import known_truth, simulate
from cellforge_runtime.peaks import open_peaks
from cellforge_runtime.task import Task

TASK = Task(perturbation="perturbation", control="control", context="cell_type", value_state="counts", modality="atac")


@pytest.fixture(scope="module")
def screen():
    return simulate("chromatin", seed=3, n_cells=15_000, n_genes=200)


@pytest.fixture(scope="module")
def data(screen):
    return prepare(screen, TASK)


def changes(data, means):
    controls = control_means(data, np.flatnonzero(data.condition_of == -1))
    return {(q.targets[0], q.context): means[i] - controls[q.context] for i, q in enumerate(data.queries)}


def test_is_sparse_named_by_place_and_says_that_it_is_simulated(screen):
    assert screen.shape == (15_000, 2000)
    assert 0.03 < screen.X.nnz / np.prod(screen.shape) < 0.2
    assert screen.var_names[0] == "chr1:1000-1500"
    assert screen.uns["simulated"] is True and "no cell was measured" in screen.uns["simulation"]["note"]
    again = simulate("chromatin", seed=3, n_cells=15_000, n_genes=200)
    assert (again.X != screen.X).nnz == 0


def test_control_cells_show_the_stated_truth(screen, data):
    truth = known_truth(screen)
    controls = control_means(data, np.flatnonzero(data.condition_of == -1))
    for context, mean in controls.items():
        n = int(((data.condition_of == -1) & (data.context_of == data.contexts.index(context))).sum())
        expected = truth.profile("control", context)
        error = np.sqrt(np.maximum(expected * (1 - expected), 1e-4) / n)
        assert np.sqrt((((mean - expected) / error) ** 2).mean()) < 1.15


def test_silent_targets_seem_to_act_until_depth_is_taken_out(screen, data):
    truth = known_truth(screen)
    order = np.argsort(screen.obs_names.to_numpy().astype(str), kind="stable")
    plain = group_means(open_peaks(screen.X[order], TASK), data.condition_of, len(data.conditions))
    at_depth, raw = changes(data, data.means), changes(data, plain)
    silent = [key for key in at_depth if key[0] in truth.silent_targets]
    acting = [key for key in at_depth if key not in silent]
    assert len(silent) == 8

    def error(found, keys):
        return np.mean([((found[key] - truth.change(*key)) ** 2).mean() for key in keys])

    assert error(at_depth, silent) < 0.7 * error(raw, silent)
    assert error(at_depth, acting) < 0.95 * error(raw, acting)
