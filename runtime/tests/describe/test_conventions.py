"""Objects with the conventions of published files: read right, or asked; never silently wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import conditions


@dataclass
class Row:
    """Columns of obs (one entry a group of cells), and what has to be found."""

    columns: dict[str, list[Any]]
    perturbation: str | None = None
    control: str | None = None
    targets: str = ""  # target sets with blanks between
    asked: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    task: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    categorical: bool = False


def one(name: str, labels: str | list[Any], control: str | None, targets: str, **more: Any) -> Row:
    """A file whose one column tells it all."""
    values = labels.split() if isinstance(labels, str) else labels
    return Row({name: values}, name, control, targets, **more)


EIGHT = "STAT1 STAT2 IRF1 JAK2 KLF1 TET2 CEBPA BRD4"
DEX = {"dose": None, "time": {"from": "label", "column": "condition"}}

ROWS = {
    # what controls are called
    "ctrl": one("condition", f"ctrl {EIGHT}", "ctrl", EIGHT),
    "control": one("perturbation", f"control {EIGHT}", "control", EIGHT),
    "Control": one("perturbation", f"Control {EIGHT}", "Control", EIGHT),
    "non-targeting": one("gene", f"non-targeting {EIGHT}", "non-targeting", EIGHT),
    "Non targeting": one("gene", ["Non Targeting", *EIGHT.split()], "Non Targeting", EIGHT),
    "NT": one("gene", f"NT {EIGHT}", "NT", EIGHT),
    "NTC": one("target_gene", f"NTC {EIGHT}", "NTC", EIGHT),
    "negctrl": one("perturbation", f"NegCtrl {EIGHT}", "NegCtrl", EIGHT),
    "unstimulated": one("stimulation", "unstimulated IFNg IL4 TNF", "unstimulated", "IFNg IL4 TNF"),
    "vehicle": one("product_name", "Vehicle Belinostat Trametinib JQ1", "Vehicle", "Belinostat Trametinib JQ1"),
    "DMSO": one("drug", "DMSO Belinostat Trametinib JQ1", "DMSO", "Belinostat Trametinib JQ1"),
    "PBS": one("cytokine", "PBS IFNg IL4 TNF", "PBS", "IFNg IL4 TNF"),
    "mock": one("infection", "mock IAV SARS2 RSV", "mock", "IAV SARS2 RSV"),
    "WT": one("genotype", "WT STAT1 IRF1 JAK2", "WT", "IRF1 JAK2 STAT1"),
    "safe-targeting": one("gene", f"safe-targeting {EIGHT}", "safe-targeting", EIGHT),
    "untreated": one("treatment", "untreated IFNg IL4 TNF", "untreated", "IFNg IL4 TNF"),
    "numbered controls": one("guide", ["NT_1", "NT_2", "STAT1_1", "STAT1_2", "IRF1_1", "IRF1_2"], "NT_1", "IRF1 STAT1"),
    "two kinds of control": one("drug", "DMSO untreated JQ1 A485", "DMSO", "A485 JQ1", asked=("control",)),
    "none is asked": one("treatment", "none IFNg IL4 TNF", "none", "IFNg IL4 TNF", asked=("control",)),
    "no control word is asked": one("condition", "B16 MC38 CT26", None, "", asked=("control",),
        problem="task/no-control"),
    "none beside a control": one("drug", "DMSO none JQ1 A485", "DMSO", "A485 JQ1", excluded=("none",)),
    "WT1 is a gene": one("gene", f"NT WT1 {EIGHT}", "NT", f"{EIGHT} WT1"),
    # combinations
    "GEARS A+ctrl": one("condition", "ctrl STAT1+ctrl IRF1+ctrl ctrl+JAK2 STAT1+IRF1", "ctrl",
        "IRF1 JAK2 STAT1 IRF1+STAT1"),
    "plus": one("condition", "control STAT1 IRF1 STAT1+IRF1 JAK2+STAT1", "control", "IRF1 STAT1 IRF1+STAT1 JAK2+STAT1"),
    "underscore, scPerturb": one("perturbation", "control AHR FEV AHR_FEV KLF5", "control", "AHR FEV KLF5 AHR+FEV"),
    "underscore, one side known": one(
        "perturbation", "control AHR FEV AHR_FEV AHR_ZNF3", "control", "AHR FEV AHR+FEV AHR+ZNF3"
    ),
    "underscore, no side known": one("perturbation", "control AHR_FEV KLF5_MAP7", "control", "AHR_FEV KLF5_MAP7",
        asked=("separator",)),
    "underscore, set": one(
        "perturbation", "control AHR_FEV KLF5_MAP7", "control", "AHR+FEV KLF5+MAP7", settings={"separator": "_"}
    ),
    "underscore, measured genes": one("perturbation", "control STAT1_IRF1 JAK2_TET2", "control",
        "IRF1+STAT1 JAK2+TET2"),
    "pipe": one("perturbation", "control STAT1 IRF1 STAT1|IRF1", "control", "IRF1 STAT1 IRF1+STAT1"),
    "comma": one("perturbation", "control STAT1 IRF1 STAT1,IRF1", "control", "IRF1 STAT1 IRF1+STAT1"),
    "ampersand": one("perturbation", "control STAT1 IRF1 STAT1&IRF1", "control", "IRF1 STAT1 IRF1+STAT1"),
    "semicolon": one("perturbation", "control STAT1 IRF1 STAT1;IRF1", "control", "IRF1 STAT1 IRF1+STAT1"),
    "blank": one("perturbation", ["control", "STAT1", "IRF1", "STAT1 IRF1"], "control", "IRF1 STAT1 IRF1+STAT1"),
    "plus with blanks": one("drug", ["DMSO", "JQ1", "A485", "JQ1 + A485"], "DMSO", "A485 JQ1 A485+JQ1"),
    "hyphen, both sides known": one("perturbation", "control STAT1 IRF1 STAT1-IRF1 HLA-A", "control",
        "HLA-A IRF1 STAT1 IRF1+STAT1"),
    "Norman guide identity": one(
        "guide_identity",
        "NegCtrl0_NegCtrl0__NegCtrl0_NegCtrl0 AHR_NegCtrl0__AHR_NegCtrl0 NegCtrl0_FEV__NegCtrl0_FEV AHR_FEV__AHR_FEV",
        "NegCtrl0_NegCtrl0__NegCtrl0_NegCtrl0", "AHR FEV AHR+FEV",
    ),
    "the same target twice": one("perturbation", "control STAT1 IRF1 STAT1+STAT1 STAT1+IRF1", "control",
        "IRF1 STAT1 IRF1+STAT1"),
    "three targets": one("condition", "control A1 B1 C1 A1+B1+C1", "control", "A1 B1 C1 A1+B1+C1"),
    # names that look like combinations
    "HLA-A stays whole": one("gene", "NT HLA-A HLA-B STAT1", "NT", "HLA-A HLA-B STAT1"),
    "NKX2-1 stays whole": one("gene", "NT NKX2-1 NKX2-5 STAT1 IRF1 JAK2", "NT", "NKX2-1 NKX2-5 STAT1 IRF1 JAK2"),
    "A_B stays whole": one("perturbation", "control A_B STAT1 IRF1", "control", "A_B STAT1 IRF1"),
    "IFN_beta stays whole": one("stim", "ctrl IFN_beta TNF_alpha IL6", "ctrl", "IFN_beta TNF_alpha IL6"),
    "chemistry stays whole": one("drug", ["DMSO", "(+)-JQ1", "1,25-dihydroxyvitamin"], "DMSO",
        "(+)-JQ1 1,25-dihydroxyvitamin"),
    # guides under targets
    "STAT1g1": one("guide_id", "NTg1 NTg2 STAT1g1 STAT1g2 IRF1g1 IRF1g2", "NTg1", "IRF1 STAT1"),
    "STAT1_sg2": one("sgRNA", "NT_sg1 NT_sg2 STAT1_sg1 STAT1_sg2 IRF1_sg1", "NT_sg1", "IRF1 STAT1"),
    "STAT1-1": one("guide", "control-1 control-2 STAT1-1 STAT1-2 IRF1-1 IRF1-2", "control-1", "IRF1 STAT1"),
    "sgSTAT1": one("sgRNA", "sgNT sgSTAT1 sgIRF1 sgJAK2", "sgNT", "IRF1 JAK2 STAT1"),
    "Adamson vectors": one("perturbation", ["control", "SPI1_pDS255", "ATF6_pDS260", "IRE1_pDS262"], "control",
        "ATF6 IRE1 SPI1"),
    "Adamson's own controls": one("perturbation", ["62(mod)_pBA581", "SPI1_pDS255", "ATF6_pDS260"], "62(mod)_pBA581",
        "ATF6 SPI1"),
    "Replogle guides": one("sgID", "non-targeting_00025 AAAS_+_53715438.23-P1P2 AAGAB_-_67546.23-P1",
        "non-targeting_00025", "AAAS AAGAB"),
    "guide and target columns": Row(
        {"guide_id": "NTg1 NTg2 STAT1g1 STAT1g2 IRF1g1".split(), "gene": "NT NT STAT1 STAT1 IRF1".split()}, "gene",
            "NT", "IRF1 STAT1"
    ),
    # labels that are no perturbations
    "multiple and unassigned": one("gene", f"NT {EIGHT} multiple unassigned", "NT", EIGHT, excluded=("multiple",
        "unassigned")),
    "nan as text": one("gene", f"NT {EIGHT} nan", "NT", EIGHT, excluded=("nan",)),
    "missing": one("gene", ["NT", *EIGHT.split(), None], "NT", EIGHT, excluded=("nan",)),
    "NaN": one("gene", ["NT", *EIGHT.split(), np.nan], "NT", EIGHT, excluded=("nan",)),
    "doublet and negative": one("guide", f"NT {EIGHT} Doublet Negative", "NT", EIGHT, excluded=("Doublet", "Negative")),
    "asterisk": one("perturbation", f"control {EIGHT} *", "control", EIGHT, excluded=("*",)),
    # doses and times
    "dose in labels": one(
        "drug", "DMSO JQ1_1uM JQ1_10uM A485_1uM A485_10uM", "DMSO", "A485 JQ1", task={"dose": {"from": "label",
            "column": "drug"}}
    ),
    "dose in labels, mixed units": one(
        "drug", "DMSO JQ1_100nM JQ1_10uM", "DMSO", "JQ1", task={"dose": {"from": "label", "column": "drug"}}
    ),
    "dose in brackets": one(
        "drug", ["DMSO", "JQ1 (1 µM)", "JQ1 (10 µM)"], "DMSO", "JQ1", task={"dose": {"from": "label", "column": "drug"}}
    ),
    "time in labels": one("condition", "control DEX_1h DEX_3h", "control", "DEX", task=DEX),
    "sci-plex": Row(
        {"product_name": "Vehicle JQ1 JQ1 A485 A485".split(), "dose": [0, 10, 1000, 10, 1000]}, "product_name",
            "Vehicle", "A485 JQ1",
        task={"dose": {"from": "column", "column": "dose"}},
    ),
    "sci-plex doses without unit": one(
        "product_dose", "Vehicle_0 JQ1_10 JQ1_100 JQ1_1000 A485_10 A485_100 A485_1000", "Vehicle_0", "A485 JQ1",
            asked=("dose",)
    ),
    "dose as text": Row(
        {"treatment": "DMSO JQ1 JQ1".split(), "concentration": ["0 nM", "10 nM", "1 uM"]}, "treatment", "DMSO", "JQ1",
        task={"dose": {"from": "column", "column": "concentration"}},
    ),
    "GEARS dose_val": Row(
        {"condition": "ctrl STAT1+ctrl IRF1+ctrl STAT1+IRF1".split(), "dose_val": "1 1+1 1+1 1+1".split()},
            "condition", "ctrl",
        "IRF1 STAT1 IRF1+STAT1", task={"dose": None},
    ),
    "time column": Row(
        {"perturbation": "control IFNg IFNg TNF TNF".split(), "timepoint": ["0h", "6h", "24h", "6h", "24h"]},
            "perturbation",
        "control", "IFNg TNF", task={"time": {"from": "column", "column": "timepoint"}},
    ),
    "one time only": Row(
        {"perturbation": "control IFNg TNF".split(), "time": [24, 24, 24]}, "perturbation", "control", "IFNg TNF",
            task={"time": None}
    ),
    # kinds of column
    "boolean": one("perturbed", [False, True], "False", "True", settings={"context": "cell_type"}),
    "stim 0 and 1": one("stim", [0, 1], "0", "1"),
    "0 and 1 without a telling name is asked": one("condition", [0, 1], "0", "1", asked=("control",)),
    "is_control beside numbers": Row(
        {"condition": "P0 P1 P2 P3".split(), "is_control": [True, False, False, False]}, "condition", "P0", "P1 P2 P3"
    ),
    "numeric categories are asked": one("condition", [0, 1, 2, 3], "0", "1 2 3", asked=("control",)),
    "replicates in labels": one("sample", "ctrl_rep1 ctrl_rep2 IFN_rep1 IFN_rep2", "ctrl_rep1", "IFN"),
    "donors in labels": one("sample", "ctrl_101 ctrl_107 stim_101 stim_107", "ctrl_101", "stim"),
    "guides in pairs": one(
        "guide", "NT_1 STAT1_1 STAT1_2 IRF1_1 IRF1_2 STAT1_1+IRF1_2 STAT1_2+IRF1_1", "NT_1", "IRF1 STAT1 IRF1+STAT1"
    ),
    "STAT1_KO": one("condition", "WT STAT1_KO IRF1_KO JAK2_KO", "WT", "IRF1 JAK2 STAT1"),
    "numbered compounds": one(
        "drug", "DMSO Compound_1 Compound_2 Compound_3", "DMSO", "Compound_1 Compound_2 Compound_3"
    ),
    "cytokines with numbers": one("cytokine", "PBS IL-2 IL-4 IL-6 TNF-1", "PBS", "IL-2 IL-4 IL-6 TNF-1"),
    "hyphens and guides": one(
        "guide", "NT_1 NT_2 HLA-B_1 HLA-B_2 NKX2-5_1 NKX2-5_2", "NT_1", "HLA-B NKX2-5"
    ),
    "cell line in labels is asked": one(
        "condition", "A549_DMSO A549_JQ1 K562_DMSO K562_JQ1", None, "", asked=("control",),
        problem="task/no-control",
    ),
    "two drug columns are asked": Row(
        {"drug1": "DMSO JQ1 DMSO JQ1".split(), "drug2": "DMSO DMSO A485 A485".split()}, asked=("perturbation",)
    ),
    "blanks around labels": one("condition", ["ctrl ", " STAT1", "IRF1 "], "ctrl", "IRF1 STAT1"),
    "unused categories": one("condition", f"ctrl {EIGHT}", "ctrl", EIGHT, categorical=True),
    "unicode column": Row({"扰动_perturbation": f"control {EIGHT}".split()}, "扰动_perturbation", "control", EIGHT),
    "unicode labels": one("condition", ["control", "Δ9-THC", "干扰素"], "control", "Δ9-THC 干扰素"),
    "Kang stim": one("stim", "ctrl stim", "ctrl", "stim"),
    "scPerturb nperts": Row(
        {"perturbation": "control AHR FEV AHR_FEV".split(), "nperts": [0, 1, 1, 2]}, "perturbation", "control",
            "AHR FEV AHR+FEV"
    ),
    "target_gene": one("target_gene", f"non-targeting {EIGHT}", "non-targeting", EIGHT),
    "perturbation_name": one("perturbation_name", f"control {EIGHT}", "control", EIGHT),
    "CPA": Row(
        {
            "condition": "control JQ1 A485".split(),
            "cov_drug_dose_name": "A549_control_1.0 A549_JQ1_0.1 A549_A485_0.1".split(),
            "control": [1, 0, 0],
        },
        "condition", "control", "A485 JQ1",
    ),
    "GEARS condition_name": Row(
        {"condition": "ctrl STAT1+ctrl IRF1+ctrl".split(),
            "condition_name": "K562_ctrl_1 K562_STAT1+ctrl_1+1 K562_IRF1+ctrl_1+1".split()},
        "condition", "ctrl", "IRF1 STAT1",
    ),
    "gene and drug are asked": Row(
        {"gene": "NT STAT1 NT STAT1".split(), "drug": "DMSO DMSO JQ1 JQ1".split()}, asked=("perturbation",)
    ),
    "no perturbation at all": Row({"louvain": list("012"), "n_genes": [1, 2, 3]}, asked=("perturbation",),
        problem="task/no-perturbation"),
}  # fmt: skip


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ROWS.items()])
def test_is_read_right_or_asked(row: Row, made) -> None:
    adata = made(row.columns, levels=2)
    if row.categorical:
        column = next(iter(row.columns))
        adata.obs[column] = pd.Categorical(adata.obs[column], [*dict.fromkeys(row.columns[column]), "unused", "never"])
    found = describe({"adata": adata}, "adata", row.settings)
    asked = {question["key"] for question in found["questions"]}
    assert set(row.asked) <= asked
    assert asked <= {*row.asked}, found["questions"]
    assert (found["problem"] or {}).get("code") == row.problem, found["problem"]
    if row.perturbation is None:
        return
    findings = found["profile"]["findings"]
    assert findings["perturbation"]["value"] == row.perturbation
    assert findings["control"]["value"] == row.control
    told = {excluded["label"] for excluded in found["profile"]["excluded"]}
    assert set(row.excluded) <= told
    if found["task"] is None:
        return
    read = conditions(adata, found["task"])
    assert {"+".join(each.targets) for each in read.conditions} == set(row.targets.split())
    assert {key: found["task"][key] for key in row.task} == row.task
    assert read.n_control_cells > 0


def test_there_are_at_least_sixty_conventions() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(
    ("column", "likely"),
    [({"condition": ["severe", "acute", "healthy"]}, "healthy"), ({"status": [True, False]}, "False")],
)
def test_a_question_about_the_control_proposes_the_likeliest_first(made, column: dict[str, list[Any]], likely: str) -> None:
    settings = {"perturbation": next(iter(column))}
    asked = describe({"adata": made(column, levels=3)}, "adata", settings)["questions"]
    assert [(question["key"], question["options"][0]) for question in asked] == [("control", likely)]
