"""Peaks: told by their names, with the warnings that depth asks for."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.sources import are_loci
from scipy import sparse


def peaks(*, ratio: float = 1.0, names=None, storage=sparse.csr_matrix, n_empty: int = 0) -> ad.AnnData:
    rng = np.random.default_rng(0)
    labels = np.repeat(["control", "drugA", "drugB"], 100)
    level = np.where(labels == "drugA", 0.2 * ratio, 0.2)
    x = (rng.random((300, 120)) < level[:, None]).astype(np.float32)
    x[150 : 150 + n_empty] = 0
    obs = pd.DataFrame({"condition": labels}, index=[f"cell{i}" for i in range(300)])
    names = [f"chr{1 + i % 3}:{i}00-{i}99" for i in range(120)] if names is None else names
    return ad.AnnData(storage(x), obs=obs, var=pd.DataFrame(index=names))


def codes(adata, settings=None) -> list[str]:
    found = describe({"a": adata}, "a", settings or {})
    assert found["problem"] is None
    return [each["code"] for each in found["profile"]["warnings"]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["chr1:100-600", "chrX_200_700", "1-9963-10665", "GL000205.2:1-500"], True),
        (["ENSG00000141510", "TP53", "HLA-A", "NKX2-1"], False),
        (["0", "1", "2"], False),
    ],
)
def test_peaks_are_told_by_their_names(names, expected):
    assert are_loci(names) == expected


def test_an_object_of_peaks_is_read_as_peaks():
    found = describe({"a": peaks()}, "a", {})
    assert found["task"]["modality"] == "atac"
    assert found["profile"]["object"]["modalities"] == [{"id": "atac", "key": "", "n_features": 120}]


def test_peaks_without_names_are_read_when_asked_for_and_warned_of():
    adata = peaks(names=[str(i) for i in range(120)])
    assert "modality=atac" in describe({"a": adata}, "a", {})["problem"]["remedy"]
    assert "peaks-without-names" in codes(adata, {"modality": "atac"})


@pytest.mark.parametrize("storage", [sparse.csr_matrix, sparse.csc_matrix, np.asarray], ids=["csr", "csc", "dense"])
def test_depth_that_differs_is_told_with_its_ratio(storage):
    adata = peaks(ratio=0.7, storage=storage)
    found = describe({"a": adata}, "a", {})
    [caution] = [each for each in found["profile"]["warnings"] if each["code"] == "depth-differs"]
    assert '"drugA" 0.6' in caution["message"] and "drugB" not in caution["message"]
    [fact] = [each for each in found["profile"]["facts"] if each["id"] == "depth-ratio"]
    assert fact["value"] == pytest.approx(0.65, abs=0.05)


def test_depth_that_coincides_with_a_condition_is_told_apart():
    assert "depth-confounded" in codes(peaks(ratio=0.3))
    assert not {"depth-confounded", "depth-differs", "empty-cells"} & set(codes(peaks()))


def test_cells_without_open_peaks_are_counted():
    found = describe({"a": peaks(n_empty=3)}, "a", {})
    [caution] = [each for each in found["profile"]["warnings"] if each["code"] == "empty-cells"]
    assert caution["message"].startswith("3 cells")


def test_a_primary_metric_of_genes_is_refused():
    problem = describe({"a": peaks()}, "a", {"primary": "e_distance"})["problem"]
    assert problem["code"] == "task/bad-value" and "roc_auc_matched" in problem["expected"]
