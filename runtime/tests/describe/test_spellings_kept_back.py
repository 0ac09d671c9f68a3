"""Spellings and tables of published files that were kept back while the reading was written: each was once read wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import Excluded, conditions
from cellforge_runtime.describe.labels import control_family, is_weak_control
from cellforge_runtime.describe.quantities import Stripped, strip_glued, strip_quantities
from scipy import sparse


def _targets(found: dict[str, Any]) -> set[str]:
    return {"+".join(each["targets"]) for each in found["profile"]["conditions"][1:]}


@pytest.mark.parametrize(
    ("label", "stripped"),
    [
        ("[('Almonertinib (mesylate)', 0.05, 'uM')]", Stripped("Almonertinib (mesylate)", dose=0.05)),
        ("Berbamine (dihydrochloride)_5uM", Stripped("Berbamine (dihydrochloride)", dose=5.0)),
        ("JQ1 (10 uM)", Stripped("JQ1", dose=10.0)),
        ("(+)-JQ1 (10 uM)", Stripped("(+)-JQ1", dose=10.0)),
    ],
)
def test_a_bracket_of_the_name_stays_when_the_dose_goes(label: str, stripped: Stripped) -> None:
    """Tahoe-100M: the target was called `Almonertinib (mesylate`."""
    assert strip_quantities(label) == stripped


def test_names_of_cell_lines_in_tahoe_are_contexts(made: Any) -> None:
    columns = {"drug": "DMSO_TF JQ1 A485 DMSO_TF JQ1 A485".split(), "cell_name": ["A549"] * 3 + ["PANC-1"] * 3}
    assert describe({"adata": made(columns)}, "adata", {})["task"]["context"] == "cell_name"


@pytest.mark.parametrize(
    ("label", "family"),
    [
        ("NTC/NTC", "non-targeting"),
        ("STAT1/NTC", None),
        ("Tet2+/+", "wild type"),
        ("Tet2-/-", None),
        ("Tet2+/-", None),
        ("Human Non-Targeting Control", "non-targeting"),
        ("NT (non-targeting)", "non-targeting"),
        ("isotype control", "control"),
        ("shRNA control", "control"),
        ("safe-cutter", "safe-targeting"),
        ("positive control", None),
        ("GFP", None),
        ("STAT1_GFP", None),
        ("DMSO_JQ1", None),
        ("guide 1", None),
    ],
)
def test_more_controls(label: str, family: str | None) -> None:
    assert control_family(label) == family


@pytest.mark.parametrize("label", ["LacZ_sg1", "mCherry", "IgG", "sgGFP-2"])
def test_labels_that_may_be_controls_are_proposed(label: str) -> None:
    assert is_weak_control(label) and control_family(label) is None


def test_knock_outs_of_both_alleles_are_their_genes(made: Any) -> None:
    labels = ["Tet2+/+", "Tet2-/-", "Dnmt3a-/-", "Tet2-/-;Dnmt3a-/-"]
    found = describe({"adata": made({"genotype": labels})}, "adata", {})
    assert found["questions"] == []
    assert _targets(found) == {"Tet2", "Dnmt3a", "Dnmt3a+Tet2"}


def test_pairs_of_guides_with_a_stroke_between_are_read(made: Any) -> None:
    found = describe({"adata": made({"condition": "NTC/NTC STAT1/NTC IRF1/NTC STAT1/IRF1".split()})}, "adata", {})
    assert found["questions"] == []
    assert _targets(found) == {"STAT1", "IRF1", "IRF1+STAT1"}


@pytest.mark.parametrize(
    ("label", "stripped"),
    [
        ("24hMTB", Stripped("MTB", time=24.0)),
        ("3hCA", Stripped("CA", time=3.0)),
        ("4EGI-1", Stripped("4EGI-1")),
        ("3h", Stripped("3h")),
    ],
)
def test_hours_before_a_name_may_be_times(label: str, stripped: Stripped) -> None:
    assert strip_glued(label) == stripped


def test_hours_before_names_are_asked(made: Any) -> None:
    """Oelen 2022: three pathogens at two times were six perturbations."""
    columns = {"condition": "UT 3hCA 24hCA 3hMTB 24hMTB 3hPA 24hPA".split()}
    found = describe({"adata": made(columns)}, "adata", {"control": "UT"})
    assert [each["key"] for each in found["questions"]] == ["time"]
    assert _targets(found) == {"CA", "MTB", "PA"}


def test_a_screen_in_stimulated_and_resting_cells_is_asked_and_not_read_as_the_stimulus(made: Any) -> None:
    """Guides in a file of peaks, where no gene is measured: `stim` was taken, and nothing was left to hold out."""
    rows = [(s, g) for s in ("Control", "Stimulated") for g in ("sgNTC_1", "sgCD3E_1", "sgCD3E_2", "sgZAP70_1", "sgZAP70_2")]
    columns = {"stim": [s for s, _ in rows], "guide": [g for _, g in rows]}
    peaks = [f"chr1-{1000 * i}-{1000 * i + 500}" for i in range(12)]
    found = describe({"adata": made(columns, features=peaks)}, "adata", {})
    question = next(each for each in found["questions"] if each["key"] == "perturbation")
    assert question["options"][:2] == ["guide", "stim"]
    assert "which can be the context" in question["message"]
    assert _targets(found) == {"CD3E", "ZAP70"}


@pytest.mark.parametrize(
    ("lines", "also", "told"),
    [
        pytest.param(1, {}, "Set it as the context", id="one"),
        pytest.param(
            1, {"stimulation": ["unstimulated", "LPS"]}, '["drug"].astype(str) + ", " + adata.obs["stimulation"]', id="two"
        ),
        pytest.param(2, {}, '["cell_type"].astype(str) + ", " + adata.obs["drug"]', id="one beside a context"),
    ],
)
def test_treatments_that_cross_the_guides_are_told_with_the_context_that_keeps_them_apart(
    lines: int, also: dict[str, list[str]], told: str, made: Any
) -> None:
    """With two of them each was to be *the* context, and so was one beside a context that would have been given up for it."""
    other = also.get("stimulation", [""])
    rows = [(g, d, s) for g in ("NTC", "STAT1", "IRF1", "JAK2") for d in ("DMSO", "JQ1") for s in other]
    columns = {"gene": [g for g, _, _ in rows], "drug": [d for _, d, _ in rows]}
    columns |= {name: [s for _, _, s in rows] for name in also}
    found = describe({"adata": made(columns, levels=lines)}, "adata", {"perturbation": "gene"})
    warned = [each["message"] for each in found["profile"]["warnings"] if each["code"] == "second-treatment"]
    assert len(warned) == 1 + len(also)
    assert all(told in message for message in warned)


def test_a_treatment_that_crosses_the_guides_takes_the_place_of_the_donors(made: Any) -> None:
    """Joined with two donors it left 25 cells a condition: nothing could have been scored."""
    rows = [(g, s, d) for g in ("NTC", "STAT1", "IRF1", "JAK2") for s in ("Re-stimulated", "No stimulation") for d in "AB"]
    columns = dict(zip(("gene", "stimulation", "donor"), map(list, zip(*rows))))
    found = describe({"adata": made(columns, per=25)}, "adata", {})
    warned = [each["message"] for each in found["profile"]["warnings"] if each["code"] == "second-treatment"]
    assert found["task"]["context"] == "donor" and "Set it as the context, or" in warned[0]
    other = describe({"adata": made(columns, per=25)}, "adata", {"context": "stimulation"})
    assert other["problem"] is None and other["task"]["batch"] == "donor"
    assert "second-treatment" not in {each["code"] for each in other["profile"]["warnings"]}


def test_blanks_around_labels_are_told(made: Any) -> None:
    columns = {"gene": ["NT", "NT ", "STAT1", "STAT1 ", " IRF1"]}
    found = describe({"adata": made(columns)}, "adata", {})
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert told["labels-with-blanks"].startswith('Labels of obs["gene"] begin or end with a blank, such as " IRF1", "NT "')
    assert _targets(found) == {"STAT1", "IRF1"}


def test_an_accent_stored_in_two_ways_is_one_label_and_told(made: Any) -> None:
    """The same name looked the same and was two perturbations, of which one could have been held out beside the other."""
    one, two, control = "caféine", "cafe\u0301ine", "te\u0301moin"
    columns = {"drug": [control, one, two, "JQ1"]}
    found = describe({"adata": made(columns)}, "adata", {"control": control, "perturbation": "drug"})
    told = [each["message"] for each in found["profile"]["warnings"] if each["code"] == "labels-decomposed"]
    assert found["task"]["control"] == "témoin"
    assert _targets(found) == {one, "JQ1"}
    assert told[0].startswith('In labels of obs["drug"] such as "caféine", "témoin"')
    part = describe({"adata": made(columns)}, "adata", {"where": f"drug:{two}", "perturbation": "drug"})
    assert part["problem"] is None or part["problem"]["code"] != "task/where"


def test_guides_beside_guides_of_the_control_are_told_as_they_are_read(made: Any) -> None:
    """`STAT1_g1+NegCtrl_g1` was told as read as "STAT1+NegCtrl_g1", each guide as a set of its own."""
    labels = ["NegCtrl_g1+NegCtrl_g2", *(f"{gene}_g{i}+NegCtrl_g{i}" for gene in ("STAT1", "IRF1") for i in (1, 2))]
    found = describe({"adata": made({"feature_call": [*labels, "IRF1_g1+STAT1_g2"]})}, "adata", {})
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert told["guides-merged"] == (
        '5 labels carry a guide, such as "IRF1_g1+NegCtrl_g1": they are read as 3 sets of targets, such as "IRF1".'
    )


def test_numbers_of_guides_in_a_large_library_are_taken_off(made: Any) -> None:
    """Lara-Astiaso 2023: one guide of a gene was predicted from another."""
    labels = "NTC_10 NTC_27 STAT1_1201 STAT1_1244 IRF1_13384 IRF1_240 KLF1_882 KLF1_883".split()
    found = describe({"adata": made({"Guide": labels})}, "adata", {})
    assert found["questions"] == [] and _targets(found) == {"STAT1", "IRF1", "KLF1"}


def test_the_same_few_numbers_behind_all_names_are_not_numbers_of_guides(made: Any) -> None:
    labels = ["PBS", *(f"{gene}_{dose}" for gene in ("STAT1", "IRF1", "KLF1") for dose in (100, 300, 1000))]
    found = describe({"adata": made({"cytokine": labels})}, "adata", {})
    assert [each["key"] for each in found["questions"]] == ["dose"]


def test_double_knockouts_are_pairs(made: Any) -> None:
    labels = "WT STAT1_KO IRF1_KO KLF1_KO TET2_KO STAT1_IRF1_DKO KLF1_TET2_DKO".split()
    found = describe({"adata": made({"genotype": labels})}, "adata", {})
    assert found["questions"] == [] and found["task"]["scenarios"] == ["unseen-combination"]
    assert _targets(found) == {"STAT1", "IRF1", "KLF1", "TET2", "IRF1+STAT1", "KLF1+TET2"}


def test_reading_frames_of_one_factor_are_one_target(made: Any) -> None:
    """Joung 2023: the controls were no controls, and one isoform would have been predicted from another."""
    names = "TFORF3549-GFP TFORF3550-mCherry TFORF0001-STAT1 TFORF0002-STAT1 TFORF0003-IRF1 TFORF0004-KLF1".split()
    found = describe({"adata": made({"TF": names})}, "adata", {})
    assert found["questions"][0]["options"][0] == "TFORF3549-GFP"
    assert _targets(found) == {"mCherry", "STAT1", "IRF1", "KLF1"}
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert "mCherry" in told["maybe-a-control"]


@pytest.mark.parametrize("kind", [list, set, np.array])
def test_lists_of_guides_in_memory_are_read_as_those_that_are_written(made: Any, kind: Any) -> None:
    adata = made({"guide": "NT_1 NT_2 STAT1_1 STAT1_2 IRF1_1 both none".split()})
    as_lists = {"both": kind(["STAT1_1", "IRF1_1"]), "none": kind([])}
    adata.obs["guide"] = [as_lists.get(each, kind([each])) for each in adata.obs["guide"]]
    found = describe({"adata": adata}, "adata", {})
    assert found["problem"] is None and found["questions"] == []
    assert _targets(found) == {"STAT1", "IRF1", "IRF1+STAT1"}
    column = found["profile"]["obs_columns"][0]
    assert column["n_unique"] == 6 and len(column["examples"]) == 5
    assert conditions(adata, found["task"]).excluded == [Excluded("nan", 40, "no value")]


def test_a_column_of_lists_beside_the_labels_is_no_reason_to_refuse_the_object(made: Any) -> None:
    """Receptor chains of more than 5,000 cells: the whole object could not be read (`data/unreadable`)."""
    adata = made({"gene": "NT STAT1 IRF1 JAK2".split()}, per=1300)
    adata.obs["chains"] = [["TRA", str(i)] for i in range(adata.n_obs)]
    found = describe({"adata": adata}, "adata", {})
    assert found["problem"] is None and _targets(found) == {"STAT1", "IRF1", "JAK2"}


def test_an_empty_x_gives_way_to_the_counts(made: Any) -> None:
    adata = made({"gene": "NT STAT1 IRF1 JAK2".split()})
    adata.layers["counts"] = adata.X.copy()
    adata.X = sparse.csr_matrix(adata.shape, dtype=np.float32)
    found = describe({"adata": adata}, "adata", {})
    assert found["task"]["layer"] == "counts"
    told = {each["code"]: each["message"] for each in found["profile"]["warnings"]}
    assert told["other-layer"].startswith("X is empty, so counts is read instead")


def test_columns_of_a_modality_in_the_obs_of_a_mudata_are_read(made: Any) -> None:
    """As `mudata.update` writes them: `rna:perturbation` stood in the shared obs and nowhere else."""
    mudata = pytest.importorskip("mudata")
    adata = made({"perturbation": "control STAT1 IRF1 JAK2".split()})
    labels = adata.obs.pop("perturbation")
    data = mudata.MuData({"rna": adata, "adt": made({"x": list("abcd")}, features=["CD3", "CD4"])})
    data.obs = pd.DataFrame({"rna:perturbation": labels, "adt:perturbation": "no"}, index=data.obs.index)
    found = describe({"data": data}, "data", {})
    assert found["task"]["perturbation"] == "perturbation"
    assert _targets(found) == {"STAT1", "IRF1", "JAK2"}


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param("NTC_A NTC_B STAT1_A STAT1_B IRF1_A IRF1_B", id="letters, as the controls have"),
        pytest.param("NT#1 NT#2 STAT1#1 STAT1#2 IRF1#1 IRF1#2", id="#1"),
        pytest.param("NT:ACGTACGTACGTACGTACGT STAT1:ACGTACGTACGTACGTACGA IRF1:ACGTACGTACGTACGTACGG", id="sequences"),
        pytest.param("non-targeting STAT1_ENSG00000115415 IRF1_ENSG00000125347", id="Ensembl ids"),
        pytest.param("NT_1 NT_2 STAT1_chr2:191000-191020_+ STAT1_chr2:191100-191120_- IRF1_chr5:1318-1338_+", id="places"),
        pytest.param("NT_lib1 NT_lib2 STAT1_lib1 STAT1_lib2 IRF1_lib1 IRF1_lib2", id="libraries"),
        pytest.param("NT_A549lib1 NT_A549lib2 STAT1_A549lib1 STAT1_A549lib2 IRF1_A549lib1", id="libraries of a cell line"),
        pytest.param("non-targeting_00035|non-targeting_03439 STAT1_P1P2_A|STAT1_P1P2_B IRF1_P1_A|IRF1_P1_B", id="promoters"),
    ],
)
def test_more_ways_to_name_guides_are_read(made: Any, labels: str) -> None:
    """The last is the Virtual Cell Challenge's `guide_id`: it was asked whether "|" joins targets."""
    found = describe({"adata": made({"guide": labels.split()}, features=["STAT1", "IRF1", "HLA-A", "HLA-B"])}, "adata", {})
    assert found["questions"] == []
    assert _targets(found) == {"STAT1", "IRF1"}


def test_libraries_of_several_cell_lines_are_asked(made: Any) -> None:
    """Their labels tell what cells there are: lines taken together would be one condition without a word."""
    labels = [f"{target}_{line}lib{k}" for target in ("NT", "STAT1", "IRF1") for line in ("A549", "HT29") for k in (1, 2)]
    found = describe({"adata": made({"guide": labels})}, "adata", {})
    assert [each["key"] for each in found["questions"]] == ["separator"]


def test_numbers_in_brackets_are_guides_and_letters_of_genes_are_not(made: Any) -> None:
    labels = ["Control (1)", "Control (2)", "STAT1 (1)", "STAT1 (2)", "IRF1 (1)", "IRF1 (2)"]
    assert _targets(describe({"adata": made({"guide": labels})}, "adata", {})) == {"STAT1", "IRF1"}
    genes = {"guide": "NT_A NT_B HLA-A HLA-B STAT1_A STAT1_B".split()}
    assert {"HLA-A", "HLA-B"} <= _targets(describe({"adata": made(genes, features=["HLA-A", "HLA-B", "STAT1"])}, "adata", {}))
    compounds = {"drug": "DMSO_A DMSO_B Compound_A Compound_B".split()}
    assert _targets(describe({"adata": made(compounds)}, "adata", {})) == {"Compound_A", "Compound_B"}


def test_doses_of_one_among_several_treatments_are_read(made: Any) -> None:
    """Fewer than half of the labels hold one: `LPS 10 ng/mL` and `LPS 100 ng/mL` were two perturbations, without a word."""
    labels = ["Control", "IFN-g", "TNF-a", "IL-6", "LPS 100 ng/mL", "LPS 10 ng/mL"]
    found = describe({"adata": made({"treatment": labels})}, "adata", {})
    assert found["task"]["dose"] == {"from": "label", "column": "treatment"}
    doses = {("+".join(each["targets"]), each["dose"]) for each in found["profile"]["conditions"][1:]}
    assert doses == {("IFN-g", None), ("TNF-a", None), ("IL-6", None), ("LPS", 10.0), ("LPS", 100.0)}
    once = describe({"adata": made({"treatment": [*labels[:4], "LPS 10 ng/mL"]})}, "adata", {})
    assert once["task"]["dose"] is None
