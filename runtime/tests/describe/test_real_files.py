"""The published files of ../shared/data, and a warning where one is due."""

from __future__ import annotations

import json
import time
import warnings
from pathlib import Path

import anndata as ad
import jsonschema
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.reading import read

NORMAN = {"where": "dataset:norman19"}


def _read(path: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(path)


def _described(path: Path, settings=None, *, backed: bool = False):
    data = ad.read_h5ad(path, backed="r") if backed else _read(path)
    return describe({"adata": data}, "adata", settings or {})


ROWS = {
    "perturbench": (
        "original/perturbench_devel.h5ad", NORMAN,
        {"perturbation": "condition", "control": "control", "separator": "+", "context": "cell_type", "dose": None,
            "time": None,
         "layer": "X", "value_state": "log", "perturbation_type": "activation", "scenarios": ["unseen-combination"]},
    ),
    "McFaline-Figueroa": (
        "original/perturbench_devel.h5ad", {"where": "dataset:mcfaline23", "scenario": "unseen-context"},
        {"perturbation": "condition", "control": "control", "separator": None, "context": "cell_type",
         "perturbation_type": "interference", "scenarios": ["unseen-context"]},
    ),
    "Papalexi": (
        "h5ad/papalexi2021_thp1_crispr_sceptre.h5ad", {},
        {"perturbation": "perturbation", "control": "control", "separator": None, "batch": "bio_rep",
            "value_state": "counts",
         "perturbation_type": "knockout", "scenarios": ["unseen-perturbation"]},
    ),
    "Kang": (
        "h5ad/kang2018_ifnb_scgen_valid.h5ad", {},
        {"perturbation": "condition", "control": "control", "context": "cell_type", "value_state": "log",
            "scenarios": ["unseen-context"]},
    ),
    "Kang, old layout": (
        "original/scgen_valid.h5ad", {},
        {"perturbation": "condition", "control": "control", "context": "cell_type", "scenarios": ["unseen-context"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "settings", "task"), [pytest.param(*row, id=key) for key, row in ROWS.items()])
def test_file_is_read_right(name: str, settings, task, shared, schema) -> None:
    found = _described(shared / name, settings)
    assert found["problem"] is None
    assert found["questions"] == []
    assert {key: found["task"][key] for key in task} == task
    jsonschema.validate(found, schema("described"))
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(("name", "settings", "task"), [pytest.param(*row, id=key) for key, row in list(ROWS.items())[:4]])
def test_file_on_disk_is_read_the_same(name: str, settings, task, shared) -> None:
    found = _described(shared / name, settings, backed=True)
    assert {key: found["task"][key] for key in task} == task
    assert found["profile"]["object"]["backed"] is True


def test_two_screens_are_proposed_one_at_a_time(shared) -> None:
    found = _described(shared / "original/perturbench_devel.h5ad")
    assert [question["key"] for question in found["questions"]] == ["where"]
    assert found["questions"][0]["options"] == ["dataset:norman19", "dataset:mcfaline23"]
    assert found["task"]["where"] == "dataset:norman19"


def test_two_screens_at_once_are_refused(shared) -> None:
    found = _described(shared / "original/perturbench_devel.h5ad", {"where": "none"})
    assert found["problem"]["code"] == "task/mixed-technologies"
    codes = {warning["code"] for warning in found["profile"]["warnings"]}
    assert {"technology-confounded-with-context", "study-confounded-with-context"} <= codes


def test_norman_scores_5_13_15_pairs(shared) -> None:
    task = _described(shared / "original/perturbench_devel.h5ad", NORMAN)["task"]
    row = next(row for row in task["held_out"] if row["scenario"] == "unseen-combination")
    assert {part["part"]: part["conditions"] for part in row["parts"]} == {"seen-2": 5, "seen-1": 13, "seen-0": 15}


@pytest.mark.parametrize("name", ["h5ad/cao2018_scicar_a549_dex_rna.h5ad", "h5ad/cao2018_scicar_a549_dex_rna_atac.h5mu"])
def test_time_course_is_understood(name: str, shared) -> None:
    found = _described(shared / name)
    assert found["task"]["scenarios"] == ["time"]
    row = next(row for row in found["task"]["held_out"] if row["scenario"] == "time")
    assert {part["part"]: part["conditions"] for part in row["parts"]} == {"interpolation": 1, "extrapolation": 1}
    assert found["profile"]["findings"]["perturbation"]["value"] == "condition"
    assert found["profile"]["findings"]["time"]["value"] == "time_h"
    assert [(each["targets"], each["time"]) for each in found["profile"]["conditions"][1:]] == [(["DEX"], 3.0), (["DEX"], 1.0)]


def test_modalities_of_a_mudata_are_listed_and_its_rna_is_read(shared) -> None:
    profile = _described(shared / "h5ad/cao2018_scicar_a549_dex_rna_atac.h5mu")["profile"]
    assert [(each["id"], each["n_features"]) for each in profile["object"]["modalities"]] == [("rna", 1185), ("atac", 52761)]
    assert profile["matrices"][0]["value_state"] == "log"


@pytest.mark.parametrize("name", ["h5ad/mimitou2019_eccite_pbmc_control_citefuse.h5mu", "original/10x_pbmc68k_reduced.h5ad"])
def test_files_without_perturbations_say_so(name: str, shared) -> None:
    found = _described(shared / name)
    assert found["problem"]["code"] == "task/no-perturbation"


def test_scaled_x_gives_way_to_raw_and_says_so(shared) -> None:
    finding = _described(shared / "original/10x_pbmc68k_reduced.h5ad")["profile"]["findings"]["layer"]
    assert finding["value"] == "raw"
    assert finding["reason"].startswith("X is scaled")


@pytest.mark.parametrize("name", ["h5ad/papalexi2021_thp1_crispr_sceptre.h5ad", "h5ad/kang2018_ifnb_scgen_valid.h5ad"])
def test_large_files_take_well_under_a_second(name: str, shared) -> None:
    user_ns = {"adata": _read(shared / name)}
    started = time.process_time()
    describe(user_ns, "adata", {})
    assert time.process_time() - started < 1.0
