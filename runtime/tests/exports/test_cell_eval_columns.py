"""The compatibility columns are the package's own, to 1e-5."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.exports import cell_eval_columns

_spec = importlib.util.spec_from_file_location("cell_eval_pairs", Path(__file__).parent / "cell_eval_pairs.py")
pairs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pairs)
EXPECTED = json.loads(pairs.EXPECTED.read_text())


def assert_same(found, expected):
    assert set(expected) <= set(found.columns)
    for column in found.columns:
        by_name = expected.get(column, {})  # the package leaves out a column that no perturbation has
        wanted = [np.nan if by_name.get(name) is None else by_name[name] for name in found.index]
        np.testing.assert_allclose(found[column].to_numpy(float), wanted, atol=1e-5, rtol=1e-5, err_msg=column)


@pytest.mark.parametrize("kind", list(EXPECTED))
def test_columns_equal_what_the_package_wrote(kind):
    predicted, real = pairs.pair(kind)
    assert_same(cell_eval_columns(predicted, real), EXPECTED[kind])


@pytest.mark.parametrize("kind", list(EXPECTED))
def test_columns_equal_the_package_where_it_is_installed(kind):
    pytest.importorskip("cell_eval", reason="cell-eval is not installed: its recorded answers are compared instead")
    predicted, real = pairs.pair(kind)
    assert_same(cell_eval_columns(predicted, real), pairs.by_the_package(predicted, real))


def test_the_order_of_cells_does_not_matter():
    predicted, real = pairs.pair("sparse")
    order = np.random.default_rng(0).permutation(real.n_obs)
    shuffled = cell_eval_columns(predicted[order[::-1]].copy(), real[order].copy())
    straight = cell_eval_columns(predicted, real)
    np.testing.assert_allclose(shuffled.to_numpy(float), straight.to_numpy(float), rtol=1e-6, atol=1e-9)


def without_a_feature(predicted, real):
    return predicted[:, 1:], real


def without_a_perturbation(predicted, real):
    return predicted[predicted.obs["perturbation"] != "drug"], real


def without_controls(predicted, real):
    return tuple(each[each.obs["perturbation"] != "control"] for each in (predicted, real))


@pytest.mark.parametrize(
    "change, code",
    [
        (without_a_feature, "export/other-features"),
        (without_a_perturbation, "export/other-perturbations"),
        (without_controls, "export/no-control"),
    ],
)
def test_pairs_that_do_not_fit_are_refused(change, code):
    with pytest.raises(CellForgeError) as refused:
        cell_eval_columns(*change(*pairs.pair("model")))
    assert refused.value.code == code and refused.value.remedy
