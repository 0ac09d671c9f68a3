"""Value states by the numbers, for any storage, without changing or copying the matrix."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import matrices as module
from cellforge_runtime.describe.matrices import describe_matrix, matrices, matrix
from scipy import sparse


def _counts(n: int = 300, m: int = 60) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.negative_binomial(2, 0.4, (n, m)).astype(np.float32)


def _normalised() -> np.ndarray:
    counts = _counts()
    return counts / counts.sum(1, keepdims=True) * 1e4


def _scaled() -> np.ndarray:
    logged = np.log1p(_normalised())
    return ((logged - logged.mean(0)) / logged.std(0)).astype(np.float32)


STATES = {
    "counts": _counts,
    "log": lambda: np.log1p(_normalised()),
    "normalised": _normalised,
    "scaled": _scaled,
    "binary": lambda: (_counts() > 2).astype(np.float32),
}
STORAGES = {
    "csr": sparse.csr_matrix,
    "csc": sparse.csc_matrix,
    "csr array": sparse.csr_array,
    "dense": np.asarray,
    "fortran": np.asfortranarray,
    "float64": lambda x: x.astype(np.float64),
}


@pytest.mark.parametrize("storage", STORAGES)
@pytest.mark.parametrize("state", STATES)
def test_state_is_told_from_the_numbers(state: str, storage: str) -> None:
    values = STATES[state]()
    adata = ad.AnnData(STORAGES[storage](values))
    found = describe_matrix(matrix(adata, "X"))
    assert found["value_state"] == state
    assert found["minimum"] == pytest.approx(values.min())
    assert found["maximum"] == pytest.approx(values.max())
    assert found["storage"] == storage.split()[0] if storage[:3] in ("csr", "csc") else found["storage"] == "dense"


@pytest.mark.parametrize("kind", ["integers", "log2", "log of a part of the genes", "fractional counts", "booleans"])
def test_state_of_other_ways_to_write_it(kind: str) -> None:
    values, state = {
        "integers": (_counts().astype(np.int32), "counts"),
        "log2": (np.log2(1 + _normalised()), "log"),
        "log of a part of the genes": (np.log1p(_normalised())[:, :7], "log"),
        "fractional counts": (_counts() * np.random.default_rng(1).uniform(0.8, 1.2, (300, 60)) * 9, "normalised"),
        "booleans": (_counts() > 2, "binary"),
    }[kind]
    assert describe_matrix(matrix(ad.AnnData(values), "X"))["value_state"] == state


@pytest.mark.parametrize(
    ("value", "evidence"),
    [(np.nan, "NaN"), (np.inf, "infinite"), (-3.0, "no counts")],
)
def test_one_bad_value_among_many_is_seen(value: float, evidence: str) -> None:
    for build in (np.asarray, sparse.csr_matrix):
        counts = _counts(5000, 60) + 1
        counts[4321, 7] = value
        found = describe_matrix(matrix(ad.AnnData(build(counts)), "X"))
        assert found["value_state"] == "unknown"
        assert evidence in found["evidence"]


def test_layers_raw_and_x_are_told_apart() -> None:
    adata = ad.AnnData(sparse.csr_matrix(np.log1p(_normalised())), layers={"counts": sparse.csr_matrix(_counts())})
    adata.raw = adata
    adata.X = _scaled()
    states = {each.name: describe_matrix(each)["value_state"] for each in matrices(adata)}
    assert states == {"X": "scaled", "counts": "counts", "raw": "log"}


@pytest.mark.parametrize("storage", ["csr", "dense"])
def test_backed_objects_and_views_are_read_by_rows_only(storage: str, tmp_path, monkeypatch) -> None:
    adata = ad.AnnData(STORAGES[storage](_counts(3000)), obs=pd.DataFrame(index=[f"c{i}" for i in range(3000)]))
    adata.write_h5ad(tmp_path / "a.h5ad")
    backed = ad.read_h5ad(tmp_path / "a.h5ad", backed="r")
    seen = []
    monkeypatch.setattr(module, "_in_memory", lambda found, plain=module._in_memory: seen.append(plain(found)) or seen[-1])
    for name, each in {"backed": backed, "view": adata[::2], "backed view": backed[:900]}.items():
        found = describe_matrix(matrix(each, "X"))
        assert found["value_state"] == "counts", name
        assert found["storage"] == storage
        assert "a sample of" in found["evidence"]
    assert all(block.shape[0] <= module.ROWS for block in seen)
    backed.file.close()


def test_describing_changes_and_densifies_nothing() -> None:
    adata = ad.AnnData(sparse.csc_matrix(_counts()))
    before, held = adata.X.data.copy(), adata.X
    describe_matrix(matrix(adata, "X"))
    assert adata.X is held
    assert isinstance(adata.X, sparse.csc_matrix)
    np.testing.assert_array_equal(adata.X.data, before)
