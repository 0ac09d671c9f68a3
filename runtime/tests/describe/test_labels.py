"""Words, guides, quantities and separators, one label at a time."""

from __future__ import annotations

import pytest
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family, not_a_perturbation
from cellforge_runtime.describe.quantities import Quantity, Stripped, read_quantity, strip_quantities
from cellforge_runtime.describe.separators import find_separator, splitter

CONTROLS = {
    "control": "ctrl CTRL Control ctl ctrl+ctrl control_1 CTRL0001 control-guide",
    "non-targeting": "NT NTC nt non-targeting Non-Targeting non_targeting NTg7 NT_3 NT-1 sgNT non-targeting_00025 scramble "
    "ONE_INTERGENIC_SITE_12",
    "negative control": "negctrl NegCtrl0 neg_ctrl Negative_Control NegCtrl0_NegCtrl0 NegCtrl0_NegCtrl0__NegCtrl0_NegCtrl0",
    "safe-targeting": "safe-targeting safe_targeting_3",
    "DMSO": "DMSO dmso DMSO_24hr DMSO_0.1% dmso_control",
    "vehicle": "Vehicle vehicle_0",
    "PBS": "PBS",
    "mock": "mock Mock_24h mock-infected",
    "wild type": "WT wild-type",
    "untreated": "untreated Untreated_2",
    "unstimulated": "unstimulated unstim",
}
CONTROL_ROWS = [(label, family) for family, labels in CONTROLS.items() for label in labels.split()]


@pytest.mark.parametrize(("label", "family"), [pytest.param(*row, id=row[0]) for row in CONTROL_ROWS])
def test_control_words_are_known(label: str, family: str) -> None:
    assert control_family(label) == family


@pytest.mark.parametrize(
    ("label", "family"),
    [("Ctrl (DMSO)", "DMSO"), ("0.1% DMSO", "DMSO"), ("vehicle control", "vehicle"), ("Non Targeting 12", "non-targeting")],
)
def test_the_more_telling_word_says_the_kind(label: str, family: str) -> None:
    assert control_family(label) == family


@pytest.mark.parametrize(
    "label",
    ["WT1", "NT5E", "STAT1", "A+ctrl", "SCR1", "HLA-A", "none", "GFP", "negative", "controller", "B cells", "CTRB1", "7", "DMS"],
)
def test_other_labels_are_no_controls(label: str) -> None:
    assert control_family(label) is None


@pytest.mark.parametrize(
    "label", ["multiple", "Doublet", "unassigned", "nan", "NaN", "NA", "", "*", "Negative", "ambiguous", "no guide"]
)
def test_labels_that_name_no_perturbation_are_known(label: str) -> None:
    assert not_a_perturbation(label)


@pytest.mark.parametrize("label", ["NANOG", "MULTI1", "STAT1", "干扰素", "nanog"])
def test_names_are_not_taken_for_missing(label: str) -> None:
    assert not_a_perturbation(label) is None


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        pytest.param(["STAT1g1", "STAT1g2", "IRF1g1"], {"STAT1", "IRF1"}, id="glued"),
        pytest.param(["STAT1_sg1", "IRF1_sg1", "JAK2"], {"STAT1", "IRF1"}, id="explicit on some"),
        pytest.param(["STAT1-1", "STAT1-2", "IRF1-1", "IRF1-2"], {"STAT1", "IRF1"}, id="numbered"),
        pytest.param(["STAT1_ACGTACGTACGTACGTACGT"], {"STAT1"}, id="sequence"),
        pytest.param(["p_sgELK1_2", "p_sgEGR1_4", "p_sgELF1_1"], {"ELK1", "EGR1", "ELF1"}, id="Dixit"),
        pytest.param(["HLA-A", "NKX2-1", "STAT1"], set(), id="names with hyphens"),
        pytest.param(["NKX2-1", "NKX2-5", "STAT1", "IRF1"], set(), id="names with hyphens and numbers"),
        pytest.param(["Lag3", "Reg1", "Il2ra", "Foxp3"], set(), id="mouse genes that end as guides do"),
        pytest.param(["day-1", "STAT1"], set(), id="one number"),
        pytest.param(["IL-2", "IL-4", "IL-6", "TNF-1"], set(), id="cytokines"),
        pytest.param(["Compound_1", "Compound_2", "Compound_3"], set(), id="numbered compounds"),
        pytest.param(["Drug1", "Drug2", "Drug3"], set(), id="a word that ends as guides do"),
        pytest.param(["compound_G1", "compound_G2"], set(), id="capital G"),
        pytest.param(["STAT1_KO", "IRF1_KO", "JAK2_KO"], {"STAT1", "IRF1", "JAK2"}, id="how on all"),
        pytest.param(["STAT1_KO", "STAT1_OE", "IRF1_KO", "IRF1_OE"], set(), id="hit in two ways"),
        pytest.param(["ctrl_1", "ctrl_2", "KO1_1", "KO1_2"], {"KO1"}, id="replicates of controls too"),
    ],
)
def test_guides_are_read_under_their_targets(names: list[str], stems: set[str]) -> None:
    assert set(guide_stems(names).values()) == stems


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("10", Quantity("number", 10.0, "")),
        ("0.5", Quantity("number", 0.5, "")),
        ("1e-3", Quantity("number", 0.001, "")),
        ("10 uM", Quantity("dose", 10.0, "µM")),
        ("100nM", Quantity("dose", 0.1, "µM")),
        ("10 ng/mL", Quantity("dose", 10.0, "ng/ml")),
        ("24h", Quantity("time", 24.0, "h")),
        ("2 days", Quantity("time", 48.0, "h")),
        ("day 3", Quantity("time", 72.0, "h")),
        ("D7", Quantity("time", 168.0, "h")),
        ("1 days 06:30:00", Quantity("time", 30.5, "h")),
        ("30 min", Quantity("time", 0.5, "h")),
        ("1+1", Quantity("number", 1.0, "")),
        ("high", None),
        ("", None),
    ],
)
def test_cells_of_dose_and_time_columns_are_read(text: str, quantity: Quantity | None) -> None:
    assert read_quantity(text) == quantity


@pytest.mark.parametrize(
    ("label", "stripped"),
    [
        ("JQ1_10uM", Stripped("JQ1", dose=10.0)),
        ("JQ1 (100 nM)", Stripped("JQ1", dose=0.1)),
        ("DEX_1h", Stripped("DEX", time=1.0)),
        ("TNF_10ng/ml_24h", Stripped("TNF", dose=10.0, time=24.0)),
        ("24h_IFNb", Stripped("IFNb", time=24.0)),
        ("IFNb_day3", Stripped("IFNb", time=72.0)),
        ("STAT1", Stripped("STAT1")),
        ("CD3D", Stripped("CD3D")),
        ("IL-2", Stripped("IL-2")),
        ("24h", Stripped("24h")),
        ("HIF-1A", Stripped("HIF-1A")),
    ],
)
def test_doses_and_times_are_taken_out_of_labels(label: str, stripped: Stripped) -> None:
    assert strip_quantities(label) == stripped


@pytest.mark.parametrize(
    ("labels", "separator", "asked"),
    [
        pytest.param(["A+B", "C+D"], "+", False, id="plus needs no evidence"),
        pytest.param(["A_B", "A", "B"], "_", False, id="both sides known"),
        pytest.param(["AHR_FEV", "KLF5_MAP7"], None, True, id="two gene names, no evidence"),
        pytest.param(["DEX_1h", "DEX_3h"], None, False, id="times"),
        pytest.param(["IFN_beta", "IL6"], None, False, id="Greek letter"),
        pytest.param(["HLA-A", "HLA-B", "STAT1"], None, False, id="gene family"),
        pytest.param(["KLF1-TET2", "KLF1", "TET2"], "-", False, id="hyphen with both sides known"),
    ],
)
def test_separators_are_found_or_asked(labels: list[str], separator: str | None, asked: bool) -> None:
    found = find_separator(labels, frozenset())
    assert (found.value, found.asked) == (separator, asked)


def test_a_hyphen_that_joins_some_labels_leaves_gene_names_whole() -> None:
    cut = splitter(["KLF1-TET2", "KLF1", "TET2", "HLA-A"], "-", frozenset())
    assert cut("KLF1-TET2") == ["KLF1", "TET2"]
    assert cut("HLA-A") == ["HLA-A"]
