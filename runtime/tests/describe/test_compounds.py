"""Compounds whose known targets others hit too: told of, with the numbers, and only for drugs."""

from __future__ import annotations

import pytest
from cellforge_runtime.describe import describe

DRUGS = "DMSO erlotinib gefitinib lapatinib vorinostat belinostat nutlin".split()
HITS = ["none", "EGFR", "EGFR", "EGFR, ERBB2", "HDAC1; HDAC2", "HDAC1;HDAC2;HDAC3", "MDM2"]


def _warnings(adata):
    found = describe({"adata": adata}, "adata", {})
    return {each["code"]: each["message"] for each in found["profile"]["warnings"]}


@pytest.mark.parametrize("name", ["target", "known_targets", "moa"])
def test_compounds_that_share_all_their_targets_are_counted_and_named(made, name):
    told = _warnings(made({"drug": DRUGS, name: HITS}))["targets-all-in-training"]
    # erlotinib, gefitinib: EGFR; vorinostat: both of belinostat's. Not lapatinib (ERBB2), belinostat (HDAC3), nutlin
    assert f'obs["{name}"] tells targets of 6 compounds; all those of 3' in told
    assert '"erlotinib" (egfr), "gefitinib" (egfr), "vorinostat" (hdac1; hdac2)' in told


def test_nothing_is_said_where_no_target_is_shared_or_the_targets_are_the_perturbation(made):
    lone = made({"drug": DRUGS, "target": ["none", "A", "B", "C", "D", "E", "F"]})
    assert "targets-all-in-training" not in _warnings(lone)
    genes = made({"gene": ["NT", "STAT1", "STAT2", "IRF1", "JAK2"], "target": ["none", "x", "x", "x", "x"]})
    assert "targets-all-in-training" not in _warnings(genes)


@pytest.mark.parametrize(("name", "kind"), [("canonical_smiles", "drug"), ("moa-fine", "drug"), ("pathway", "unknown")])
def test_structures_or_mechanisms_make_a_screen_one_of_drugs(made, name, kind):
    names = [f"BAY-{i}" for i in range(10, 16)]  # which tell nothing by themselves
    adata = made({"perturbation": ["control", *names], name: ["", *"ABCDEF"]})
    found = describe({"adata": adata}, "adata", {})
    assert found["task"]["perturbation_type"] == kind
