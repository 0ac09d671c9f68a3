"""More layouts that were kept back, each once read in silence: marked cells, species, doses of a second treatment, tests."""

from __future__ import annotations

from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.alike import alike


def _warned(found: dict[str, Any]) -> dict[str, str]:
    return {each["code"]: each["message"] for each in found["profile"]["warnings"]}


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        pytest.param(
            "cell_quality", ["normal", "normal", "low_quality", "doublet"],
            'marks 80 of the cells that are read: "doublet" (40), "low_quality" (40). They are read as the others are; '
            "where=cell_quality:normal leaves them out.",
            id="McFarland",
        ),
        pytest.param("multiplets", ["singlet", "ambs", "doublet", "singlet"], "where=multiplets:singlet", id="Kang"),
        pytest.param("HTO_classification.global", ["Singlet", "Doublet", "Negative", "Singlet"], 'marks 80 of', id="Seurat"),
        pytest.param("predicted_doublet", [True, False, False, False], 'are read: "True" (40)', id="Scrublet"),
        pytest.param("pass_qc", [True, False, True, True], 'are read: "False" (40)', id="yes is good"),
    ],
)  # fmt: skip
def test_cells_that_are_marked_as_doublets_or_failed_are_told(made: Any, name: str, values: list[Any], told: str) -> None:
    found = describe({"adata": made({"condition": "ctrl ctrl STAT1 IRF1".split(), name: values})}, "adata", {})
    assert told in _warned(found)["marked-cells"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("cell_quality", ["normal"] * 4, id="none is marked"),
        pytest.param("pass_filter", ["full", "minimal", "full", "full"], id="two filters"),
        pytest.param("stimulated", [False, False, True, True], id="another flag"),
    ],
)
def test_other_columns_mark_no_cells(made: Any, name: str, values: list[Any]) -> None:
    found = describe({"adata": made({"condition": "ctrl ctrl STAT1 IRF1".split(), name: values})}, "adata", {})
    assert "marked-cells" not in _warned(found)


def test_species_are_the_context_and_their_donors_the_batch(made: Any) -> None:
    """Hagai 2018: six individuals of each species were twelve contexts."""
    rows = [(c, s, f"{s}{k}") for c in ("unst", "LPS") for s in ("mouse", "rat", "pig") for k in (1, 2)]
    columns = dict(zip(("condition", "species", "individual"), map(list, zip(*rows))))
    task = describe({"adata": made(columns)}, "adata", {})["task"]
    assert task["context"] == "species" and task["batch"] == "individual"
    columns["individual"] = [name[-1] for name in columns["individual"]]  # 1 and 2 in each species
    assert describe({"adata": made(columns)}, "adata", {})["task"]["context"] == "individual"


@pytest.mark.parametrize(
    ("targets", "groups"),
    [
        pytest.param("LPS2 LPS4 LPS6 PIC2 PIC4 PIC6", ["LPS2 LPS4 LPS6", "PIC2 PIC4 PIC6"], id="hours"),
        pytest.param("IL2 IL4 CCL2 CCL4", [], id="cytokines"),
        pytest.param("STAT1 STAT2 IRF1 IRF2", [], id="genes"),
        pytest.param("LPS2 LPS4", [], id="one stem"),
        pytest.param("LPS2 LPS4 PIC1 TNF3 IFN5", [], id="not crossed"),
    ],
)
def test_numbers_that_every_name_ends_in_are_told(targets: str, groups: list[str]) -> None:
    assert [" ".join(group) for group in alike(targets.split(), ("STAT1", "STAT2", "IRF1", "IRF2"))] == groups


def test_doses_of_a_drug_that_crosses_the_guides_are_no_doses_of_the_guides(made: Any) -> None:
    """McFaline-Figueroa 2023: 1 µM of lapatinib and of trametinib were one dose of each knock-down."""
    drugs = [("vehicle", 0.0), ("lapatinib", 1.0), ("lapatinib", 10.0), ("trametinib", 1.0), ("trametinib", 10.0)]
    rows = [(g, t, d) for g in ("NTC_1", "STAT1_1", "STAT1_2", "IRF1_1", "IRF1_2") for t, d in drugs]
    columns = dict(zip(("gRNA_id", "treatment", "dose"), map(list, zip(*rows))))
    found = describe({"adata": made(columns)}, "adata", {})
    assert found["task"]["dose"] is None
    assert "second-treatment" in _warned(found)
    assert 'the doses of obs["treatment"], which crosses obs["gRNA_id"]' in _warned(found)["dose-not-read"]


def test_a_vehicle_given_at_the_doses_of_the_drugs_leaves_the_doses(made: Any) -> None:
    columns = {"drug": "DMSO DMSO JQ1 JQ1 A485 A485".split(), "dose": [1.0, 10.0] * 3, "well": list("ABABAB")}
    assert describe({"adata": made(columns)}, "adata", {})["task"]["dose"] == {"from": "column", "column": "dose"}


def test_results_of_tests_are_no_expression() -> None:
    """The table of differential expression of OP3 (NeurIPS 2023): its p values were read as expression."""
    rng = np.random.default_rng(0)
    obs = pd.DataFrame({"sm_name": ["control", "Belinostat", "R428", "IN1451"] * 10}, index=[f"row{i}" for i in range(40)])
    layers = {"logFC": rng.normal(size=(40, 9)), "P.Value": rng.random((40, 9)), "adj.P.Value": rng.random((40, 9))}
    adata = ad.AnnData(None, obs=obs, var=pd.DataFrame(index=[f"GENE{i}" for i in range(9)]), layers=layers)
    problem = describe({"adata": adata}, "adata", {})["problem"]
    assert problem["code"] == "data/no-matrix"
    assert '"P.Value"' in problem["found"] and "set layer" in problem["remedy"]
