"""A run of RNA and protein: one model cell fitted to each, scored, kept and asked for both."""

from __future__ import annotations

import json
from pathlib import Path

import cellforge_runtime as cf
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import training_set
from cellforge_runtime.splits import inner_folds
from cellforge_runtime.training_set import TrainingSet

from .conftest import HONEST, run_cell

NAMES = [f"CD{i}" for i in range(1, 9)]


@pytest.fixture(scope="module")
def data():
    """Ten targets, two of which move proteins by themselves."""
    import anndata

    rng = np.random.default_rng(0)
    labels = np.repeat(["ctrl", *(f"G{i:02d}" for i in range(10))], [120, *[40] * 10])
    code = pd.Categorical(labels).codes
    obs = pd.DataFrame({"target": labels}, index=[f"cell{i}" for i in range(len(labels))])
    adata = anndata.AnnData(rng.poisson(2.0 + (code[:, None] == np.arange(30)), (len(labels), 30)).astype(np.float32), obs=obs)
    adata.var_names = [f"G{i:02d}" for i in range(30)]
    level = 20.0 * (1 + 2 * (code[:, None] == np.arange(8))) * rng.lognormal(0, 0.3, (len(labels), 1))
    adata.obsm["protein"] = pd.DataFrame(rng.poisson(level).astype(np.float32), index=adata.obs_names, columns=NAMES)
    task = cf.Task(
        perturbation="target", control="ctrl", value_state="counts", modality="rna,protein",
        scenarios=["unseen-perturbation"], folds=2, inner_folds=2,
    )  # fmt: skip
    return cf.prepare(adata, task)


@pytest.fixture(scope="module")
def model():
    return run_cell(HONEST + "\n    def report(self):\n        return {'features': len(self.mean)}\n")


@pytest.fixture(scope="module")
def ran(data, model, tmp_path_factory):
    run = cf.Run(tmp_path_factory.mktemp("both") / "r", device="cpu")
    folds = cf.split(data)
    predictions = run.fit(model, folds)
    return run, predictions, run.evaluate(predictions), run.refit(model, data)


def test_each_modality_is_fitted_and_predicted_in_every_fold(ran):
    _, predictions, *_ = ran
    shapes = {name: {item.model.shape[1] for item in own} for name, own in predictions.each.items()}
    assert shapes == {"rna": {30}, "protein": {8}} and len(predictions) == len(predictions.others["protein"]) == 2


def test_a_fit_to_proteins_is_given_the_genes_of_its_conditions_and_controls_and_of_no_others(data, tmp_path):
    proteins = cf.split(data).of("protein")
    for fold in proteins:
        given = training_set(proteins.data, fold)
        given.write(tmp_path / str(fold.index))
        for training in (given, TrainingSet.read(tmp_path / str(fold.index))):
            genes = training.beside
            assert genes.modality == "rna" and genes.beside is None and genes.conditions == training.conditions
            np.testing.assert_array_equal(genes.means, data.means[fold.train])
            assert (genes.condition_of == -1).all() and genes.cells.shape[0] == len(fold.model_controls)
            alone = training.subset([2, 0], cells=False)
            np.testing.assert_array_equal(alone.beside.means, genes.means[[2, 0]])
        assert training_set(data, fold).beside is None


def test_inner_folds_halve_the_controls_of_both_alike(data):
    proteins = cf.split(data).of("protein")
    training = training_set(proteins.data, proteins[0])
    for inner in inner_folds(training):
        both = [side.beside for side in (inner.train, inner.held_out)]
        halves = [side.cells[side.condition_of == -1] for side in both]
        assert not set(map(bytes, halves[0])) & set(map(bytes, halves[1]))
        for side, cells, own in zip(both, halves, (inner.train, inner.held_out)):
            np.testing.assert_allclose(side.controls["all"], cells.mean(axis=0), rtol=1e-6)
            assert side.conditions == own.conditions and side.n_controls == own.n_controls


def test_the_result_holds_a_verdict_and_metrics_of_each(ran):
    run, _, result, _ = ran
    kept = json.loads((run.folder / "result.json").read_text())
    part = kept["scenarios"]["unseen-perturbation"]["parts"]["all"]
    assert set(part["modalities"]) == {"rna", "protein"} and part["modalities"]["protein"]["metrics"]["de_recall"]["n"] >= 0
    assert set(result.verdicts) == {"unseen-perturbation/all", "unseen-perturbation/all/protein"}
    assert (run.folder / "protein" / "held-out-conditions.json").exists()


def test_the_exports_hold_both(ran, tmp_path):
    import anndata

    _, predictions, *_ = ran
    rna, protein = (anndata.read_h5ad(path) for path in cf.export(predictions, "scverse", tmp_path))
    assert (rna.shape, protein.shape) == ((10, 30), (10, 8)) and list(protein.var_names) == NAMES
    assert protein.uns["cellforge"]["values"] == "centred log ratio" and protein.obs["mse"].notna().all()
    cells = anndata.read_h5ad(cf.export(predictions, "cell-eval", tmp_path)[0])
    assert cells.shape[1] == 30


def test_predictions_of_both_are_the_same_after_loading(ran, tmp_path):
    *_, final = ran
    final.save(tmp_path / "model")
    asked = ["G20", "G21"]
    before, after = final.predict(asked), cf.load_model(tmp_path / "model").predict(asked)
    assert before.shape == (2, 30) and list(before.obsm["protein"].columns) == NAMES
    np.testing.assert_allclose(before.obsm["protein"], after.obsm["protein"])
    np.testing.assert_allclose(before.obsm["protein"].sum(axis=1), 0, atol=1e-4)
    low, high = before.obsm["protein_interval_low"], before.obsm["protein_interval_high"]
    assert (low <= high).all(axis=None) and np.isfinite(before.obsm["protein_change"]).all(axis=None)
    assert "centred log ratio" in before.uns["cellforge"]["values_protein"]


def test_a_changed_file_of_the_second_modality_is_noticed(ran, tmp_path):
    *_, final = ran
    folder = final.save(tmp_path / "model")
    weights = next((folder / "protein").rglob("weights.npz"))
    weights.write_bytes(weights.read_bytes() + b" ")
    with pytest.raises(cf.CellForgeError, match="as it was saved"):
        cf.load_model(folder)


def test_a_look_at_other_proteins_counts_as_a_look(ran, model):
    from dataclasses import replace

    from cellforge_runtime.run.looks import count_look

    run, predictions, *_ = ran
    first = count_look(run.folder, predictions)
    protein = predictions.others["protein"]
    items = tuple(replace(item, model=item.model + 0.1) for item in protein.items)
    assert count_look(run.folder, replace(predictions, others={"protein": replace(protein, items=items)})) == first + 1


def test_a_search_takes_by_the_first_modality_and_fits_both(data, model, tmp_path):
    search = cf.Search(cf.Candidate(model), cf.Candidate(model, {"other": 1}))
    run = cf.Run(tmp_path / "r", device="cpu")
    predictions = run.fit(search, cf.split(data))
    assert [item.choice.taken for item in predictions] == [item.choice.taken for item in predictions.others["protein"]]
    assert len(run.evaluate(predictions).wire["choices"]) == 2


def test_a_torchrun_script_is_given_both(data, tmp_path):
    cells = json.loads((Path(__file__).parents[3] / "tests" / "fixtures" / "cells" / "genes.json").read_text(encoding="utf-8"))
    network = run_cell(next(cell["source"] for cell in cells if cell["name"] == "model"))
    script = cf.torchrun_script(cf.Run(tmp_path / "r", device="cpu"), network, data, processes=2, max_epochs=1, batch_size=4)
    features = [
        len(cf.TrainingSet.read(script.path.parent / place / "train").features)
        for place in json.loads((script.path.parent / "settings.json").read_text(encoding="utf-8"))["places"]
    ]
    assert features == [30, 8]
