"""`simulate("chromatin")`: open peaks in several cell types, with depths that differ between conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from cellforge_runtime.datasets.screen import CONTROL, Screen, SimulatedCondition
from cellforge_runtime.datasets.truth import write_truth

if TYPE_CHECKING:
    from anndata import AnnData

PEAKS_PER_GENE = 10
N_PROGRAMMES, N_ACTIVE, N_SILENT = 4, 8, 2
CONTEXTS = ("type A", "type B", "type C", "type D")
CONTROL_WEIGHT = 3.0
THRESHOLD, SOFTNESS = 0.75, 0.15
SHARE_OF_PROGRAMME, LOADING, OPENS = 0.1, (1.0, 2.2), 0.65
OWN_PEAKS, OWN_EFFECT = 30, 1.2
RATE = (-3.0, 1.1)  # log rate of a peak in an unperturbed cell: mean and s.d. over peaks
IDENTITY_SHARE, IDENTITY_SPREAD = 0.2, 1.0
DEPTH_SPREAD, CONDITION_DEPTH_SPREAD = 0.45, 0.25
DEPTH_POWER = (0.4, 1.4)
NODES = 15


def chromatin(seed: int, n_cells: int, n_peaks: int) -> AnnData:
    """The object; see `simulate`."""
    from anndata import AnnData

    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(entropy=(seed, 0xA7AC)).spawn(3)]
    screen = _screen(streams[0])
    log_rates = _log_rates(screen, n_peaks, streams[1])  # (conditions, peaks)
    power = streams[1].uniform(*DEPTH_POWER, size=n_peaks)
    rng = streams[2]
    condition_of = _share_out(screen, n_cells, rng)
    shift = rng.normal(0.0, CONDITION_DEPTH_SPREAD, size=len(screen.conditions))
    shift[[i for i, c in enumerate(screen.conditions) if c.label == CONTROL]] = 0.0
    log_depth = shift[condition_of] + rng.normal(0.0, DEPTH_SPREAD, size=n_cells)
    counts = _counts(log_rates, condition_of, (log_depth, power), rng)
    obs = pd.DataFrame(
        {
            "perturbation": pd.Categorical(np.array([c.label for c in screen.conditions], dtype=object)[condition_of]),
            "cell_type": pd.Categorical(np.array([CONTEXTS[c.context] for c in screen.conditions], dtype=object)[condition_of]),
        },
        index=[f"cell-{i + 1}" for i in range(n_cells)],
    )
    places = [f"chr{1 + i % 22}:{1000 * (1 + i // 22)}-{1000 * (1 + i // 22) + 500}" for i in range(n_peaks)]
    adata = AnnData(X=counts, obs=obs, var=pd.DataFrame(index=places))
    adata.uns["simulated"] = True
    adata.uns["simulation"] = {
        "kind": "chromatin",
        "seed": int(seed),
        "note": "Simulated by cellforge_runtime.datasets.simulate; no cell was measured.",
    }
    write_truth(adata, screen, _expected(log_rates, power))
    return adata


def _screen(rng: np.random.Generator) -> Screen:
    """Ten targets of which two are silent, in four cell types; every combination measured."""
    n_targets = N_ACTIVE + N_SILENT
    inputs = np.zeros((n_targets, N_PROGRAMMES))
    for t in range(N_ACTIVE):  # strong on one programme, or weak on two: those act only where a programme is primed
        k = t % N_PROGRAMMES
        if t < N_PROGRAMMES:
            inputs[t, k] = 1.0
        else:
            inputs[t, [k, (k + 1) % N_PROGRAMMES]] = 0.5, -1.0
    order = rng.permutation(n_targets)
    inputs, is_silent = inputs[order], (np.arange(n_targets) >= N_ACTIVE)[order]
    states = np.array([0.0, 0.5, 0.5, 1.0])  # closed, primed, open
    basal = np.column_stack([rng.permutation(states) for _ in range(N_PROGRAMMES)])
    genes = rng.choice(300, size=n_targets, replace=False)
    conditions = []
    for c in range(len(CONTEXTS)):
        conditions.append(SimulatedCondition(CONTROL, (), c, True))
        conditions += [SimulatedCondition(f"GENE{g + 1:03d}", (t,), c, True) for t, g in enumerate(genes)]
    return Screen(genes, inputs, is_silent, CONTEXTS, basal, tuple(conditions), control_weight=CONTROL_WEIGHT)


def _log_rates(screen: Screen, n_peaks: int, rng: np.random.Generator) -> np.ndarray:
    """Log rate of every peak in every condition, before depth. (conditions, peaks)"""
    base = rng.normal(*RATE, size=n_peaks)
    loadings = np.zeros((N_PROGRAMMES, n_peaks))
    n = int(SHARE_OF_PROGRAMME * n_peaks)
    for row in loadings:
        sign = np.where(rng.random(n) < OPENS, 1.0, -1.0)
        row[rng.choice(n_peaks, size=n, replace=False)] = sign * rng.uniform(*LOADING, size=n)
    identity = np.zeros((len(CONTEXTS), n_peaks))
    for row in identity:
        chosen = rng.random(n_peaks) < IDENTITY_SHARE
        row[chosen] = rng.normal(0.0, IDENTITY_SPREAD, size=int(chosen.sum()))
    own = np.zeros((len(screen.inputs), n_peaks))
    for target in np.flatnonzero(~screen.is_silent):
        own[target, rng.choice(n_peaks, size=OWN_PEAKS, replace=False)] = rng.choice([-1, 1], size=OWN_PEAKS) * OWN_EFFECT
    rows = []
    for condition in screen.conditions:
        added = screen.inputs[list(condition.targets)].sum(axis=0)
        activity = 1 / (1 + np.exp(-(screen.basal[condition.context] + added - THRESHOLD) / SOFTNESS))
        rows.append(base + identity[condition.context] + activity @ loadings + own[list(condition.targets)].sum(axis=0))
    return np.stack(rows)


def _counts(
    log_rates: np.ndarray, condition_of: np.ndarray, depth: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> sparse.csr_matrix:
    """Fragments of every cell: Poisson, a peak's rate rising with depth by a power of its own. (cells, peaks)"""
    log_depth, power = depth
    blocks = []
    for rows in np.array_split(np.arange(len(condition_of)), max(1, len(condition_of) // 500)):
        rate = np.exp(log_rates[condition_of[rows]] + log_depth[rows, None] * power)
        blocks.append(sparse.csr_matrix(rng.poisson(rate).astype(np.float32)))
    return sparse.vstack(blocks).tocsr()


def _expected(log_rates: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Share of cells in which a peak is open at the controls' depths, for every condition. (conditions, peaks)"""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    return sum(w * -np.expm1(-np.exp(log_rates + DEPTH_SPREAD * x * power)) for x, w in zip(nodes, weights))


def _share_out(screen: Screen, n_cells: int, rng: np.random.Generator) -> np.ndarray:
    weight = np.array([screen.control_weight if c.label == CONTROL else 1.0 for c in screen.conditions])
    weight = weight * rng.uniform(0.8, 1.2, size=len(weight))
    numbers = np.floor(n_cells * weight / weight.sum()).astype(int)
    numbers[0] += n_cells - numbers.sum()
    return rng.permutation(np.repeat(np.arange(len(numbers)), numbers))
