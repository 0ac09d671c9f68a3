"""The published ECCITE-seq sample with 49 antibodies: what is told of its values, and why it can't be a task."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.antibody_names import isotypes
from cellforge_runtime.describe.conditions import CONTROL, Conditions
from cellforge_runtime.describe.layers import reading
from cellforge_runtime.describe.matrices import matrix
from cellforge_runtime.describe.proteins import noise_range
from cellforge_runtime.describe.reading import read
from cellforge_runtime.describe.sources import source

FILE = Path(__file__).parents[4] / "shared/data/h5ad/mimitou2019_eccite_pbmc_control_citefuse.h5mu"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared file is not here; test_protein.py has simulated ones")


@pytest.fixture(scope="module")
def sample():
    pytest.importorskip("mudata")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(FILE)


@pytest.mark.parametrize("modality", ["protein", "rna,protein"])
def test_a_control_sample_alone_is_no_screen_and_says_what_is_missing(sample, modality):
    problem = describe({"sample": sample}, "sample", {"modality": modality})["problem"]
    assert problem["code"] == "task/no-perturbation" and "sample" in problem["found"]


def test_its_antibodies_are_counts_with_two_isotype_controls(sample):
    protein = source(sample, "protein")
    assert reading(protein)["value_state"] == "counts"
    assert isotypes(protein.adata.var_names) == ["IgG1", "IgG2a"]


def test_proteins_differ_in_noise_severalfold(sample):
    protein = source(sample, "protein")
    n = protein.adata.n_obs
    everything = Conditions([], np.full(n, CONTROL), np.zeros(n, dtype=int), ["all"], [])
    found = noise_range(matrix(protein.adata, "X"), everything, "counts")
    print(f"variance in control cells, noisy over quiet tenth of {protein.adata.n_vars} antibodies: {found:.1f}")
    assert 5 < found < 12
