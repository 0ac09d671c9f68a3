"""The published data sets by name, from stand-ins with scPerturb's columns: read, mapped and told to be the task they are."""

from __future__ import annotations

import gzip
import io
import zipfile

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.datasets import PUBLISHED, load, task_settings
from cellforge_runtime.describe import describe
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.task import Task
from scipy import sparse
from scipy.io import mmwrite
from served import Served, serving

GENES = "STAT1 IRF1 JAK2 KLF1 TET2 CEBPA HDAC1 MAP2K1 ACTB GAPDH BRD4 MYC".split()
PER = 40


def _adata(rows, features=GENES, seed=0):
    """One cell a row, PER times."""
    obs = pd.DataFrame([row for row in rows for _ in range(PER)])
    obs.index = [f"cell{i}" for i in range(len(obs))]
    counts = np.random.default_rng(seed).poisson(1.0, (len(obs), len(features))).astype(np.float32)
    return ad.AnnData(sparse.csr_matrix(counts), obs=obs, var=pd.DataFrame(index=list(features)))


def _h5ad(adata, folder):
    adata.write_h5ad(folder / "x.h5ad")
    return (folder / "x.h5ad").read_bytes()


def _adamson(folder):
    guides = ["62(mod)_pBA581", "Gal4-4(mod)_pBA582", "*", "SPI1_pDS255", "CREB1_pDS269", "IRF1_pDS10", "JAK2_pBA1", None]
    return {
        "AdamsonWeissman2016_GSM2406681_10X010.h5ad": _h5ad(_adata([{"perturbation": g, "nperts": 1} for g in guides]), folder)
    }


def _norman(folder):
    labels = ["control", *GENES[:8], "KLF1_TET2", "STAT1_IRF1", "JAK2_MYC"]
    rows = [{"perturbation": label, "nperts": label.count("_") + 1, "cell_line": "K562"} for label in labels]
    return {"NormanWeissman2019_filtered.h5ad": _h5ad(_adata(rows), folder)}


def _sciplex(folder):
    rows = [
        {"perturbation": p, "dose_value": d, "dose_unit": "nM", "cell_line": c, "time": 24.0, "perturbation_type": "drug"}
        for c in ("A549", "K562")
        for p in ("control", "Belinostat", "Trametinib", "Dasatinib")
        for d in ([None] if p == "control" else [10.0, 100.0, 1000.0, 10000.0])
    ]
    rows.append({**rows[-1], "perturbation": None, "dose_value": None})  # its hash was not read
    return {"SrivatsanTrapnell2020_sciplex3.h5ad": _h5ad(_adata(rows), folder)}


def _schiebinger(folder):
    rows = [{"perturbation": p, "age": a} for p in ("control", "2i", "serum") for a in ("D0", "D2", "D2.5", "D16", "iPSCs")]
    return {"SchiebingerLander2019_GSE106340.h5ad": _h5ad(_adata(rows), folder)}


def _papalexi(folder):
    rows = [{"perturbation": g, "guide_id": f"{g}g1", "replicate": "rep1"} for g in ("control", *GENES[:9])]
    rna, protein = _adata(rows), _adata(rows, ["CD86", "PDL1", "PDL2", "CD366"], seed=1)
    protein = protein[::-1][: len(protein) - 3].copy()  # in another order, and three cells without
    return {
        "PapalexiSatija2021_eccite_RNA.h5ad": _h5ad(rna, folder),
        "PapalexiSatija2021_eccite_protein.h5ad": _h5ad(protein, folder),
    }


def _liscovitch(folder):
    rows = [{"perturbation": label} for label in ("control", "EZH2", "KDM6A", "ARID1A") for _ in range(PER)]
    obs = pd.DataFrame(rows).assign(cell_barcode=[f"bc{i}" for i in range(len(rows))])
    var = pd.DataFrame({"chromosome": "chr1", "start": np.arange(300) * 1000, "end": np.arange(300) * 1000 + 500})
    counts = sparse.random(len(obs), len(var), density=0.1, random_state=0, format="csr")
    counts.data[:] = np.ceil(2 * counts.data)
    matrix = io.BytesIO()
    mmwrite(matrix, counts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (
            ("counts.mtx.gz", gzip.compress(matrix.getvalue())),
            ("obs.csv", obs.to_csv(index=False).encode()),
            ("var.csv", var.to_csv(index=False).encode()),
        ):
            archive.writestr(f"Liscovitch-BrauerSanjana2021_K562_1/peak_bc/{name}", content)
    return {"Liscovitch-BrauerSanjana2021_K562_1.zip": packed.getvalue()}


# what the task of each must be, and a target that it must know
EXPECTED = {
    "adamson2016": (_adamson, {"perturbation": "target", "control": "control"}, {("SPI1",), ("CREB1",), ("IRF1",), ("JAK2",)}),
    "norman2019": (_norman, {"separator": "_", "scenarios": ["unseen-combination"]}, {("KLF1", "TET2"), ("JAK2",)}),
    "srivatsan2020": (
        _sciplex,
        {"dose": {"from": "column", "column": "dose_value"}, "context": "cell_line", "perturbation_type": "drug"},
        {("Belinostat",), ("Dasatinib",)},
    ),
    "schiebinger2019": (_schiebinger, {"time": {"from": "column", "column": "time_h"}}, {("2i",), ("serum",)}),
    "papalexi2021": (_papalexi, {"control": "control", "modality": "rna,protein"}, {("STAT1",)}),
    "liscovitch2021": (_liscovitch, {"modality": "atac", "control": "control"}, {("EZH2",)}),
}


@pytest.fixture
def zenodo(tmp_path, monkeypatch):
    with serving(Served()) as served:
        monkeypatch.setenv("CELLFORGE_DATASETS_SERVER", served.address)
        monkeypatch.setenv("CELLFORGE_DATASETS", str(tmp_path / "cache"))
        yield served


def _serve(served, name, tmp_path):
    files = EXPECTED[name][0](tmp_path)
    served.files = {f"/{PUBLISHED[name].record}/files/{file}": content for file, content in files.items()}


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_a_data_set_is_loaded_by_name_and_is_the_task_it_is(zenodo, tmp_path, name):
    _serve(zenodo, name, tmp_path)
    said: list[str] = []
    adata = load(name, say=said.append)
    told = adata.uns["cellforge_dataset"]
    assert set(told["sha256"]) == set(PUBLISHED[name].files) and told["settings"] == task_settings(name)
    assert any("trust on first use" in each for each in said) and any("Settings of the task" in each for each in said)
    found = describe({"adata": adata}, "adata", task_settings(name))
    assert found["problem"] is None
    _, expected, targets = EXPECTED[name]
    assert {key: found["task"][key] for key in expected} == expected
    data = prepare(adata, Task.from_wire(found["task"]))
    assert targets <= {query.targets for query in data.queries}
    assert list(data.others) == expected.get("modality", "rna").split(",")[1:]
    asked = len(zenodo.asked)
    load(name.upper(), say=said.append)
    assert len(zenodo.asked) == asked  # from the cache


def test_no_data_set_is_left_out_here():
    assert set(EXPECTED) == set(PUBLISHED)


def test_doses_of_sciplex_are_numbers_and_cells_without_a_treatment_count_nowhere(zenodo, tmp_path):
    _serve(zenodo, "srivatsan2020", tmp_path)
    adata = load("sciplex3", say=lambda _: None)
    task = Task.from_wire(describe({"adata": adata}, "adata", task_settings("sciplex3"))["task"])
    data = prepare(adata, task)
    assert {query.dose for query in data.queries} == {10.0, 100.0, 1000.0, 10000.0}
    assert int((data.condition_of == -1).sum()) == 2 * PER and int((data.condition_of == -2).sum()) == PER


def test_controls_of_adamson_are_its_non_targeting_guides_alone(zenodo, tmp_path):
    _serve(zenodo, "adamson2016", tmp_path)
    target = load("adamson2016", say=lambda _: None).obs["target"]
    assert int((target == "control").sum()) == 2 * PER and int(target.isna().sum()) == 2 * PER


def test_times_of_schiebinger_are_hours_and_ages_without_a_day_have_none(zenodo, tmp_path):
    _serve(zenodo, "schiebinger2019", tmp_path)
    adata = load("schiebinger2019", say=lambda _: None)
    told = adata.obs.groupby("age", observed=True)["time_h"].first()
    assert told[["D0", "D2", "D2.5", "D16"]].tolist() == [0.0, 48.0, 60.0, 384.0] and np.isnan(told["iPSCs"])


def test_proteins_of_papalexi_are_those_of_the_same_cells(zenodo, tmp_path):
    files = _papalexi(tmp_path)
    (tmp_path / "p.h5ad").write_bytes(files["PapalexiSatija2021_eccite_protein.h5ad"])
    protein = ad.read_h5ad(tmp_path / "p.h5ad")
    _serve(zenodo, "papalexi2021", tmp_path)
    adata = load("papalexi2021", say=lambda _: None)
    assert adata.n_obs == protein.n_obs == 10 * PER - 3
    assert np.array_equal(adata.obsm["protein"].loc["cell7"], protein["cell7"].X.toarray()[0])


def test_a_file_of_another_layout_and_an_unknown_name_are_told(zenodo, tmp_path):
    zenodo.files = {
        "/13350497/files/NormanWeissman2019_filtered.h5ad": _h5ad(_adata([{"gene": "STAT1"}]), tmp_path),
        "/13350497/files/AdamsonWeissman2016_GSM2406681_10X010.h5ad": _h5ad(_adata([{"perturbation": "SPI1_pDS255"}]), tmp_path),
    }
    for name, found in (("norman2019", '"gene"'), ("adamson2016", '"SPI1_pDS255"')):
        with pytest.raises(CellForgeError) as other:
            load(name, say=lambda _: None)
        assert other.value.code == "dataset/layout" and found in other.value.found
    with pytest.raises(CellForgeError) as unknown:
        load("norman2020")
    assert unknown.value.code == "dataset/unknown" and "norman2019" in unknown.value.expected
