"""A file that is opened backed is looked at in bounded pieces, and told as the same data in memory would be."""

from __future__ import annotations

from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from anndata._core.sparse_dataset import BaseCompressedSparseDataset
from cellforge_runtime.describe import describe, on_disk
from cellforge_runtime.describe import fingerprint as fingerprints
from cellforge_runtime.describe.fingerprint import fingerprint
from cellforge_runtime.describe.matrices import describe_matrix, matrix
from scipy import sparse

LAYOUTS = {"csr": sparse.csr_matrix, "csc": sparse.csc_matrix, "dense": np.asarray}
TASK = {"perturbation": "perturbation", "layer": "X"}


def _screen(layout: str, *, log: bool = False) -> ad.AnnData:
    rng = np.random.default_rng(0)
    counts = rng.negative_binomial(1, 0.6, (400, 90)).astype(np.float32)
    counts[:, 0] = 0  # a feature that nothing is stored of
    values = np.log1p(counts / counts.sum(1, keepdims=True) * 1e4) if log else counts
    labels = np.array(["control", "G1", "G2", "G3"])[np.arange(400) % 4]
    obs = pd.DataFrame({"perturbation": pd.Categorical(labels)}, index=[f"c{i:03d}" for i in range(400)])
    return ad.AnnData(LAYOUTS[layout](values), obs=obs, var=pd.DataFrame(index=[f"G{i}" for i in range(90)]))


def _opened(adata: ad.AnnData, folder: Path) -> ad.AnnData:
    adata.write_h5ad(folder / "a.h5ad")
    return ad.read_h5ad(folder / "a.h5ad", backed="r")


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds as small beside these files as the real ones are beside large files."""
    monkeypatch.setattr(on_disk.feature_sample, "__defaults__", (4000,))
    monkeypatch.setattr(fingerprints, "SUMMED", 5000)
    monkeypatch.setattr(fingerprints, "ROWS", 64)


@pytest.mark.parametrize("is_log", [False, True], ids=["counts", "log"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_values_are_judged_as_in_memory(layout: str, is_log: bool, tmp_path: Path, small_samples: None) -> None:
    adata = _screen(layout, log=is_log)
    opened = _opened(adata, tmp_path)
    here, there = describe_matrix(matrix(adata, "X")), describe_matrix(matrix(opened, "X"))
    assert (there["value_state"], there["storage"]) == (here["value_state"], layout)
    assert there["filled"] == pytest.approx(here["filled"], rel=0.1)
    assert "looked at a sample of" in there["evidence"]
    assert ("features" in there["evidence"]) == (layout == "csc")


@pytest.mark.parametrize("is_sampled", [False, True], ids=["summed whole", "sampled"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_fingerprint_is_that_of_the_data_in_memory(
    layout: str, is_sampled: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if is_sampled:
        request.getfixturevalue("small_samples")
    adata = _screen(layout)
    assert fingerprint(_opened(adata, tmp_path), TASK) == fingerprint(adata, TASK)


@pytest.mark.parametrize("layout", ["csr", "csc"])
def test_no_matrix_is_read_whole(layout: str, tmp_path: Path, small_samples: None, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = _opened(_screen(layout), tmp_path)

    def refused(self: object) -> None:
        raise AssertionError("read whole")

    monkeypatch.setattr(BaseCompressedSparseDataset, "to_memory", refused)
    described = describe({"adata": opened}, "adata", {})
    assert described["problem"] is None
    assert described["profile"]["object"]["backed"]
    assert described["profile"]["n_conditions"] == 3


def test_a_sample_of_features_stays_within_its_bound() -> None:
    stored = sparse.random(2000, 500, density=0.2, format="csc", random_state=0)
    chosen = on_disk.feature_sample(stored, 20_000)
    assert 10_000 < stored[:, chosen].nnz <= 20_000
    assert chosen[0] == 0 and chosen[-1] > 400  # from all over the file
    np.testing.assert_array_equal(on_disk.read_features(stored, chosen).toarray(), stored[:, chosen].toarray())


def test_peaks_stored_by_feature_tell_depth_from_a_sample(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    is_control = np.arange(600) % 2 == 0
    depth = np.where(is_control, 0.1, 0.2)  # the others are twice as deep
    open_peaks = sparse.csc_matrix((rng.random((600, 300)) < depth[:, None]).astype(np.float32))
    obs = pd.DataFrame({"perturbation": np.where(is_control, "control", "drug")}, index=[f"c{i}" for i in range(600)])
    var = pd.DataFrame(index=[f"chr1:{1000 * i}-{1000 * i + 500}" for i in range(300)])
    opened = _opened(ad.AnnData(open_peaks, obs=obs, var=var), tmp_path)
    facts = {fact["id"]: fact["value"] for fact in describe({"adata": opened}, "adata", {})["profile"]["facts"]}
    assert facts["depth-ratio"] == pytest.approx(2.0, abs=0.15)
