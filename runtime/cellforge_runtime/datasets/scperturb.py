"""How scPerturb's files become data that CellForge reads: what its documented columns mean, and nothing that is not there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cellforge_runtime.describe.problem import few
from cellforge_runtime.describe.quantities import read_quantity
from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    from anndata import AnnData

_PLASMID = re.compile(r"_p[A-Z]{2}\d+$")  # of a guide's vector: SPI1_pDS255, 62(mod)_pBA581
_NON_TARGETING = re.compile(r"^(?:62\(mod\)|63\(mod\)|Gal4-4\(mod\))$", re.IGNORECASE)
_UNASSIGNED = {"", "*", "nan", "<na>", "none"}


def plain(paths: Sequence[Path]) -> AnnData:
    """`perturbation` with the label `control`, as documented."""
    return _read(paths[0], "perturbation")


def adamson(paths: Sequence[Path]) -> AnnData:
    """`target`: the gene of a guide's label; `control` for non-targeting guides, missing where no guide was assigned."""
    adata = _read(paths[0], "perturbation")
    label = adata.obs["perturbation"].astype(object).map(lambda value: "" if pd.isna(value) else str(value))
    target = label.map(_gene_of_guide)
    if not (target == "control").any():
        shown = few([str(each) for each in label.value_counts().index[:5]])
        raise _layout(paths[0], "cells with the guides 62(mod), 63(mod) or Gal4-4(mod), or labelled control", shown)
    adata.obs["target"] = pd.Categorical(target)
    return adata


def sciplex(paths: Sequence[Path]) -> AnnData:
    """Doses as numbers, 0 for the vehicle; cells whose treatment was not told stay without one."""
    adata = _read(paths[0], "perturbation", "dose_value", "cell_line")
    dose = pd.to_numeric(adata.obs["dose_value"].astype(object), errors="coerce")
    is_vehicle = (adata.obs["perturbation"].astype(object) == "control").to_numpy()
    adata.obs["dose_value"] = np.where(is_vehicle & dose.isna().to_numpy(), 0.0, dose)
    return adata


def schiebinger(paths: Sequence[Path]) -> AnnData:
    """`time_h` in hours, of `age` (D0, D2.5 ...)."""
    adata = _read(paths[0], "perturbation", "age")
    adata.obs["time_h"] = adata.obs["age"].astype(object).map(_hours).astype(float)
    if adata.obs["time_h"].notna().sum() == 0:
        raise _layout(paths[0], 'days such as "D2" in obs["age"]', few(adata.obs["age"].astype(str).unique().tolist()[:5]))
    return adata


def papalexi(paths: Sequence[Path]) -> AnnData:
    """RNA with the protein counts of the same cells in `obsm["protein"]`; cells without any are left out."""
    rna, protein = _read(paths[0], "perturbation"), _read(paths[1])
    shared = rna.obs_names[rna.obs_names.isin(protein.obs_names)]
    if not len(shared):
        raise _layout(paths[1], f"cells named as in {paths[0].name}", few([str(name) for name in protein.obs_names[:3]]))
    rna, protein = rna[shared].copy(), protein[shared]
    counts = protein.X.toarray() if hasattr(protein.X, "toarray") else np.asarray(protein.X)
    rna.obsm["protein"] = pd.DataFrame(counts, index=rna.obs_names, columns=protein.var_names.astype(str))
    return rna


def liscovitch(paths: Sequence[Path]) -> AnnData:
    """The peaks of the archive (cells x peaks), named chromosome:start-end."""
    import gzip
    import io

    from anndata import AnnData
    from scipy.io import mmread

    with zipfile.ZipFile(paths[0]) as archive:
        names = {"/".join(name.split("/")[-2:]): name for name in archive.namelist()}
        wanted = ("peak_bc/counts.mtx.gz", "peak_bc/obs.csv", "peak_bc/var.csv")
        if not all(name in names for name in wanted):
            raise _layout(paths[0], f"{', '.join(wanted)} in the archive", few(sorted(names)[:5]))
        counts = mmread(io.BytesIO(gzip.decompress(archive.read(names[wanted[0]])))).tocsr().astype(np.float32)
        obs, var = (pd.read_csv(io.BytesIO(archive.read(names[name]))) for name in wanted[1:])
    for frame, columns in ((obs, ("cell_barcode", "perturbation")), (var, ("chromosome", "start", "end"))):
        if missing := [name for name in columns if name not in frame]:
            raise _layout(paths[0], f"the column {missing[0]}", few([str(name) for name in frame.columns[:5]]))
    if counts.shape != (len(obs), len(var)):
        raise _layout(
            paths[0], f"counts of {len(obs):,} cells x {len(var):,} peaks", f"{counts.shape[0]:,} x {counts.shape[1]:,}"
        )
    obs.index = pd.Index(obs["cell_barcode"].astype(str))
    places = (
        f"{chromosome}:{int(start)}-{int(end)}" for chromosome, start, end in zip(var["chromosome"], var["start"], var["end"])
    )
    return AnnData(X=counts, obs=obs, var=var.set_index(pd.Index(places)).rename_axis(None))


def _gene_of_guide(label: str) -> str | None:
    if label.casefold() in _UNASSIGNED:
        return None
    stem = _PLASMID.sub("", label)
    return "control" if stem == "control" or _NON_TARGETING.match(stem) else stem


def _hours(age: object) -> float:
    found = None if pd.isna(age) else read_quantity(str(age))
    return found.value if found is not None and found.kind == "time" else float("nan")


def _read(path: Path, *columns: str) -> AnnData:
    import anndata

    try:
        adata = anndata.read_h5ad(path)
    except Exception as error:  # whatever a broken file makes h5py raise
        raise _layout(path, "an .h5ad file", f"{type(error).__name__}") from None
    if missing := [name for name in columns if name not in adata.obs]:
        raise _layout(path, f'the column obs["{missing[0]}"]', few([str(name) for name in adata.obs.columns[:8]], 8))
    return adata


def _layout(path: Path, expected: str, found: str) -> CellForgeError:
    return CellForgeError(
        "dataset/layout",
        message=f"{path.name} is not laid out as scPerturb documents.",
        expected=f"{expected}.",
        found=f"{found}.",
        remedy="The record may have a new version: read the file with anndata and set the columns of the task yourself.",
    )
