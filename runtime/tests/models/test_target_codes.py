"""Codes of targets by co-expression: the leading principal components of control cells, however many features there are."""

from types import SimpleNamespace

import numpy as np
import pytest
from cellforge_runtime.training import targets
from cellforge_runtime.training.targets import coexpression, leading_directions
from cellforge_runtime.training_set import Query


def cells_of(n_cells, n_features, seed=0):
    """Standardised cells in which twelve programmes of falling strength vary."""
    rng = np.random.default_rng(seed)
    programmes = rng.normal(size=(12, n_features)) * (rng.random((12, n_features)) < 0.2)
    x = rng.normal(size=(n_cells, 12)) * np.linspace(2, 0.6, 12) @ programmes + rng.normal(size=(n_cells, n_features))
    return (x - x.mean(axis=0)) / x.std(axis=0)


@pytest.fixture
def few_are_many(monkeypatch):
    """What thousands of cells and features do, with hundreds."""
    monkeypatch.setattr(targets, "MOST_DENSE", 50)


@pytest.mark.parametrize(
    "shape",
    [pytest.param((140, 300), id="more features than cells"), pytest.param((300, 140), id="more cells than features")],
)
def test_many_features_give_the_directions_of_the_whole_decomposition(shape, few_are_many, monkeypatch):
    cells = cells_of(*shape)
    _, whole, every = np.linalg.svd(cells, full_matrices=False)
    with monkeypatch.context() as patched:
        patched.setattr(np.linalg, "svd", None)  # the whole decomposition is not made
        values, directions = leading_directions(cells, 10)
    np.testing.assert_allclose(values, whole[:10], rtol=1e-10)
    sign = np.sign((directions * every[:10]).sum(axis=1))[:, None]
    np.testing.assert_allclose(directions * sign, every[:10], atol=1e-8)
    again = leading_directions(cells, 10)
    np.testing.assert_array_equal(again[1], directions)


def test_a_direction_of_many_features_has_its_greatest_entry_above_zero(few_are_many):
    _, directions = leading_directions(cells_of(140, 300), 4)
    assert (directions.max(axis=1) == np.abs(directions).max(axis=1)).all()


@pytest.mark.parametrize(("n_cells", "n_features"), [(60, 90), (90, 40), (6, 40)])
def test_codes_of_small_screens_are_those_of_the_whole_decomposition_to_the_bit(n_cells, n_features):
    cells = cells_of(n_cells, n_features)
    features = [f"G{i}" for i in range(n_features)]
    train = SimpleNamespace(
        condition_of=np.full(n_cells, -1), cells=cells, features=features, conditions=[Query(("G0",)), Query(("G3",))]
    )
    standardised = (cells - cells.mean(axis=0)) / cells.std(axis=0)
    _, values, directions = np.linalg.svd(standardised, full_matrices=False)
    n = min(10, len(values))
    codes = ((directions[:n].T * values[:n]) / np.sqrt(n_cells)).astype(np.float32)
    found = coexpression(train)
    assert found.width == n
    np.testing.assert_array_equal(np.stack([found.rows[name] for name in features]), codes)
