"""The simulated screens that figures of docs/benchmarks.md are measured on, with the task of each."""

from __future__ import annotations

import numpy as np
from anndata import AnnData
from cellforge_runtime.datasets import simulate
from cellforge_runtime.task import Task

_PAIRS = {"perturbation": "perturbation", "control": "control", "separator": "+", "batch": "batch"}
_CONTEXTS = {"perturbation": "perturbation", "control": "control", "context": "cell_type", "batch": "batch"}
SIMULATED = {
    "interaction": Task(**_PAIRS, value_state="counts", scenarios=["unseen-combination"]),
    "nonlinear-context": Task(**_CONTEXTS, value_state="counts", scenarios=["unseen-context"]),
    "additive": Task(**_PAIRS, value_state="counts", scenarios=["unseen-combination"]),
    "null": Task(**_PAIRS, value_state="counts", scenarios=["unseen-combination"]),
}
PARTS = {"unseen-combination": "seen-2", "unseen-context": "all"}


def shuffled(kind: str, seed: int, *, controls_too: bool) -> AnnData:
    """A screen of which cell had which perturbation is no longer known.

    Parameters
    ----------
    controls_too
        Labels change place among all cells: nothing is left. Without, among the perturbed cells of each cell type:
        what all perturbations have in common stays, which is the harder thing not to be taken in by.
    """
    adata = simulate(kind, seed=seed)
    rng = np.random.default_rng([seed, 0x5F])
    labels = adata.obs["perturbation"].astype(str).to_numpy().copy()
    for group in adata.obs.groupby("cell_type", observed=True).indices.values():
        cells = group if controls_too else group[labels[group] != "control"]
        labels[cells] = labels[rng.permutation(cells)]
    adata.obs["perturbation"] = labels
    return adata
