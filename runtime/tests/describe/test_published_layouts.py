"""The obs tables of published files, column by column as their authors wrote them, with few cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from scipy import sparse

TARGETS = ["STAT1", "IRF1", "JAK2", "KLF1", "TET2", "CEBPA", "BRD4", "MYC"]


def _table(base: list[dict[str, Any]], per: int = 36, **more: list[Any]) -> pd.DataFrame:
    """Every row of `base` on `per` cells; `more` columns run through their values cell by cell."""
    frame = pd.DataFrame([row for row in base for _ in range(per)])
    for name, values in more.items():
        frame[name] = [values[i % len(values)] for i in range(len(frame))]
    return frame


def _measurements(frame: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    frame["ncounts"] = rng.integers(500, 9000, len(frame))
    frame["percent_mito"] = rng.random(len(frame))
    frame["phase"] = rng.choice(["G1", "S", "G2M"], len(frame))
    return frame


def _sciplex() -> pd.DataFrame:
    rows = [
        {"product_name": p, "dose": d, "target": t, "pathway_level_1": w, "vehicle": p == "Vehicle", "treatment": s,
            "cell_type": c}
        for c in ("A549", "K562", "MCF7")
        for p, t, w, s in (
            ("Vehicle", "Vehicle", "Vehicle", "S0000"),
            ("Belinostat", "HDAC", "Epigenetic regulation", "S1085"),
            ("Trametinib", "MEK", "Signalling", "S2673"),
            ("Quisinostat", "HDAC", "Epigenetic regulation", "S1096"),
        )
        for d in ([0] if p == "Vehicle" else [10, 100, 1000, 10000])
    ]  # fmt: skip
    return _table(rows, replicate=["rep1", "rep2"], culture_plate=["plate1", "plate2", "plate3"], time_point=[24])


def _scperturb_drugs() -> pd.DataFrame:
    rows = [
        {"perturbation": p, "dose_value": d, "dose_unit": "nM", "cell_line": c, "celltype": "cancer",
            "perturbation_type": "drug",
         "time": "24", "tissue_type": "cell_line"}
        for c in ("A549", "K562")
        for p in ("control", "Belinostat", "Trametinib")
        for d in ([np.nan] if p == "control" else [10.0, 100.0, 1000.0])
    ]  # fmt: skip
    return _table(rows, nperts=[1], sex=["Male"], age=["58"])


def _papalexi_pertpy() -> pd.DataFrame:
    rows = [
        {"gene_target": t, "guide_ID": f"{t}g{g}", "perturbation": "NT" if t == "NT" else "Perturbed", "NT": f"{t}g{g}"}
        for t in ("NT", *TARGETS)
        for g in (1, 2)
    ]
    return _table(rows, replicate=["rep1", "rep2", "rep3"], MULTI_ID=["rep1-tx", "rep2-tx", "rep3-tx"])


def _kang() -> pd.DataFrame:
    rows = [
        {"label": s, "cell_type": c, "orig.ident": f"IMMUNE_{s.upper()}"}
        for s in ("ctrl", "stim")
        for c in ("B", "NK", "CD14 Mono")
    ]
    return _table(rows, replicate=["patient_101", "patient_107"], cluster=[0, 1, 2])


def _kang_geo() -> pd.DataFrame:
    rows = [{"stim": s, "cell": c} for s in ("ctrl", "stim") for c in ("B cells", "NK cells", "CD14+ Monocytes")]
    return _table(rows, ind=[101, 107, 1015], cluster=[0, 1], multiplets=["singlet"])


def _replogle() -> pd.DataFrame:
    rows = [
        {"gene": t, "gene_id": "non-targeting" if t == "non-targeting" else f"ENSG{i:05d}", "transcript": "P1P2",
         "sgID_AB": f"{t}_+_{i}.23-P1P2|{t}_-_{i}.23-P1P2", "gene_transcript": f"{i}_{t}_P1P2_{i}"}
        for i, t in enumerate(("non-targeting", *TARGETS))
    ]  # fmt: skip
    return _table(rows, gem_group=list(range(1, 9)), z_gemgroup_UMI=list(np.linspace(-2, 2, 997)))


def _norman_scperturb() -> pd.DataFrame:
    pairs = ["KLF1_TET2", "STAT1_IRF1", "JAK2_MYC"]
    rows = [
        {
            "perturbation": p,
            "guide_id": p.replace("control", "NegCtrl0_NegCtrl0"),
            "nperts": 0 if p == "control" else p.count("_") + 1,
        }
        for p in ("control", *TARGETS, *pairs)
    ]
    return _table(rows, gemgroup=[1, 2], cell_line=["K562"], celltype=["lymphoblasts"], perturbation_type=["CRISPR"])


def _gears() -> pd.DataFrame:
    rows = [
        {
            "condition": c,
            "condition_name": f"K562_{c}_1+1",
            "control": int(c == "ctrl"),
            "dose_val": "1" if c == "ctrl" else "1+1",
        }
        for c in ("ctrl", *(f"{t}+ctrl" for t in TARGETS), "STAT1+IRF1", "KLF1+TET2")
    ]
    return _table(rows, cell_type=["K562"])


def _ifn_time_course() -> pd.DataFrame:
    rows = [
        {"treatment": f"{t}_{h}h", "donor_id": d} for t in ("ctrl", "IFNb", "TNF", "IL4") for h in (6, 24) for d in ("D1", "D2")
    ]
    return _table(rows)


def _frangieh() -> pd.DataFrame:
    rows = [
        {"perturbation": t, "perturbation_2": c, "sgRNA": f"{t}_1", "MOI": 1}
        for t in ("control", *TARGETS)
        for c in ("Control", "IFNγ", "Co-culture")
    ]
    return _table(rows, celltype=["melanoma"])


def _cytokines_in_donors() -> pd.DataFrame:
    rows = [{"cytokine": c, "donor": d, "cell_type": t} for c in ("PBS", "IFN-beta", "IL-2",
        "TNF-alpha") for d in ("D1", "D2")
            for t in ("T", "B")]  # fmt: skip
    return _table(rows, well=["A1", "A2"])


def _mouse_cropseq() -> pd.DataFrame:
    rows = [{"sgRNA_target": t, "guide": f"{t}_sg{g}"} for t in ("sgNT", "Foxp3", "Il2ra", "Ctla4", "multiple") for g in (1, 2)]
    return _table(rows, batch=["b1", "b2"], louvain=["0", "1"])


def _combined_studies() -> pd.DataFrame:
    rows = [
        {"perturbation": t, "dataset": d, "cell_line": c, "perturbation_type": k}
        for d, c, k in (("screen A", "K562", "CRISPRa"), ("screen B", "RPE1", "CRISPRi"))
        for t in ("control", *TARGETS)
    ]
    return _table(rows)


LAYOUTS: dict[str, tuple[Any, dict[str, Any], dict[str, str | None]]] = {
    "sci-plex 3": (_sciplex, {"perturbation": "product_name", "control": "Vehicle", "context": "cell_type",
        "dose": {"from": "column", "column": "dose"}, "time": None}, {}),
    "scPerturb drugs": (_scperturb_drugs, {"perturbation": "perturbation", "control": "control",
        "context": "cell_line", "perturbation_type": "drug", "dose": {"from": "column", "column": "dose_value"}}, {}),
    "Papalexi in pertpy": (_papalexi_pertpy, {"perturbation": "gene_target", "control": "NT", "batch": "replicate"},
        {}),
    "Kang in pertpy": (_kang, {"perturbation": "label", "control": "ctrl", "context": "cell_type",
        "batch": "replicate", "scenarios": ["unseen-context"]}, {}),
    "Kang at GEO": (_kang_geo, {"perturbation": "stim", "control": "ctrl", "context": "cell"}, {}),
    "Replogle": (_replogle, {"perturbation": "gene", "control": "non-targeting", "batch": "gem_group",
        "scenarios": ["unseen-perturbation"]}, {}),
    "Norman in scPerturb": (_norman_scperturb, {"perturbation": "perturbation", "control": "control",
        "separator": "_", "perturbation_type": "unknown", "batch": "gemgroup", "scenarios": ["unseen-combination"]},
            {}),
    "GEARS": (_gears, {"perturbation": "condition", "control": "ctrl", "separator": "+", "dose": None,
        "scenarios": ["unseen-combination"]}, {}),
    "time course of cytokines": (_ifn_time_course, {"perturbation": "treatment", "context": "donor_id",
        "time": {"from": "label", "column": "treatment"}}, {}),
    "Frangieh": (_frangieh, {"perturbation": "perturbation", "control": "control"}, {}),
    "cytokines in donors": (_cytokines_in_donors, {"perturbation": "cytokine", "control": "PBS",
        "context": "cell_type", "batch": "well", "perturbation_type": "cytokine"}, {}),
    "mouse CROP-seq": (_mouse_cropseq, {"perturbation": "sgRNA_target", "control": "sgNT", "batch": "batch",
        "context": None}, {}),
    "two screens": (_combined_studies, {"where": "dataset:screen A", "perturbation_type": "activation"},
        {"where": "dataset:screen A"}),
}  # fmt: skip


def _object(obs: pd.DataFrame) -> ad.AnnData:
    obs = _measurements(obs)
    obs.index = [f"cell{i}" for i in range(len(obs))]
    counts = np.random.default_rng(0).poisson(0.6, (len(obs), 30)).astype(np.float32)
    genes = [*TARGETS, *(f"GENE{i}" for i in range(30 - len(TARGETS)))]
    return ad.AnnData(sparse.csr_matrix(counts), obs=obs, var=pd.DataFrame(index=genes))


def test_targets_that_are_often_controls_are_told() -> None:
    rows = [{"gene": target} for target in ("non-targeting", "AAVS1", *TARGETS)]
    found = describe({"adata": _object(_table(rows))}, "adata", {})
    told = {warning["code"]: warning["message"] for warning in found["profile"]["warnings"]}
    assert "AAVS1" in told["maybe-a-control"]


def test_a_second_treatment_that_crosses_the_first_is_told() -> None:
    found = describe({"adata": _object(_frangieh())}, "adata", {})
    told = {warning["code"]: warning["message"] for warning in found["profile"]["warnings"]}
    assert "perturbation_2" in told["second-treatment"]


@pytest.mark.parametrize(("build", "task", "asked"), [pytest.param(*row, id=name) for name, row in LAYOUTS.items()])
def test_layout_is_read_as_its_authors_meant(build: Any, task: Mapping[str, Any], asked: Mapping[str, str]) -> None:
    found = describe({"adata": _object(build())}, "adata", {})
    assert found["problem"] is None
    assert {question["key"] for question in found["questions"]} == set(asked), found["questions"]
    assert {key: found["task"][key] for key in task} == dict(task)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        pytest.param([("T1", "control", "b1"), ("T2", "drug", "b2")], "confounded-with-batch", id="batch"),
        pytest.param(
            [(c, p, "b1") for c, own in (("T1", "ABC"), ("T2", "DEF")) for p in ("control", *own)], "confounded-with-context",
            id="context",
        ),
    ],
)  # fmt: skip
def test_perturbations_that_coincide_with_another_column_are_told(columns: list[tuple[str, str, str]], code: str) -> None:
    rows = [{"cell_type": "T1" if code.endswith("batch") else c, "condition": p, "batch": b} for c, p, b in columns]
    found = describe({"adata": _object(_table(rows))}, "adata", {})
    assert code in {warning["code"] for warning in found["profile"]["warnings"]}


def _op3() -> pd.DataFrame:
    rows = [
        {"sm_name": s, "SMILES": m, "dose_uM": 0.1 if s == "Belinostat" else 1.0, "timepoint_hr": 24,
         "control": s.startswith("Dim"), "cell_type": c, "donor_id": d}
        for s, m in (("Dimethyl Sulfoxide", "CS(C)=O"), ("Belinostat", "C1"), ("Dabrafenib", "C2"), ("Foretinib", "C3"))
        for c in ("T cells", "B cells")
        for d in ("Donor 1", "Donor 2")
    ]  # fmt: skip
    return _table(rows, plate_name=["plate_0", "plate_1"])


def _cano_gamez() -> pd.DataFrame:
    rows = [{"cytokine.condition": c, "cell.type": t} for c in ("UNS", "Th0", "Th2", "iTreg") for t in ("Naive", "Memory")]
    return _table(rows, **{"donor.id": ["D2", "D3"], "batch.10X": [1, 2]})


def _lincs() -> pd.DataFrame:
    rows = [
        {"pert_iname": p, "pert_type": "ctl_vehicle" if p == "DMSO" else "trt_cp", "cell_line": c, "pert_time": t}
        for p in ("DMSO", "vorinostat", "trametinib")
        for c in ("A375", "MCF7")
        for t in (6, 24)
    ]
    return _table(rows)


@pytest.mark.parametrize(
    ("build", "task"),
    [
        pytest.param(_op3, {"perturbation": "sm_name", "control": "Dimethyl Sulfoxide", "context": "cell_type"}, id="OP3"),
        pytest.param(
            _cano_gamez,
            {"perturbation": "cytokine.condition", "control": "UNS", "context": "cell.type", "batch": "batch.10X"},
            id="Cano-Gamez",
        ),
        pytest.param(
            _lincs,
            {"perturbation": "pert_iname", "control": "DMSO", "time": {"from": "column", "column": "pert_time"}},
            id="LINCS",
        ),
    ],
)
def test_layout_of_other_names_is_read(build: Any, task: Mapping[str, Any]) -> None:
    found = describe({"adata": _object(build())}, "adata", {})
    assert found["problem"] is None
    assert found["questions"] == []
    assert {key: found["task"][key] for key in task} == dict(task)


@pytest.mark.parametrize(
    ("kind", "scenario"),
    [("additive", "unseen-combination"), ("interaction", "unseen-combination"), ("nonlinear-context", "unseen-perturbation")],
)
def test_simulated_screens_are_read_and_called_simulated(kind: str, scenario: str) -> None:
    datasets = pytest.importorskip("cellforge_runtime.datasets")
    found = describe({"adata": datasets.simulate(kind=kind, seed=0)}, "adata", {})
    assert found["questions"] == []
    assert found["task"]["scenarios"] == [scenario]
    assert found["profile"]["warnings"][0]["code"] == "simulated-data"
