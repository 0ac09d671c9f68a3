"""`read`: a file as AnnData or MuData, or a clear refusal. anndata is imported here only, and only when called."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from cellforge_runtime.describe.opening import is_large, open_in_file
from cellforge_runtime.describe.problem import CellForgeError

_HDF5 = b"\x89HDF\r\n\x1a\n"
_R_SUFFIXES = (".rds", ".rda", ".rdata", ".robj")
_GZIP, _XZ, _BZIP = b"\x1f\x8b", b"\xfd7zXZ", b"BZh"
_READABLE = "an AnnData or MuData file: .h5ad, .h5mu or .zarr"


def read(path: str | Path) -> Any:
    """The AnnData or MuData in a .h5ad, .h5mu or .zarr; one of an old layout is read with a warning.

    An AnnData that is large beside this machine's memory is opened in its file, with a warning that says so.

    Raises
    ------
    CellForgeError
        `data/no-file`, `data/empty-file`, `data/r-file`, `data/10x-file`, `data/not-anndata-file`, `data/damaged-file`,
        or `data/mudata-missing` when mudata is not installed.
    """
    path = Path(path)
    _check_there(path)
    if path.is_dir():
        return _read_zarr(path)
    kind = _kind_of(path)
    try:
        if kind == "mudata":
            return _read_mudata(path)
        return _read_anndata(path)
    except CellForgeError:
        raise
    except Exception as error:
        raise _damaged(path, error) from error


def _check_there(path: Path) -> None:
    if not path.exists():
        near = sorted(p.name for p in path.parent.glob("*") if p.suffix in (".h5ad", ".h5mu", ".zarr"))[:5]
        raise CellForgeError(
            "data/no-file",
            f'There is no file "{path.name}"',
            expected=_READABLE,
            found=", ".join(near) if near else "no such file in its folder",
            remedy="Check the path; it is relative to where the command was called.",
        )
    if path.is_file() and path.stat().st_size == 0:
        raise CellForgeError(
            "data/empty-file",
            f'"{path.name}" is empty',
            expected=_READABLE,
            found="0 bytes",
            remedy="Download or write the file again.",
        )
    if path.suffix.lower() in _R_SUFFIXES:
        raise _r_file(path)


def _kind_of(path: Path) -> str:
    """Anndata or mudata, by what the file holds, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(8)
    import h5py

    if head != _HDF5 and not h5py.is_hdf5(path):  # a MuData file has a block of its own before the HDF5
        if head.startswith((_GZIP, _XZ, _BZIP)) and path.suffix.lower() in _R_SUFFIXES:
            raise _r_file(path)
        raise _not_anndata(path, f"a file that is no HDF5 (it starts with {head[:4]!r})")
    try:
        with h5py.File(path, "r") as file:
            keys = set(file.keys())
            is_10x = _is_10x(file)
    except OSError as error:
        raise _damaged(path, error) from error
    if is_10x:
        raise CellForgeError(
            "data/10x-file",
            f'"{path.name}" is a 10x Genomics file, no AnnData',
            expected=_READABLE,
            found="a 10x HDF5 matrix, which holds no perturbations",
            remedy="Read it with scanpy.read_10x_h5, add the perturbation of each cell to obs, then use write_h5ad.",
        )
    if "mod" in keys:
        return "mudata"
    if "obs" in keys and "var" in keys:
        return "anndata"
    raise _not_anndata(path, f"an HDF5 file with {', '.join(sorted(keys)[:5]) or 'nothing'} in it")


def _is_10x(file: Any) -> bool:
    if "matrix" in file and "barcodes" in getattr(file["matrix"], "keys", list)():
        return True
    return "obs" not in file and any("barcodes" in getattr(group, "keys", list)() for group in file.values())


def _read_anndata(path: Path) -> Any:
    import anndata

    if is_large(path):
        return open_in_file(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        adata = anndata.read_h5ad(path)
    if _is_old_layout(path) or any(issubclass(w.category, anndata.OldFormatWarning) for w in caught):
        warnings.warn(
            f'"{path.name}" was written in an old layout of AnnData; it was read. Write it again with write_h5ad.',
            UserWarning,
            stacklevel=3,
        )
    return adata


def _is_old_layout(path: Path) -> bool:
    """anndata before 0.7 wrote obs as one compound table."""
    import h5py

    with h5py.File(path, "r") as file:
        return isinstance(file["obs"], h5py.Dataset)


def _read_mudata(path: Path) -> Any:
    mudata = _mudata(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.filterwarnings("ignore", message="Cannot join columns")  # a protein may have the name of its gene
        return mudata.read_h5mu(path)


def _read_zarr(path: Path) -> Any:
    names = {child.name for child in path.iterdir()}
    if not names & {".zgroup", "zarr.json", ".zattrs"}:
        raise _not_anndata(path, "a folder that is no zarr store")
    try:
        if (path / "mod").is_dir():
            return _mudata(path).read_zarr(path)
        import anndata

        return open_in_file(path) if is_large(path) else anndata.read_zarr(path)
    except CellForgeError:
        raise
    except Exception as error:
        raise _damaged(path, error) from error


def _mudata(path: Path) -> Any:
    try:
        import mudata
    except ImportError as error:
        raise CellForgeError(
            "data/mudata-missing",
            f'"{path.name}" is a MuData file, and mudata is not installed here',
            expected="the package mudata",
            found="no such package in this kernel",
            remedy='Run  %pip install "cellforge-runtime[mudata]"  and restart the kernel.',
        ) from error
    return mudata


def _r_file(path: Path) -> CellForgeError:
    return CellForgeError(
        "data/r-file",
        f'"{path.name}" is an R object and can\'t be read here',
        expected=_READABLE,
        found=f"a file that R wrote ({path.suffix})",
        remedy="In R, convert it (for example anndataR::write_h5ad, or zellkonverter::writeH5AD), then use the .h5ad.",
    )


def _not_anndata(path: Path, found: str) -> CellForgeError:
    return CellForgeError(
        "data/not-anndata-file",
        f'"{path.name}" is no AnnData file',
        expected=_READABLE,
        found=found,
        remedy="Write the data with adata.write_h5ad, then use that file.",
    )


def _damaged(path: Path, error: Exception) -> CellForgeError:
    return CellForgeError(
        "data/damaged-file",
        f'"{path.name}" can\'t be read',
        expected=_READABLE,
        found=f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else 'no more is told'}",
        remedy="The file may be cut short: download or write it again, and compare its size.",
    )
