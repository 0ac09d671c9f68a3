"""Files: what can be read is read, the rest is refused by name."""

from __future__ import annotations

import warnings

import anndata as ad
import h5py
import numpy as np
import pytest
from cellforge_runtime.describe.reading import read
from cellforge_runtime.errors import CellForgeError
from scipy import sparse


@pytest.fixture
def adata() -> ad.AnnData:
    counts = np.random.default_rng(0).poisson(1.0, (20, 10)).astype(np.float32)
    return ad.AnnData(sparse.csr_matrix(counts))


def _code(path) -> str:
    with pytest.raises(CellForgeError) as caught:
        read(path)
    error = caught.value
    assert error.expected
    assert error.found
    assert error.remedy
    assert str(path.parent) not in str(error)
    return error.code


def test_h5ad_is_read(adata, tmp_path) -> None:
    adata.write_h5ad(tmp_path / "a.h5ad")
    assert read(tmp_path / "a.h5ad").shape == (20, 10)


def test_zarr_is_read(adata, tmp_path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        adata.write_zarr(tmp_path / "a.zarr")
    assert read(tmp_path / "a.zarr").shape == (20, 10)


def test_h5mu_is_read(adata, tmp_path) -> None:
    mudata = pytest.importorskip("mudata")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mudata.MuData({"rna": adata}).write_h5mu(tmp_path / "a.h5mu")
    assert read(tmp_path / "a.h5mu")["rna"].shape == (20, 10)


def test_an_old_layout_is_read_with_a_warning(tmp_path) -> None:
    with h5py.File(tmp_path / "old.h5ad", "w") as file:
        file["X"] = np.ones((3, 2), dtype=np.float32)
        file["obs"] = np.array([(b"c1", 1.0), (b"c2", 2.0), (b"c3", 3.0)], dtype=[("index", "S4"), ("score", "f4")])
        file["var"] = np.array([(b"g1",), (b"g2",)], dtype=[("index", "S4")])
    with pytest.warns(UserWarning, match="old layout"):
        found = read(tmp_path / "old.h5ad")
    assert list(found.obs_names) == ["c1", "c2", "c3"]


def test_a_missing_file(tmp_path, adata) -> None:
    adata.write_h5ad(tmp_path / "there.h5ad")
    assert _code(tmp_path / "nowhere.h5ad") == "data/no-file"


def test_an_empty_file(tmp_path) -> None:
    (tmp_path / "a.h5ad").touch()
    assert _code(tmp_path / "a.h5ad") == "data/empty-file"


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.95])
def test_a_file_cut_short(tmp_path, adata, cut: float) -> None:
    adata.write_h5ad(tmp_path / "whole.h5ad")
    whole = (tmp_path / "whole.h5ad").read_bytes()
    (tmp_path / "a.h5ad").write_bytes(whole[: int(cut * len(whole))])
    assert _code(tmp_path / "a.h5ad") == "data/damaged-file"


@pytest.mark.parametrize("name", ["a.rds", "a.RDS", "a.rda", "a.RData"])
def test_r_objects(tmp_path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08 whatever R writes")
    assert _code(tmp_path / name) == "data/r-file"


def test_a_10x_file(tmp_path) -> None:
    with h5py.File(tmp_path / "filtered_feature_bc_matrix.h5", "w") as file:
        file.create_group("matrix")["barcodes"] = np.array([b"AAAC-1"])
    assert _code(tmp_path / "filtered_feature_bc_matrix.h5") == "data/10x-file"


def test_an_old_10x_file_called_h5ad(tmp_path) -> None:
    with h5py.File(tmp_path / "a.h5ad", "w") as file:
        file.create_group("GRCh38")["barcodes"] = np.array([b"AAAC-1"])
    assert _code(tmp_path / "a.h5ad") == "data/10x-file"


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04 a zip", b"\x89HDF"])
def test_another_kind_of_file(tmp_path, content: bytes) -> None:
    (tmp_path / "a.h5ad").write_bytes(content)
    assert _code(tmp_path / "a.h5ad") == "data/not-anndata-file"


def test_another_hdf5_file(tmp_path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["weights"] = np.ones(3)
    assert _code(tmp_path / "a.h5") == "data/not-anndata-file"


def test_a_folder_that_is_no_zarr(tmp_path) -> None:
    assert _code(tmp_path) == "data/not-anndata-file"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("10x_v3_filtered_feature_bc_matrix.h5", "data/10x-file"),
        ("singles_dox_mki67_v3.RDS", "data/r-file"),
        ("sceptre_lowmoi.rda", "data/r-file"),
    ],
)
def test_real_files_of_other_kinds_are_refused(shared, name: str, code: str) -> None:
    assert _code(shared / "original" / name) == code


def test_the_real_file_of_an_old_layout_is_read(shared) -> None:
    with pytest.warns(UserWarning, match="old layout"):
        assert read(shared / "original" / "scgen_valid.h5ad").shape == (1975, 6998)
