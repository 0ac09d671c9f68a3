"""Screens with gaps are assessed and scored: what can't be is listed, nothing breaks."""

import numpy as np
import pytest
from cellforge_runtime import ceiling
from cellforge_runtime.assess import assess_folds
from cellforge_runtime.data import prepare
from cellforge_runtime.fold_scores import score_fold
from cellforge_runtime.metrics import metric
from cellforge_runtime.part_result import part_result
from cellforge_runtime.scoring import scored_parts
from cellforge_runtime.splits import split

SINGLES = [(f"G{i:02d}",) for i in range(5)]


def without(adata, perturbation, context, keep):
    """The cells but for all save `keep` of one label in one context."""
    chosen = np.flatnonzero((adata.obs.perturbation == perturbation) & (adata.obs.cell_type == context))
    return adata[np.setdiff1d(np.arange(adata.n_obs), chosen[keep:])].copy()


def one_control_and_one_cell(screen):
    adata = screen(SINGLES, contexts=("A", "B", "C")).adata
    return without(without(adata, "control", "C", 1), "G04", "A", 1)


def unexpressed(screen):
    adata = screen(SINGLES).adata
    adata.X[:, 10:40], adata.X[3] = 0, 0
    return adata


ODD = [
    pytest.param(one_control_and_one_cell, "unseen-context", id="a context with one control"),
    pytest.param(one_control_and_one_cell, "unseen-perturbation", id="a condition with one cell"),
    pytest.param(unexpressed, "unseen-perturbation", id="features and a cell without counts"),
    pytest.param(lambda screen: screen(SINGLES[:2]).adata, "unseen-perturbation", id="two perturbations"),
    pytest.param(lambda screen: screen([*SINGLES[:2], ("G00", "G01")]).adata, "unseen-combination", id="one pair"),
    pytest.param(
        lambda screen: screen([*SINGLES, ("G00", "G01"), ("G00", "G01", "G02")]).adata, "unseen-combination", id="a triple"
    ),
]


@pytest.mark.parametrize("make, scenario", ODD)
def test_gaps_are_listed_and_nothing_breaks(make, scenario, screen, task, monkeypatch):
    monkeypatch.setattr(ceiling, "SPLITS", 2)
    data = prepare(make(screen), task(scenario, context="cell_type"))
    folds = split(data)
    zeros = [np.ones((len(fold.held_out), len(data.features))) for fold in folds]
    scored = [score_fold(data, fold, {"model": [guess], "component": []}) for fold, guess in zip(folds, zeros)]
    results = [part_result(part, metric(data.task.primary)) for part in scored_parts(folds, scored)]
    assert all(result["verdict"] in ("too-few-conditions", "no-better-than-baselines") for result in results)
    named = {label for result in results for fold in result["held_out"] for label in fold}
    for i, condition in enumerate(data.conditions):
        is_gap = data.n_cells[i] < 30 or (condition.context == "C" and len(data.contexts) > 1)
        assert not (is_gap and condition.label in named)
    assert assess_folds(folds)["parts"]
