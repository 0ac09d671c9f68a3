"""Dexamethasone chromatin of the real file: what depth does to means, signs and scores. Prints its figures with -s."""

from __future__ import annotations

import dataclasses
import warnings

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.assess import assess_folds
from cellforge_runtime.data import CONTROL, training_set
from cellforge_runtime.describe import describe
from cellforge_runtime.differential_peaks import DepthBins, differential_peaks
from cellforge_runtime.fold_scores import score_fold
from cellforge_runtime.halves import agreement
from cellforge_runtime.peaks import weighted
from cellforge_runtime.readouts import readout_of
from cellforge_runtime.task import Task

mudata = pytest.importorskip("mudata")


@pytest.fixture(scope="module")
def data(shared):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = mudata.read_h5mu(shared / "h5ad" / "cao2018_scicar_a549_dex_rna_atac.h5mu")
    found = describe({"m": read}, "m", {"modality": "atac", "scenario": "time"})
    assert found["problem"] is None and found["task"]["value_state"] == "log"
    assert "depth-differs" in [each["code"] for each in found["profile"]["warnings"]]
    return cf.prepare(read, Task.from_wire(found["task"]))


def halves(data) -> float:
    conditions, controls = np.arange(len(data.conditions)), np.flatnonzero(data.condition_of == CONTROL)
    return float(np.mean(list(agreement(data, conditions, controls).correlation.values())))


def test_most_of_what_repeats_in_plain_shares_is_depth(data):
    plain = dataclasses.replace(data, x=weighted(data.x, np.ones(data.x.shape[0], dtype=np.float32)))
    before, after = halves(plain), halves(data)
    print(f"\nhalves of a condition agree: plain shares {before:.2f}, at the controls' depths {after:.2f}")
    assert before > 0.35 and after < 0.25


def test_depth_does_not_make_the_signs(data):
    controls = np.flatnonzero(data.condition_of == CONTROL)
    blind = DepthBins(np.array([]), np.zeros(1))
    reference = blind.binned(data.x[controls], data.depth[controls])
    for i in range(len(data.conditions)):
        rows = data.cells_of(i)
        found = readout_of(data).compare([rows], controls)
        without = differential_peaks([blind.binned(data.x[rows], data.depth[rows])], reference, blind)
        z, is_changed = found.scores[0], found.is_changed[0]
        tested, raw = z != 0, without.scores[0]
        print(
            f"{data.label(i)}: of {tested.sum():,} tested peaks {(raw[tested] < 0).mean():.0%} go down without depth, "
            f"{(z[tested] < 0).mean():.0%} with it; {is_changed.sum()} change, {(z[is_changed] > 0).mean():.0%} of them up"
        )
        assert (raw[tested] < 0).mean() > 0.65 and abs((z[tested] < 0).mean() - 0.5) < 0.08
        assert is_changed.sum() > 30 and (z[is_changed] > 0).mean() > 0.6


def test_the_other_time_is_at_the_ceiling(data):
    folds = cf.split(data)
    for fold in folds:
        scored = score_fold(
            data, fold, {"model": [training_set(data, fold).means.mean(axis=0)[None].repeat(len(fold.held_out), 0)]}
        )
        r = scored.halves["pearson_delta_indep"]
        ceiling = np.sqrt(2 * np.maximum(r, 0) / (1 + np.maximum(r, 0)))
        best = max(v["pearson_delta_indep"].mean() for name, v in scored.scores.items() if name != "model")
        print(f"{fold.scenario}/{fold.part}: best baseline {best:.2f}, ceiling {r.mean():.2f} to {ceiling.mean():.2f}")
        assert best > 0.75 * r.mean()
    assert all(part["decision"] == "too-few-conditions" for part in assess_folds(folds)["parts"])
