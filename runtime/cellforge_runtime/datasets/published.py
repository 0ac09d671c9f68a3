"""`load`: the six published data sets of the CellForge paper by name, from scPerturb's records, with the settings of their tasks.

References
----------
Peidli et al., "scPerturb: harmonized single-cell perturbation data", Nature Methods 21 (2024): RNA and protein
doi:10.5281/zenodo.13350497, chromatin doi:10.5281/zenodo.7058382. What could not be checked without the files (labels of
some controls) is said in each `note`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cellforge_runtime.datasets import scperturb
from cellforge_runtime.datasets.fetch import cache_folder, fetch
from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    from anndata import AnnData

SERVER = "https://zenodo.org/records"
EXPRESSION, CHROMATIN = "13350497", "7058382"


@dataclass(frozen=True)
class Published:
    """One data set: where its files are, how they become an AnnData, and how CellForge is to read that."""

    title: str
    record: str
    files: tuple[str, ...]
    megabytes: int
    read: Callable[[list[Path]], AnnData]
    settings: Mapping[str, str]  # as `--set KEY=VALUE`
    note: str = ""


PUBLISHED: dict[str, Published] = {
    "adamson2016": Published(
        "Adamson et al. 2016, unfolded protein response, CRISPRi in K562",
        EXPRESSION,
        ("AdamsonWeissman2016_GSM2406681_10X010.h5ad",),
        471,
        scperturb.adamson,
        {"perturbation": "target", "control": "control", "perturbation_type": "interference"},
        "Labels are guides; 62(mod), 63(mod) and Gal4-4(mod) are taken for controls, NaN and * for unassigned: not verified.",
    ),
    "norman2019": Published(
        "Norman et al. 2019, single genes and pairs, CRISPRa in K562",
        EXPRESSION,
        ("NormanWeissman2019_filtered.h5ad",),
        699,
        scperturb.plain,
        {"perturbation": "perturbation", "control": "control", "separator": "_", "perturbation_type": "activation"},
    ),
    "srivatsan2020": Published(
        "Srivatsan et al. 2020, sci-Plex 3: 188 compounds at four doses in three cell lines",
        EXPRESSION,
        ("SrivatsanTrapnell2020_sciplex3.h5ad",),
        2527,
        scperturb.sciplex,
        {
            "perturbation": "perturbation",
            "control": "control",
            "dose": "dose_value",
            "context": "cell_line",
            "perturbation_type": "drug",
        },
    ),
    "schiebinger2019": Published(
        "Schiebinger et al. 2019, reprogramming of mouse fibroblasts over time",
        EXPRESSION,
        ("SchiebingerLander2019_GSE106340.h5ad",),
        379,
        scperturb.schiebinger,
        {"perturbation": "perturbation", "control": "control", "time": "time_h"},
        "Times are read from obs['age'] (D0, D2 ...); iPSCs and other ages without a day have none and are left out.",
    ),
    "papalexi2021": Published(
        "Papalexi et al. 2021, ECCITE-seq: RNA and surface protein, CRISPR in THP-1",
        EXPRESSION,
        ("PapalexiSatija2021_eccite_RNA.h5ad", "PapalexiSatija2021_eccite_protein.h5ad"),
        148,
        scperturb.papalexi,
        {"perturbation": "perturbation", "control": "control", "modality": "rna,protein", "perturbation_type": "knockout"},
        "Protein counts are in obsm['protein'].",
    ),
    "liscovitch2021": Published(
        "Liscovitch-Brauer et al. 2021, CRISPR-sciATAC in K562",
        CHROMATIN,
        ("Liscovitch-BrauerSanjana2021_K562_1.zip",),
        202,
        scperturb.liscovitch,
        {"perturbation": "perturbation", "modality": "atac", "perturbation_type": "knockout"},
        "An archive of matrices, of which peak_bc is read; which label its controls have was not verified, so it is proposed.",
    ),
}
_ALSO = {"norman": "norman2019", "adamson": "adamson2016", "srivatsan": "srivatsan2020", "sciplex": "srivatsan2020",
         "sciplex3": "srivatsan2020", "schiebinger": "schiebinger2019", "papalexi": "papalexi2021",
         "liscovitch": "liscovitch2021", "liscovitch-brauer2021": "liscovitch2021"}  # fmt: skip


def load(name: str, *, folder: str | Path | None = None, say: Callable[[str], None] = print) -> AnnData:
    """A published data set by name, from the cache or else from Zenodo.

    Parameters
    ----------
    name
        One of `PUBLISHED`, such as `"norman2019"`.
    folder
        Where files are kept; by default `CELLFORGE_DATASETS`, else the user's cache folder.

    Returns
    -------
    AnnData; `uns["cellforge_dataset"]` holds its name, files with sha256, the settings of its task, as `--set` and `describe`
    take them, and what was not verified.

    Raises
    ------
    CellForgeError
        `dataset/unknown`, what `fetch` raises, or `dataset/layout`: the file has no such columns as scPerturb documents.
    """
    key = _ALSO.get(name.lower(), name.lower())
    if key not in PUBLISHED:
        raise CellForgeError(
            "dataset/unknown",
            message="There is no published data set of that name.",
            expected=f"one of {', '.join(PUBLISHED)}.",
            found=f'"{name}".',
            remedy="Load another data set with anndata.read_h5ad.",
        )
    found = PUBLISHED[key]
    server = os.environ.get("CELLFORGE_DATASETS_SERVER", SERVER)
    where = Path(folder) if folder is not None else cache_folder()
    if not all((where / file).exists() for file in found.files):
        say(f"{found.title}: {found.megabytes:,} MB from {server}/{found.record} into {where}.")
    fetched = [fetch(f"{server}/{found.record}/files/{file}?download=1", where, say=say) for file in found.files]
    adata = found.read([each.path for each in fetched])
    adata.uns["cellforge_dataset"] = {
        "name": key,
        "title": found.title,
        "source": f"doi:10.5281/zenodo.{found.record}",
        "sha256": {each.path.name: each.sha256 for each in fetched},
        "settings": dict(found.settings),
        "note": found.note,
    }
    say(
        " ".join(["Settings of the task:", *(f"{key}={value}" for key, value in found.settings.items())])
        + f". {found.note}".rstrip()
    )
    return adata


def task_settings(name: str) -> dict[str, str]:
    """The settings of a published data set's task, as `--set KEY=VALUE` and `describe` take them."""
    return dict(PUBLISHED[_ALSO.get(name.lower(), name.lower())].settings)
