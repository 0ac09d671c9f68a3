"""A training set is the same after the files that a worker reads."""

import numpy as np
import pytest
from cellforge_runtime.data import full_training_set, prepare, queries, training_set
from cellforge_runtime.splits import split
from cellforge_runtime.training_set import TrainingSet, read_queries, write_queries
from scipy import sparse


@pytest.fixture(params=["dense", "sparse"])
def training(request, screen, task, sparse_of):
    adata = screen([("G00",), ("G01",), ("G02",)], contexts=("A", "B", "C")).adata
    adata = sparse_of(adata) if request.param == "sparse" else adata
    data = prepare(adata, task("unseen-context", context="cell_type"))
    return training_set(data, split(data)[0])


def test_written_and_read_it_is_the_same_and_memory_mapped(training, tmp_path):
    training.write(tmp_path)
    read = TrainingSet.read(tmp_path)
    assert not list(tmp_path.glob("*.pkl")) and isinstance(read.means, np.memmap)
    for name in ("means", "n_cells", "condition_of", "context_of", "batch_of"):
        np.testing.assert_array_equal(getattr(read, name), getattr(training, name))
    for name in ("features", "conditions", "contexts", "scenario", "part", "seed", "n_controls"):
        assert getattr(read, name) == getattr(training, name)
    for context, mean in training.controls.items():
        np.testing.assert_array_equal(read.controls[context], mean)
        np.testing.assert_array_equal(read.control_variance[context], training.control_variance[context])
    difference = read.cells != training.cells
    assert not (difference.nnz if sparse.issparse(difference) else difference.any())
    np.testing.assert_array_equal(read.delta(), training.delta())


def test_a_context_with_one_control_cell_leaves_the_variances_of_the_others_theirs(screen, task, tmp_path):
    adata = screen([("G00",), ("G01",), ("G02",)], contexts=("A", "B", "C")).adata
    extra = np.flatnonzero((adata.obs["cell_type"] == "A") & (adata.obs["perturbation"] == "control"))[2:]
    data = prepare(adata[np.setdiff1d(np.arange(adata.n_obs), extra)].copy(), task("unseen-context", context="cell_type"))
    training = training_set(data, split(data)[0])
    assert training.n_controls["A"] == 1
    training.write(tmp_path)
    read = TrainingSet.read(tmp_path)
    assert list(read.control_variance) == ["B", "C"]
    for context in ("B", "C"):
        np.testing.assert_array_equal(read.control_variance[context], training.control_variance[context])


def test_a_subset_keeps_conditions_cells_and_controls_together(training):
    part = training.subset([2, 0])
    assert part.conditions == [training.conditions[2], training.conditions[0]]
    for new, old in enumerate((2, 0)):
        one, two = (t.cells[np.flatnonzero(t.condition_of == i)] for t, i in ((part, new), (training, old)))
        assert np.allclose(one.mean(axis=0), two.mean(axis=0))
    assert (part.condition_of == -1).sum() == (training.condition_of == -1).sum()
    assert (training.subset([0], cells=False).condition_of == -1).all()


def test_means_and_controls_are_those_of_the_cells(training):
    for i in range(len(training.conditions)):
        own = training.cells[np.flatnonzero(training.condition_of == i)]
        np.testing.assert_allclose(training.means[i], np.asarray(own.mean(axis=0)).ravel(), rtol=1e-5)
    for code, context in enumerate(training.contexts):
        own = training.cells[np.flatnonzero((training.condition_of == -1) & (training.context_of == code))]
        dense = own.toarray() if sparse.issparse(own) else own
        np.testing.assert_allclose(training.controls[context], dense.mean(axis=0), rtol=1e-5)
        np.testing.assert_allclose(training.control_variance[context], dense.var(axis=0, ddof=1), rtol=1e-3)
        assert training.n_controls[context] == len(dense)


def test_queries_survive_their_file(data_of, tmp_path):
    data = data_of("unseen-combination")
    asked = queries(data, split(data)[0])
    write_queries(asked, tmp_path / "queries.json")
    assert read_queries(tmp_path / "queries.json") == asked


def test_the_last_training_set_holds_everything(data_of):
    data = data_of("unseen-combination")
    everything = full_training_set(data, "unseen-combination", "seen-1")
    assert everything.conditions == data.queries and everything.part == "seen-1"
    assert everything.cells.shape[0] == data.x.shape[0]
