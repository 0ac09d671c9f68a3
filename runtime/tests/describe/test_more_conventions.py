"""Conventions that were once read wrong without a word: each is read right, asked, or warned of."""

from __future__ import annotations

from typing import Any

import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import conditions
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family
from cellforge_runtime.describe.quantities import Quantity, Stripped, read_quantity, strip_glued


def _described(made: Any, columns: dict[str, list[Any]], **more: Any) -> tuple[Any, dict[str, Any]]:
    adata = made(columns, **more)
    return adata, describe({"adata": adata}, "adata", {})


def _targets(adata: Any, found: dict[str, Any]) -> set[str]:
    return {"+".join(each.targets) for each in conditions(adata, found["task"]).conditions}


def _codes(found: dict[str, Any]) -> set[str]:
    return {warning["code"] for warning in found["profile"]["warnings"]}


def _asked(found: dict[str, Any]) -> set[str]:
    return {question["key"] for question in found["questions"]}


READ = {
    "Dixit pools": (
        "guide",
        "p_INTERGENIC393453 p_sgELK1_2 p_sgEGR1_4 p_sgELF1_1 p_sgELK1_2;p_sgEGR1_4 p_INTERGENIC393453;p_sgELK1_2",
        "ELK1 EGR1 ELF1 EGR1+ELK1",
    ),
    "a pair of guides among single ones": (
        "guide_call", "NonTargeting-1 NonTargeting-2 TP53-1 TP53-2 RB1-1 RB1-2 TP53-1|RB1-2 Unassigned", "TP53 RB1 RB1+TP53",
    ),
    "no guide beside guides": (
        "sgrna", "ctrl_1 STAT1_1 STAT1_2 IRF1_1 STAT1_1,IRF1_1 None", "STAT1 IRF1 IRF1+STAT1",
    ),
    "no target": ("gene", "NO-TARGET-1 NO-TARGET-2 IL1R1-1 IL1R1-2 VAV1-1 VAV1-2", "IL1R1 VAV1"),
    "short hairpins": ("condition", "shControl shSTAT1_1 shSTAT1_2 shIRF1_1 shIRF1_2", "STAT1 IRF1"),
    "barcodes after controls too": (
        "gRNA",
        "NT-ACGTACGTACGTACGTACGT STAT1-ACGTACGTACGTACGTACGA STAT1-ACGTACGTACGTACGTACGG IRF1-ACGTACGTACGTACGTACGC",
        "STAT1 IRF1",
    ),
    "replicates without a sign": ("sample", "ctrl1 ctrl2 treated1 treated2", "treated"),
    "positive controls": ("gene", "non-targeting pos_ctrl STAT1 IRF1 JAK2", "pos_ctrl STAT1 IRF1 JAK2"),
}  # fmt: skip


@pytest.mark.parametrize(("column", "labels", "targets"), [pytest.param(*row, id=name) for name, row in READ.items()])
def test_labels_are_read_right(column: str, labels: str, targets: str, made: Any) -> None:
    adata, found = _described(made, {column: labels.split()}, levels=2)
    assert found["questions"] == []
    assert _targets(adata, found) == set(targets.split())


@pytest.mark.parametrize("word", ["and", "x", "plus", "with"])
def test_words_that_join_two_known_treatments_are_read(word: str, made: Any) -> None:
    adata, found = _described(made, {"treatment": ["control", "IFNg", "TNF", f"IFNg {word} TNF"]}, levels=2)
    assert found["questions"] == []
    assert _targets(adata, found) == {"IFNg", "TNF", "IFNg+TNF"}


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"gene_A": "NT STAT1 NT STAT1 IRF1".split(), "gene_B": "NT NT IRF1 IRF1 NT".split()}, id="controls"),
        pytest.param({"gene_A": "NT STAT1 STAT1 IRF1 IRF1".split(), "gene_B": [None, None, "IRF1", None, "STAT1"]}, id="missing"),
        pytest.param(
            {"perturbation": "control STAT1 STAT1 IRF1".split(), "perturbation_2": "control control IRF1 control".split()}, id="2"
        ),
    ],
)
def test_two_columns_of_targets_are_asked(columns: dict[str, list[Any]], made: Any) -> None:
    _, found = _described(made, columns, levels=2)
    question = next(each for each in found["questions"] if each["key"] == "perturbation")
    assert set(columns) <= set(question["options"])
    assert "join them into one column" in question["message"]


def test_columns_of_targets_that_the_combination_tells_are_not_asked(made: Any) -> None:
    columns = {
        "perturbation": "control STAT1 IRF1 STAT1+IRF1".split(),
        "gene1": "control STAT1 IRF1 STAT1".split(),
        "gene2": "control control control IRF1".split(),
    }
    adata, found = _described(made, columns, levels=2)
    assert found["questions"] == []
    assert _targets(adata, found) == {"STAT1", "IRF1", "IRF1+STAT1"}


def test_a_kind_of_control_that_cuts_is_asked(made: Any) -> None:
    _, found = _described(made, {"gene": "non-targeting olfactory_control STAT1 IRF1 JAK2".split()})
    assert _asked(found) == {"control"}


def test_hours_glued_to_names_are_asked_and_then_read(made: Any) -> None:
    adata, found = _described(made, {"stim": "Unstim LPS1h LPS4h PAM1h PAM4h".split()})
    assert _asked(found) == {"time"}
    assert _targets(adata, describe({"adata": adata}, "adata", {"time": "label"})) == {"LPS", "PAM"}
    whole = describe({"adata": adata}, "adata", {"time": "none"})
    assert _targets(adata, whole) == {"LPS1h", "LPS4h", "PAM1h", "PAM4h"}


def test_doses_in_a_column_beside_the_drugs_are_read(made: Any) -> None:
    drugs = [("DMSO_TF", 0.0), *((drug, dose) for drug in ("Belinostat", "Trametinib") for dose in (0.05, 0.5, 5.0))]
    columns = {"drug": [drug for drug, _ in drugs], "drugname_drugconc": [f"[('{drug}', {dose}, 'uM')]" for drug, dose in drugs]}
    adata, found = _described(made, columns)
    assert found["questions"] == []
    assert found["task"]["dose"] == {"from": "column", "column": "drugname_drugconc"}
    assert {each.dose for each in conditions(adata, found["task"]).conditions} == {0.05, 0.5, 5.0}


WARNED = {
    "doses in words": ({"treatment": "DMSO JQ1 JQ1 A485".split(), "dose": "none low high low".split()}, "dose-not-read"),
    "doses of pairs": (
        {"drug": "control A1 A1+B1 B1 B1".split(), "dose": "1.0 1.0 1.0+0.5 0.5 1.0".split()}, "dose-not-read",
    ),
    "doses of some": ({"treatment": "DMSO JQ1 JQ1 A485".split(), "dose": [None, 1.0, 10.0, None]}, "dose-not-read"),
    "times in words": ({"treatment": "DMSO JQ1 JQ1 A485".split(), "time": "early early late late".split()}, "time-not-read"),
    "capital letters": ({"gene": "NT STAT1 stat1 IRF1".split()}, "labels-alike"),
    "endings after a gene": (
        {"gene": "NT STAT1_perfectmatch STAT1_mismatch IRF1_perfectmatch IRF1_mismatch".split()}, "labels-alike",
    ),
    "a gene and its name with an ending": ({"gene": "NT STAT1 STAT1.1 IRF1".split()}, "labels-alike"),
    "a treatment without a control word": (
        {"perturbation": "control STAT1 control STAT1".split(), "perturbation_2": ["no TCR"] * 2 + ["TCR stimulation"] * 2},
        "second-treatment",
    ),
    "controls in a column of another name": (
        {"drug": "DMSO JQ1 DMSO JQ1".split(), "sample_type": "control control tumor tumor".split()}, "second-treatment",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("columns", "code"), [pytest.param(*row, id=name) for name, row in WARNED.items()])
def test_what_is_not_told_apart_is_warned_of(columns: dict[str, list[Any]], code: str, made: Any) -> None:
    _, found = _described(made, columns, levels=2)
    assert code in _codes(found) or _asked(found)


def test_gears_doses_that_say_nothing_are_not_warned_of(made: Any) -> None:
    columns = {"condition": "ctrl STAT1+ctrl IRF1+ctrl STAT1+IRF1".split(), "dose_val": "1 1+1 1+1 1+1".split()}
    _, found = _described(made, columns)
    assert not _codes(found) & {"dose-not-read", "labels-alike", "second-treatment"}


def test_cell_lines_of_lincs_are_contexts(made: Any) -> None:
    columns = {"pert_iname": "DMSO JQ1 DMSO JQ1".split(), "cell_id": "A375 A375 MCF7 MCF7".split()}
    _, found = _described(made, columns)
    assert found["task"]["context"] == "cell_id"


@pytest.mark.parametrize(
    ("label", "family"),
    [
        ("NO-TARGET-1", "non-targeting"),
        ("p_INTERGENIC393453", "non-targeting"),
        ("UnTrt", "untreated"),
        ("NT-ACGTACGTACGTACGTACGT", "non-targeting"),
        ("A_ctrl_B", None),
        ("P_STAT1", None),
    ],
)
def test_more_control_words(label: str, family: str | None) -> None:
    assert control_family(label) == family


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (["shSTAT1", "shIRF1"], {"STAT1", "IRF1"}),
        (["SHANK3", "SIX1", "Shh"], set()),
        (["STAT1", "STAT2", "ctrl1", "ctrl2"], set()),
        (["p_sgELK1_2", "p_sgEGR1_4", "p_sgELK1_2;p_sgEGR1_4"], {"ELK1", "EGR1", "ELK1;EGR1"}),
    ],
)
def test_more_guides(names: list[str], stems: set[str]) -> None:
    assert set(guide_stems(names).values()) == stems


@pytest.mark.parametrize(
    ("label", "stripped"),
    [
        ("LPS4h", Stripped("LPS", time=4.0)),
        ("Nutlin10uM", Stripped("Nutlin", dose=10.0)),
        ("CD3D", Stripped("CD3D")),
        ("IL2", Stripped("IL2")),
        ("24h", Stripped("24h")),
    ],
)
def test_glued_quantities(label: str, stripped: Stripped) -> None:
    assert strip_glued(label) == stripped


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("[('Belinostat', 0.05, 'uM')]", Quantity("dose", 0.05, "")),
        ("JQ1 10 uM", Quantity("dose", 10.0, "")),
        ("TNF_10ng/ml_24h", None),
    ],
)
def test_amounts_beside_a_name(text: str, quantity: Quantity | None) -> None:
    assert read_quantity(text) == quantity
