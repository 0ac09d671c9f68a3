"""What type of perturbation a file holds: told by a column, by the names of what was given, or asked where it holds two."""

from __future__ import annotations

from typing import Any

import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.column_names import technology_of


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("dCas9-KRAB", "interference"),
        ("dCas9-VPR", "activation"),
        ("dCas9-SunTag-VP64", "activation"),
        ("dCas9", None),
        ("CRISPR-Cas9", "knockout"),
        ("CRISPR-cas13d", "interference"),
        ("Cas12a", "knockout"),
        ("CRISPR", None),
        ("CRISPR interference screen", "interference"),
        ("CRISPR knockout mutant", "knockout"),
    ],
)
def test_technologies_are_told_by_their_words(word: str, kind: str | None) -> None:
    """A dead Cas9 (`dCas9-KRAB`) was read as knock-out, and Cas13 (Wessels 2023) as nothing."""
    assert technology_of(word) == kind


def test_the_strategy_in_files_of_cellxgene_is_read(made: Any) -> None:
    columns = {
        "sgRNA_target": "NT STAT1 IRF1 JAK2".split(),
        "genetic_perturbation_strategy": ["control", *["CRISPR interference screen"] * 3],
    }
    task = describe({"adata": made(columns)}, "adata", {})["task"]
    assert task["perturbation"] == "sgRNA_target" and task["perturbation_type"] == "interference"


def test_drugs_and_guides_in_one_file_are_asked(made: Any) -> None:
    """MIX-seq (McFarland 2020): guides were read as drugs, and the doses of the drugs were not read for their sake."""
    columns = {
        "perturbation": "control Trametinib Trametinib Dabrafenib Dabrafenib sgGPX4-1 sgLACZ".split(),
        "perturbation_type": ["drug"] * 5 + ["CRISPR"] * 2,
        "dose_value": [None, 0.1, 1.0, 0.1, 1.0, None, None],
    }
    found = describe({"adata": made(columns)}, "adata", {})
    assert [each["key"] for each in found["questions"]] == ["where"]
    assert found["questions"][0]["options"] == ["perturbation_type:drug", "perturbation_type:CRISPR"]
    assert found["task"]["dose"] == {"from": "column", "column": "dose_value"}
    whole = describe({"adata": made(columns)}, "adata", {"where": "none"})["task"]
    assert whole["perturbation_type"] == "unknown"


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        pytest.param("PBS IL2 IL12p70 IFNg TNFa GMCSF 41BBL", "cytokine", id="Immune Dictionary"),
        pytest.param("control G-CSF IL-3 M-CSF SCF dexamethasone", "cytokine", id="most are cytokines"),
        pytest.param("ctrl IL-1-beta TGF-beta1 CXCL10 FLT3L", "cytokine", id="spelt otherwise"),
        pytest.param("NT IL2 IL6 TNF IFNG", "unknown", id="genes of a screen"),
        pytest.param("control STAT1 IRF1 JAK2 TET2", "unknown", id="genes that are features"),
        pytest.param("control IL2RA IL7R IFNGR1", "unknown", id="receptors"),
        pytest.param("control erlotinib osimertinib panobinostat etoposide", "drug", id="generic names"),
        pytest.param("control X1 X2 X3", "unknown", id="nothing tells"),
        pytest.param("control treatment", "unknown", id="no kind of treatment"),
    ],
)
def test_names_tell_what_was_given(made: Any, labels: str, kind: str) -> None:
    assert describe({"adata": made({"sample_group": labels.split()}, levels=2)}, "adata", {})["task"]["perturbation_type"] == kind


def test_what_a_column_leaves_open_is_said(made: Any) -> None:
    """Most files of scPerturb say "CRISPR", which may be a knock-out, an interference or an activation."""
    columns = {"perturbation": "control STAT1 IRF1".split(), "perturbation_type": ["CRISPR"] * 3}
    found = describe({"adata": made(columns)}, "adata", {})["profile"]["findings"]["perturbation_type"]
    assert found["value"] == "unknown" and 'obs["perturbation_type"] says "CRISPR"' in found["reason"]


@pytest.mark.parametrize(
    ("column", "control", "written", "kind"),
    [
        pytest.param("genotype", "WT", "{} KO", "knockout", id="words behind"),
        pytest.param("condition", "control", "KD_{}", "interference", id="words in front"),
        pytest.param("group", "siCtrl", "si{}", "interference", id="siRNA in names"),
        pytest.param("group", "shSCR", "shRNA-{}", "interference", id="shRNA in names"),
        pytest.param("genotype", "WT", "{}-/-", "knockout", id="both alleles"),
        pytest.param("siRNA", "NT", "{}", "interference", id="name of the column"),
        pytest.param("gene", "NT", "{}", "unknown", id="nothing"),
    ],
)
def test_how_targets_were_hit_is_told_by_their_labels(column: str, control: str, written: str, kind: str, made: Any) -> None:
    """`Irf1 KO` was taken apart, and the type of perturbation was still not known."""
    labels = [control, *(written.format(gene) for gene in "STAT1 IRF1 JAK2 KLF1".split())]
    task = describe({"adata": made({column: labels})}, "adata", {"perturbation": column, "control": control})["task"]
    assert task["perturbation_type"] == kind
