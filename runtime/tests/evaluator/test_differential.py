"""The rank-sum test equals scanpy's, and predicted means become cells with that mean."""

import sys
import warnings

import numpy as np
import pytest
from cellforge_runtime.differential import _quiet_illico, benjamini_hochberg, differential, rank_sum
from cellforge_runtime.from_means import cells_from_means
from scipy import sparse
from scipy.stats import false_discovery_control, mannwhitneyu


def cells(seed, n, shift=0.0, features=25):
    rng = np.random.default_rng(seed)
    return np.log1p(rng.poisson(rng.uniform(0.2, 3, features) * np.exp(shift), size=(n, features))).astype(np.float32)


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix, sparse.csc_matrix], ids=["dense", "csr", "csc"])
def test_scores_and_p_values_equal_those_of_scipy(convert):
    reference, groups = cells(0, 60), [cells(1, 50, 0.4), cells(2, 35, -0.5)]
    scores, p_values = rank_sum([convert(group) for group in groups], convert(reference))
    for row, group in enumerate(groups):
        found = mannwhitneyu(group, reference, method="asymptotic", use_continuity=False)
        np.testing.assert_allclose(p_values[row], found.pvalue, rtol=1e-4, atol=1e-14)
        np.testing.assert_array_equal(np.sign(scores[row]), np.sign(found.statistic - 30 * len(group)))


@pytest.mark.slow  # scanpy compiles for half a minute on a busy machine
def test_scores_and_p_values_equal_those_of_scanpy():
    import anndata
    import scanpy

    reference, groups = cells(0, 60), [cells(1, 50, 0.4), cells(2, 35, -0.5)]
    scores, p_values = rank_sum(groups, reference)
    adata = anndata.AnnData(np.concatenate([reference, *groups]), obs={"g": ["r"] * 60 + ["a"] * 50 + ["b"] * 35})
    adata.obs["g"] = adata.obs["g"].astype("category")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scanpy.tl.rank_genes_groups(adata, "g", reference="r", method="wilcoxon", tie_correct=True)
    for row, name in enumerate(["a", "b"]):
        found = scanpy.get.rank_genes_groups_df(adata, name).set_index("names").loc[list(adata.var_names)]
        np.testing.assert_allclose(scores[row], found["scores"], atol=1e-4)
        np.testing.assert_allclose(p_values[row], found["pvals"], rtol=1e-4, atol=1e-12)


def test_adjusted_p_values_equal_those_of_scipy():
    p = np.random.default_rng(0).random(50) ** 3
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p))


def test_changed_is_what_is_significant_and_large():
    reference, group = cells(0, 200), cells(3, 200)
    group[:, :3] = cells(4, 200, 1.2)[:, :3]
    found = differential([group], reference)
    assert found.is_changed[0, :3].all()
    level = np.log2(np.expm1(group).mean(axis=0) / np.expm1(reference).mean(axis=0))
    assert (np.abs(level[found.is_changed[0]]) > 0.5).all()


def test_a_feature_that_never_varies_is_not_changed():
    reference, group = cells(0, 40), cells(1, 40)
    reference[:, 0] = group[:, 0] = 0
    found = differential([group], reference)
    assert found.scores[0, 0] == 0 and not found.is_changed[0, 0]


def test_made_cells_have_the_predicted_mean_and_keep_their_zeros():
    controls = cells(0, 80)
    mean = controls.mean(axis=0) * np.linspace(0.3, 2.0, controls.shape[1])
    made = cells_from_means(controls, mean).toarray()
    np.testing.assert_allclose(made.mean(axis=0), mean, rtol=1e-4)
    assert (made[controls == 0] == 0).all()


def test_made_cells_of_no_change_are_the_control_cells():
    controls = cells(0, 80)
    np.testing.assert_allclose(cells_from_means(controls, controls.mean(axis=0)).toarray(), controls, atol=1e-4)


def test_means_that_cells_can_not_have_become_zeros():
    controls = cells(0, 30)
    controls[:, 0] = 0
    mean = controls.mean(axis=0)
    mean[0], mean[1] = 2.0, -0.5
    made = cells_from_means(controls, mean).toarray()
    assert (made[:, :2] == 0).all() and np.isfinite(made).all()


def test_a_notebook_without_widgets_is_not_told_to_install_them(tmp_path, monkeypatch, recwarn) -> None:
    package = tmp_path / "illico"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import warnings\n"
        "warnings.warn('IProgress not found. Please update jupyter and ipywidgets.')\n"
        "def asymptotic_wilcoxon(*args, **settings):\n"
        "    raise RuntimeError('reached')\n"
    )
    for name in [name for name in sys.modules if name.split(".")[0] == "illico"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    _quiet_illico.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="reached"):
            rank_sum([np.zeros((2, 3))], np.zeros((2, 3)))
    finally:
        _quiet_illico.cache_clear()
    assert not [each for each in recwarn if "IProgress" in str(each.message)]
