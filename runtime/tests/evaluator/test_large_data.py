"""Cells that are too many for memory are kept in a file: whatever the layout, nothing that is told of them differs."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import anndata as ad
import numpy as np
import pytest
from cellforge_runtime import ceiling, prepared_values, stored_cells, streamed, training_cells
from cellforge_runtime.assess import assess_folds
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import Data, prepare, queries, training_set
from cellforge_runtime.describe import opening
from cellforge_runtime.describe.reading import read
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.scoring import score_run
from cellforge_runtime.splits import split
from cellforge_runtime.stored_cells import StoredCells
from cellforge_runtime.task import Task
from scipy import sparse

LAYOUTS = {"csr": sparse.csr_matrix, "csc": sparse.csc_matrix, "dense": np.asarray}
PLACES = ("memory", "h5ad", "zarr")


@pytest.fixture
def small(screen: Callable) -> ad.AnnData:
    """Counts of a small screen in two contexts, with cells in no order of their names."""
    made = screen([(f"G{i:02d}",) for i in range(12)], contexts=("A", "B"), cells=34, controls=60).adata
    rng = np.random.default_rng(0)
    made.X = rng.poisson(np.expm1(made.X) / 12).astype(np.float32)
    return made[rng.permutation(made.n_obs)].copy()


@pytest.fixture
def wanted(task: Callable) -> Task:
    return task("unseen-perturbation", context="cell_type", value_state="counts", folds=2, inner_folds=2)


@pytest.fixture
def placed(small: ad.AnnData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """The screen in a layout and a place; what is not in memory is opened in its file."""

    def put(layout: str, place: str) -> ad.AnnData:
        adata = small.copy()
        adata.X = LAYOUTS[layout](small.X)
        if place == "memory":
            return adata
        path = tmp_path / f"{layout}.{place}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of formats of zarr to come
            (adata.write_h5ad if place == "h5ad" else adata.write_zarr)(path)
        monkeypatch.setattr(opening, "MOST_BYTES", 1000)
        with pytest.warns(UserWarning, match="stays in its file"):
            return read(path)

    return put


@pytest.fixture
def kept_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds as small beside this screen as the real ones are beside a million cells."""
    monkeypatch.setattr(prepared_values, "MOST_IN_MEMORY", 1000)
    monkeypatch.setattr(streamed, "VALUES_AT_ONCE", 3000)
    monkeypatch.setattr(streamed, "VALUES_OF_A_PIECE", 7000)
    monkeypatch.setattr(stored_cells, "VALUES_AT_ONCE", 2500)


@pytest.fixture(autouse=True)
def few_splits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ceiling, "SPLITS", 2)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_cells_are_those_of_memory(
    layout: str, place: str, placed: Callable, small: ad.AnnData, wanted: Task, request: pytest.FixtureRequest
) -> None:
    here = prepare(small, wanted)
    request.getfixturevalue("kept_in_a_file")
    there = prepare(placed(layout, place), wanted)
    assert isinstance(there.x, StoredCells)
    assert (there.content, there.fingerprint) == (here.content, here.fingerprint)
    np.testing.assert_array_equal(there.x[:].toarray(), here.x)
    rows = np.random.default_rng(0).integers(0, len(here.x), 300)  # in any order, some twice
    np.testing.assert_array_equal(there.x[rows].toarray(), here.x[rows])
    np.testing.assert_allclose(there.means, here.means, rtol=1e-12)


@pytest.mark.parametrize("layout", ["csr", "csc"])
def test_scores_and_assessment_are_those_of_memory(
    layout: str, placed: Callable, wanted: Task, request: pytest.FixtureRequest
) -> None:
    adata = placed(layout, "memory")
    here = _told(prepare(adata, wanted))
    request.getfixturevalue("kept_in_a_file")
    there = prepare(placed(layout, "h5ad"), wanted)
    assert isinstance(there.x, StoredCells)
    _assert_close(here, _told(there))


def test_cells_drawn_for_training_are_the_same_wherever_they_lie(
    placed: Callable, wanted: Task, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(training_cells, "MOST_VALUES", 20_000)
    folds = split(prepare(placed("csr", "memory"), wanted))
    here = training_set(folds.data, folds[0])
    request.getfixturevalue("kept_in_a_file")
    there = training_set(prepare(placed("csr", "h5ad"), wanted), folds[0])
    np.testing.assert_array_equal(there.condition_of, here.condition_of)
    np.testing.assert_array_equal(there.cells.toarray(), here.cells.toarray())
    kept = np.bincount(here.condition_of + 1)
    assert here.cells.nnz <= 21_000
    assert kept[0] == 60  # the model's controls, all of them
    assert kept[1:].min() == kept[1:].max() < here.n_cells.min()  # every condition keeps as many
    np.testing.assert_allclose(here.means, folds.data.means[folds[0].train])  # of all cells


def test_the_file_of_cells_has_no_name(
    small: ad.AnnData, wanted: Task, kept_in_a_file: None, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = prepare(small, wanted)
    assert data.x[:3].shape == (3, 60)
    assert not list(tmp_path.iterdir())


def test_no_room_for_the_file_is_said(small: ad.AnnData, wanted: Task, kept_in_a_file: None, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10, 5, 5))
    with pytest.raises(CellForgeError, match="no room") as told:
        prepare(small, wanted)
    assert "TMPDIR" in told.value.remedy


def test_values_that_are_no_counts_are_refused_on_the_way(small: ad.AnnData, wanted: Task, kept_in_a_file: None) -> None:
    small.X[700, 3] = 0.5
    with pytest.raises(CellForgeError, match="does not hold counts"):
        prepare(small, wanted)


def test_what_is_large_beside_the_matrix_stays_in_the_file(small: ad.AnnData, tmp_path: Path, monkeypatch) -> None:
    small.uns.update(kept={"big": np.zeros(4000, dtype=np.float32), "small": 1}, simulated=True)
    small.layers["counts"] = sparse.csr_matrix(small.X)
    small.write_h5ad(tmp_path / "a.h5ad")
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    monkeypatch.setattr(opening, "MOST_OF_OTHERS", 10_000)
    with pytest.warns(UserWarning, match=r'Left out for their size: uns\["kept"\]'):
        opened = read(tmp_path / "a.h5ad")
    assert opened.uns == {"simulated": True}
    assert not isinstance(opened.layers["counts"], sparse.csr_matrix)


def _told(data: Data) -> dict:
    """Everything that is said of a baseline's predictions, and before them."""
    folds = split(data)
    items = [FoldPrediction(f, 42, fitted("mixture", training_set(data, f)).predict(queries(data, f)), None) for f in folds]
    scores = score_run(Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash"), run="r-1")
    assessed = assess_folds(folds)
    assessed.pop("seconds")
    return json.loads(json.dumps({"scores": scores, "assessed": assessed}))


def _assert_close(one: object, other: object) -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            _assert_close(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for pair in zip(one, other):
            _assert_close(*pair)
    else:
        assert one == (pytest.approx(other, abs=1.5e-6) if isinstance(one, float) else other)
