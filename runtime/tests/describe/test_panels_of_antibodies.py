"""Files that hold surface protein alone, and say so only by the names of their features, as scPerturb distributes them."""

from __future__ import annotations

from typing import Any

import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.antibody_names import are_antibodies

PAPALEXI = "CD86 PDL1 PDL2 CD366".split()
FRANGIEH = "CD117 CD119 CD140a CD172a CD184 CD202b CD274 CD29 CD44 CD47 CD49f CD58 CD59 HLA_A HLA_E IgG1 CD9 CD56".split()


@pytest.mark.parametrize(
    ("names", "is_panel"),
    [
        pytest.param(PAPALEXI, True, id="Papalexi"),
        pytest.param(FRANGIEH, True, id="Frangieh"),
        pytest.param([f"{name}_TotalSeqB" for name in ("CD3", "CD4", "TIGIT", "PD-1", "IgG1_control")], True, id="10x"),
        pytest.param("CD3 CD4 CD8 CD45RA CD56 CD16 CD10 CD11c CD14 CD19 CD34 CCR5 CCR7".split(), True, id="CITE-seq"),
        pytest.param(["anti-human CD4 (RPA-T4)", "anti-human CD8a", "anti-mouse CD45R/B220"], True, id="clones"),
        pytest.param("CD3D CD3E CD4 CD8A CD14 CD19 CD79A MS4A1 HLA-A HLA-DRA".split(), False, id="genes of immune cells"),
        pytest.param("CD4 CD14 CD19 CD44 CD86 CD274".split(), False, id="symbols alone"),
        pytest.param([*PAPALEXI, *(f"GENE{i}" for i in range(10))], False, id="mostly genes"),
        pytest.param([*PAPALEXI * 200], False, id="more than any panel"),
        pytest.param([], False, id="none"),
    ],
)
def test_a_panel_of_antibodies_is_told_by_its_names(names: list[str], is_panel: bool) -> None:
    assert are_antibodies(names) == is_panel


def test_a_file_of_antibodies_is_read_as_protein(made: Any) -> None:
    """Papalexi 2021 and Frangieh 2021: their files of protein were read as RNA of 4 and 24 genes."""
    adata = made({"perturbation": "control STAT1 IRF1 JAK2".split()}, features=FRANGIEH)
    found = describe({"adata": adata}, "adata", {})
    assert found["task"]["modality"] == "protein"
    assert [each["id"] for each in found["profile"]["object"]["modalities"]] == ["protein"]
    assert "isotype-controls" in {each["code"] for each in found["profile"]["warnings"]}


def test_what_to_write_is_told_where_names_do_not_tell_proteins(made: Any) -> None:
    adata = made({"perturbation": "control STAT1 IRF1 JAK2".split()}, features=["TIGIT", "KLRG1", "CCR7"])
    problem = describe({"adata": adata}, "adata", {"modality": "protein"})["problem"]
    assert 'adata.var["feature_types"] = "Antibody Capture"' in problem["remedy"]
    adata.var["feature_types"] = "Antibody Capture"
    assert describe({"adata": adata}, "adata", {})["task"]["modality"] == "protein"
