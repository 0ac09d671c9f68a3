"""The screens that the figures of docs/benchmarks.md are measured on, with the task of each."""

from __future__ import annotations

import os
from pathlib import Path

from cellforge_runtime.task import Task

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CELLFORGE_SHARED", ROOT.parent / "shared")) / "data"

PAIRS = {"perturbation": "perturbation", "control": "control", "separator": "+", "batch": "batch"}
CONTEXTS = {"perturbation": "perturbation", "control": "control", "context": "cell_type", "batch": "batch"}
SIMULATED = {
    "interaction": Task(**PAIRS, value_state="counts", scenarios=["unseen-combination"]),
    "nonlinear-context": Task(**CONTEXTS, value_state="counts", scenarios=["unseen-context"]),
    "additive": Task(**PAIRS, value_state="counts", scenarios=["unseen-combination"]),
    "null": Task(**PAIRS, value_state="counts", scenarios=["unseen-combination"]),
}
# file, task, and the least pearson_delta and greatest mse asked of it
REAL = {
    "norman19": (
        "original/perturbench_devel.h5ad",
        Task(
            perturbation="condition",
            control="control",
            separator="+",
            where="dataset:norman19",
            context="cell_type",
            scenarios=["unseen-combination"],
        ),
    ),
    "papalexi": (
        "h5ad/papalexi2021_thp1_crispr_sceptre.h5ad",
        Task(
            perturbation="perturbation",
            control="control",
            value_state="counts",
            batch="bio_rep",
            scenarios=["unseen-perturbation"],
        ),
    ),
    "kang": (
        "h5ad/kang2018_ifnb_scgen_valid.h5ad",
        Task(perturbation="condition", control="control", context="cell_type", scenarios=["unseen-context"]),
    ),
}
PARTS = {"unseen-combination": ("seen-2",)}
