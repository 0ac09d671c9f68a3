"""Exports hold what was predicted and observed, in files that other packages read."""

from itertools import pairwise

import anndata
import numpy as np
import pytest
from cellforge_runtime import ceiling
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import control_means, prepare, queries, training_set
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.exports import cell_eval_columns, export
from cellforge_runtime.exports.cells import cell_pairs
from cellforge_runtime.exports.scverse import conditions_table
from cellforge_runtime.fold_scores import score_fold
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task


def screen(contexts=("all",), seed=0):
    """Counts of 40 genes: five perturbed ones alone and in four pairs, in each context."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    genes = [f"G{i:02d}" for i in range(40)]
    effects = {gene: rng.normal(0, 0.8, 40) * (rng.random(40) < 0.4) for gene in genes[:5]}
    labels = ["control", *effects, *(f"{a}+{b}" for a, b in pairwise(genes[:5]))]
    rows, told = [], []
    for number, context in enumerate(contexts):
        level = rng.gamma(2.0, 2.0, 40) * (1 + number)
        for label in labels:
            change = sum((effects[gene] for gene in label.split("+") if gene in effects), np.zeros(40))
            rows.append(rng.poisson(level * np.exp(change), (35 if label != "control" else 80, 40)))
            told += [(label, context)] * len(rows[-1])
    obs = pd.DataFrame(told, columns=["perturbation", "line"], index=[f"c{i:05d}" for i in range(len(told))])
    return anndata.AnnData(np.concatenate(rows).astype(np.float32), obs=obs, var=pd.DataFrame(index=genes))


def predictions_of(scenario, contexts=("all",)):
    """The training mean of every fold, two seeds that differ."""
    context = "line" if len(contexts) > 1 else None
    told = {"perturbation": "perturbation", "control": "control", "separator": "+", "value_state": "counts"}
    folds = split(prepare(screen(contexts), Task(**told, context=context, scenarios=(scenario,))))
    items = []
    for fold in folds:
        mean = fitted("training-mean", training_set(folds.data, fold)).predict(queries(folds.data, fold))
        items += [FoldPrediction(fold, seed, mean + shift, None) for seed, shift in ((1, 0.0), (2, 0.02))]
    return Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash")


@pytest.fixture(scope="module")
def pairs_held_out():
    return predictions_of("unseen-combination")


def test_cells_have_the_predicted_means_and_the_observed_cells(pairs_held_out):
    data = pairs_held_out.folds.data
    for pair in cell_pairs(pairs_held_out, ["no-change"]):
        labels = pair.real.obs["perturbation"].astype(str)
        assert (pair.predicted["model"].obs["perturbation"] == pair.real.obs["perturbation"]).all()
        rows = {label: np.flatnonzero(labels == label) for label in labels.unique()}
        folds = [fold for fold in pairs_held_out.folds if pair.part in fold.part_of.values()]
        for label, own in rows.items():
            if label == "control":
                same = pair.real.X[own] != pair.predicted["model"].X[own]
                assert same.nnz == 0 and len(own) == len(data.controls_of("all"))
                continue
            fold = next(f for f in folds if f.index == pair.real.obs["fold"].iloc[own[0]])
            place = next(i for i, c in enumerate(fold.held_out) if data.label(c) == label.split(" (")[0])
            np.testing.assert_allclose(pair.real.X[own].mean(axis=0).A1, data.means[fold.held_out[place]], rtol=1e-5)
            told = np.mean([item.model[place] for item in pairs_held_out if item.fold.index == fold.index], axis=0)
            made = pair.predicted["model"].X[own].mean(axis=0).A1
            shown = (np.diff(pair.predicted["model"].X[own].tocsc().indptr) > 0) & (told > 0)
            np.testing.assert_allclose(made[shown], told[shown], rtol=1e-3)


def test_a_pair_scored_once_for_each_of_its_targets_stands_once_for_each(pairs_held_out):
    part = next(pair for pair in cell_pairs(pairs_held_out) if pair.part == "seen-1")
    labels = set(part.real.obs["perturbation"]) - {"control"}
    held = [c for fold in pairs_held_out.folds for c, p in fold.part_of.items() if p == "seen-1"]
    assert len(labels) == len(held) and any(label.endswith("seen)") for label in labels)


def test_files_for_cell_eval_are_what_its_columns_read(pairs_held_out, tmp_path):
    written = export(pairs_held_out, "cell-eval", tmp_path)
    parts = pairs_held_out.folds.parts()
    assert len(written) == 2 * len(parts) + 1
    told = written[-1].read_text()
    for scenario, part in parts:
        folder = tmp_path / f"{scenario}-{part}"
        predicted, real = (anndata.read_h5ad(folder / f"{name}.h5ad") for name in ("predicted", "real"))
        found = cell_eval_columns(predicted, real)
        assert np.isfinite(found["mae"]).all() and len(found) == real.obs["perturbation"].nunique() - 1
        assert all(each.X.min() >= 0 and each.X.max() < 15 for each in (predicted, real))  # else cell-eval takes it for counts
        assert f"-ap {folder.name}/predicted.h5ad" in told


@pytest.mark.slow
def test_the_command_line_of_cell_eval_accepts_the_files(tmp_path):
    pytest.importorskip("cell_eval", reason="cell-eval is not installed")
    import subprocess
    import sys

    written = export(predictions_of("unseen-context", ("A", "B", "C")), "cell-eval", tmp_path)
    command = next(line.split()[1:] for line in written[-1].read_text().splitlines() if line.startswith("    cell-eval"))
    ran = subprocess.run([sys.executable, "-m", "cell_eval", *command, "--profile", "vcc"], cwd=tmp_path, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]


@pytest.mark.parametrize("scenario", ["unseen-combination", "unseen-context"])
def test_the_table_of_conditions_has_the_scores_of_the_result(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(ceiling, "SPLITS", 1)  # ceilings are not compared here
    predictions = predictions_of(scenario, ("A", "B", "C") if scenario == "unseen-context" else ("all",))
    [path] = export(predictions, "scverse", tmp_path)
    table = anndata.read_h5ad(path)
    data = predictions.folds.data
    assert table.n_obs == sum(len(fold.held_out) for fold in predictions.folds) and table.obs_names.is_unique
    assert set(table.layers) == {"predicted", "observed", "control", "baseline"}
    for fold in list(predictions.folds)[::2]:
        own = table[(table.obs["fold"] == fold.index).to_numpy()]
        told = np.mean([item.model for item in predictions if item.fold.index == fold.index], axis=0)
        by_seed = {"model": [told]}
        scored = score_fold(data, fold, by_seed).scores
        for name in ("mse", "pearson_delta_indep", "pearson_delta", "pearson_delta_z"):
            np.testing.assert_allclose(sorted(own.obs[name]), sorted(scored["model"][name]), rtol=1e-5, atol=1e-7)
            best = own.obs["baseline"].iloc[0]
            np.testing.assert_allclose(sorted(own.obs[f"{name}_baseline"]), sorted(scored[best][name]), rtol=1e-5, atol=1e-7)
    everything = control_means(data, np.flatnonzero(data.condition_of == -1))
    wanted = np.stack([everything[context] for context in table.obs["context"]])
    np.testing.assert_allclose(table.layers["control"], wanted, rtol=1e-5)
    errors = ((table.layers["predicted"] - table.layers["observed"]) ** 2).mean(axis=1)
    np.testing.assert_allclose(table.obs["mse"], errors, rtol=1e-4)


def test_the_table_names_perturbations_as_scverse_tools_group_by_them(pairs_held_out):
    """`G00+G01 (G00 seen)` was a perturbation of its own, and so was each dose of a drug."""
    table = conditions_table(pairs_held_out)
    known = {"+".join(query.targets) for query in pairs_held_out.folds.data.queries}
    assert set(table.obs["perturbation"]) <= known and table.obs_names.is_unique
    assert [name.count("+") + 1 for name in table.obs["perturbation"]] == table.obs["nperts"].tolist()
    seen = table.obs.loc[table.obs["part"] == "seen-1", "condition"]
    assert len(seen) and seen.str.endswith(" seen)").any()


def test_an_unknown_kind_is_refused(pairs_held_out, tmp_path):
    with pytest.raises(CellForgeError) as refused:
        export(pairs_held_out, "csv", tmp_path)
    assert refused.value.code == "export/unknown-kind" and "scverse" in refused.value.expected


def test_the_table_is_the_same_in_every_call(pairs_held_out):
    one, two = (conditions_table(pairs_held_out) for _ in range(2))
    assert one.X.tobytes() == two.X.tobytes()
