"""Cells with two guides: each side's guide number is taken off, whatever joins the sides, and the targets are joined."""

from __future__ import annotations

from itertools import combinations

import pytest
from cellforge_runtime.describe.conditions import read_labels
from cellforge_runtime.describe.guides import guide_stems
from cellforge_runtime.describe.labels import control_family
from cellforge_runtime.describe.separators import find_separator

TARGETS = ("STAT1", "IRF1", "MYC", "CEBPA")
# how a guide of a target is written, how one of the control, and what joins two
WRITTEN = {
    "numbers, pipe": ("{}-{}", "NT-{}", "|"),
    "numbers, underscore": ("{}-{}", "NT-{}", "_"),
    "numbers after underscores": ("{}_{}", "NT_{}", "_"),
    "sg, semicolon": ("{}_sg{}", "NegCtrl_sg{}", ";"),
    "sg, underscore": ("{}_sg{}", "non-targeting_sg{}", "_"),
    "sg, two hyphens": ("{}_sg{}", "safe_sg{}", "--"),
    "glued g": ("{}g{}", "NTg{}", "_"),
    "sg in front": ("sg{0}", "sgNT", "_"),
    "strands and places": ("{0}_+_5371{1}.2{1}-P1P2", "non-targeting_0000{}", "|"),
}
GUIDES = [(target, i) for target in TARGETS for i in (1, 2)]


def _labels(guide: str, control: str, sign: str) -> list[str]:
    one, two = control.format(1), control.format(2)
    of = {each: guide.format(*each) for each in GUIDES}
    pairs = [(of[a], of[b]) for a, b in combinations(GUIDES, 2) if a[0] != b[0]]
    singles = [pair for each in of.values() for pair in ((each, one), (two, each))]
    return [sign.join(pair) for pair in ((one, two), (two, one), *singles, *pairs)]


@pytest.mark.parametrize("written", [pytest.param(each, id=name) for name, each in WRITTEN.items()])
def test_pairs_of_guides_are_read_as_single_targets_and_pairs_of_targets(written: tuple[str, str, str]) -> None:
    control, *_ = labels = _labels(*written)
    assert control_family(control) is not None
    held = [label for label in labels if control_family(label) is None]
    task = {"control": control, "separator": find_separator(held, ()).value}
    read = {reading.targets for reading in read_labels(labels, task, ()) if reading.kind == "perturbed"}
    assert read == {(each,) for each in TARGETS} | {tuple(sorted(pair)) for pair in combinations(TARGETS, 2)}


def test_two_guides_of_one_target_are_this_target() -> None:
    labels = [f"{target}-1|{target}-2" for target in TARGETS]
    assert guide_stems(labels) == dict(zip(labels, TARGETS))


@pytest.mark.parametrize("label", ["NT_1_STAT1", "NTRK1_NTRK2", "CTRL_sg1_IRF1_sg2"])
def test_a_label_with_one_target_is_no_control(label: str) -> None:
    assert control_family(label) is None


@pytest.mark.parametrize(("control", "sign"), [("neg-neg", "-"), ("NT-A_NT-B", "_"), ("AAVS1|AAVS1", "|")])
def test_a_target_beside_one_side_of_the_control_is_a_single_target(control: str, sign: str) -> None:
    side = control.split(sign)[0]
    held = [f"{target}{sign}{side}" for target in TARGETS] + [sign.join(pair) for pair in combinations(TARGETS, 2)]
    task = {"control": control, "separator": find_separator(held, (), control).value}
    read = {reading.targets for reading in read_labels([control, *held], task, ()) if reading.kind == "perturbed"}
    assert read == {(each,) for each in TARGETS} | {tuple(sorted(pair)) for pair in combinations(TARGETS, 2)}


def test_lists_written_as_text_and_places_of_transcripts_are_read() -> None:
    labels = ["['NT-1']", "['STAT1-1']", "['IRF1-2']", "['STAT1-1', 'IRF1-2']", "['NT-1', 'IRF1-1']"]
    read = read_labels(labels, {"control": labels[0], "separator": find_separator(labels[1:], ()).value}, ())
    assert [each.targets for each in read] == [(), ("STAT1",), ("IRF1",), ("IRF1", "STAT1"), ("IRF1",)]
    assert guide_stems(["12_STAT1_P1P2_ENSG00000115415"]) == {"12_STAT1_P1P2_ENSG00000115415": "STAT1"}


def test_a_side_without_a_value_is_not_there() -> None:
    labels = ["NT+nan", "NT+NT", "STAT1+nan", "STAT1+IRF1", "nan+nan"]
    read = read_labels(labels, {"control": "NT+NT", "separator": "+"}, ())
    assert [each.targets for each in read] == [(), (), ("STAT1",), ("IRF1", "STAT1"), ()]
    assert [each.kind for each in read] == ["control", "control", "perturbed", "perturbed", "excluded"]
