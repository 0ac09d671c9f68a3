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
        pytest.param("CHD8 CHD8+/- PTEN+/-", ["CHD8 CHD8+/-"], id="one allele and both"),
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


def test_an_induction_that_crosses_the_guides_is_told(made: Any) -> None:
    rows = [(g, d) for g in ("NegCtrl", "STAT1", "IRF1") for d in ("+Dox", "-Dox")]
    columns = {"gene": [g for g, _ in rows], "dox": [d for _, d in rows]}
    assert 'obs["dox"]' in _warned(describe({"adata": made(columns)}, "adata", {}))["second-treatment"]


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


def test_lines_are_the_context_where_types_only_sort_them(made: Any) -> None:
    """sci-Plex in scPerturb has `celltype` ("lymphoblasts") beside `cell_line` (K562): lines of one type were one context."""
    rows = [(d, line, kind) for d in ("DMSO", "JQ1") for line, kind in (("A549", "lung"), ("H1299", "lung"), ("MCF7", "breast"))]
    columns = dict(zip(("drug", "cell_line", "celltype"), map(list, zip(*rows))))
    assert describe({"adata": made(columns)}, "adata", {})["task"]["context"] == "cell_line"
    columns["celltype"] = list("abcabc"[::-1])  # and here a type is found in every line
    columns["cell_line"] = ["A549"] * 2 + ["MCF7"] * 2 + ["A549", "MCF7"]
    assert describe({"adata": made(columns, levels=1)}, "adata", {})["task"]["context"] == "celltype"


@pytest.mark.parametrize("ending", ["_sg{}", "_{}"])
def test_guides_among_the_features_are_merged_and_warned_of(made: Any, ending: str) -> None:
    """Cell Ranger's matrix with its guides, without feature types: each guide was a target, and its own best predictor."""
    guides = [f"{target}{ending.format(k)}" for target in ("NT", "STAT1", "IRF1") for k in (1, 2)]
    found = describe({"adata": made({"guide": guides}, features=["STAT1", "IRF1", "JAK2", *guides])}, "adata", {})
    assert {"+".join(each["targets"]) for each in found["profile"]["conditions"][1:]} == {"STAT1", "IRF1"}
    assert "4 labels such as" in _warned(found)["guides-among-features"]
    assert 'adata.var_names.isin(adata.obs["guide"])' in _warned(found)["guides-among-features"]


def test_antibodies_and_hashtags_among_genes_are_told(made: Any) -> None:
    columns, features = {"gene": "NT STAT1 IRF1".split()}, ["STAT1", "IRF1", "CD4", "JAK2", "CD3-TotalC", "HTO1"]
    adata = made(columns, features=features)
    told = _warned(describe({"adata": adata}, "adata", {}))["features-not-genes"]
    assert told.startswith('2 features such as "CD3-TotalC", "HTO1" are named as antibodies or hashtags')
    adata.var["feature_types"] = ["Gene Expression"] * 4 + ["Antibody Capture"] * 2
    assert "features-not-genes" not in _warned(describe({"adata": adata}, "adata", {}))
    genes = made(columns, features=["STAT1", "IRF1", "ADTRP", "PROTO1", "HTORP"])  # ADTRP is one
    assert "features-not-genes" not in _warned(describe({"adata": genes}, "adata", {}))


@pytest.mark.parametrize("form", ["{}_ENSG00000115415", "GRCh38_{}", "{}-ENSG00000115415", "{}|transcript"])
def test_targets_within_the_names_of_features_are_told(made: Any, form: str) -> None:
    features = [form.format(gene) for gene in ("STAT1", "IRF1", "JAK2", "TET2")]
    found = describe({"adata": made({"gene": "NT STAT1 IRF1 JAK2".split()}, features=features)}, "adata", {})
    assert "No target is a feature, but 3 features hold one" in _warned(found)["targets-within-features"]
    assert "targets-within-features" not in _warned(describe({"adata": made({"gene": "NT STAT1 IRF1".split()})}, "adata", {}))


def test_two_columns_of_drugs_that_cross_are_asked_with_the_line_that_joins_them(made: Any) -> None:
    columns = {"drug_a": "DMSO JQ1 DMSO JQ1".split(), "drug_b": "DMSO DMSO A485 A485".split()}
    question = describe({"adata": made(columns)}, "adata", {})["questions"][0]
    assert 'adata.obs["drug_a"].astype(str) + "+" + adata.obs["drug_b"].astype(str)' in question["message"]


def test_commas_in_names_of_compounds_are_no_guides(made: Any) -> None:
    found = describe({"adata": made({"drug": ["DMSO", "Vorinostat (SAHA, MK0683)", "JQ1"]})}, "adata", {})
    assert {"+".join(each["targets"]) for each in found["profile"]["conditions"][1:]} == {"Vorinostat (SAHA, MK0683)", "JQ1"}
    assert "guides-merged" not in _warned(found)


def _in_contexts(made: Any, levels: list[str]) -> dict[str, Any]:
    rows = [(g, c) for g in "NT STAT1 IRF1 JAK2".split() for c in levels]
    adata = made({"gene": [g for g, _ in rows], "cell_type": [c for _, c in rows]})
    return describe({"adata": adata}, "adata", {})


def test_contexts_that_differ_in_blanks_are_one_and_told(made: Any) -> None:
    found = _in_contexts(made, ["A549", "A549 ", "K562"])
    assert {each["level"] for each in found["profile"]["contexts"]} == {"A549", "K562"}
    assert 'Labels of obs["cell_type"]' in _warned(found)["labels-with-blanks"]


@pytest.mark.parametrize(
    ("levels", "is_told"),
    [
        pytest.param(["A549", "a549", "K562"], True, id="letters"),
        pytest.param(["CD4 T", "CD4_T"], True, id="signs"),
        pytest.param(["CD16+ Mono", "CD16- Mono"], False, id="markers that are there and not"),
    ],
)
def test_contexts_spelt_in_two_ways_are_warned_of(levels: list[str], is_told: bool, made: Any) -> None:
    """Held out, one of them was predicted from itself under its other name."""
    assert ("contexts-alike" in _warned(_in_contexts(made, levels))) is is_told


def test_contexts_without_a_value_as_text_are_missing(made: Any) -> None:
    found = _in_contexts(made, ["NK", "T", "nan", "NA"])
    assert {each["level"] for each in found["profile"]["contexts"]} == {"NK", "T"}
    assert found["profile"]["findings"]["context"]["reason"].startswith("2 levels")
    assert '"nan" (320 cells; no value in obs["cell_type"])' in _warned(found)["label-not-a-perturbation"]
