"""`simulate("protein")`: antibody counts of a screen's cells, from its RNA by translation, turnover and background.

What makes protein differ from RNA here, each for a reason that is known of cells or of the instrument:

- *Delay*: protein turns over with a half-life of its own (log-normal, median 20 h); 24 h after the perturbation it has gone
  the share 1 - 2^(-24 / half-life) of the way to its new level (dP/dt = translation x RNA - decay x P).
- *Attenuation*: translation follows a power of the RNA, 0.5 to 1 (buffering).
- *Made without RNA*: four acting targets also stabilise or destabilise three proteins each, which RNA does not show.
- *Background*: of each antibody a part sticks unspecifically (1 to 5 counts), and ambient protein
  of the whole pool is in every droplet; three isotype controls show background alone.
- *Counts*: negative binomial, at a capture of antibody for each cell that hardly follows its RNA depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import gammaln

from cellforge_runtime.datasets.screen import CONTROL, Screen

if TYPE_CHECKING:
    from anndata import AnnData

N_PROTEINS, ISOTYPES = 36, ("IgG1", "IgG2a", "IgG2b")
HOURS, HALF_LIFE, HALF_LIFE_SPREAD = 24.0, 20.0, 0.8
BUFFERING = (0.5, 1.0)
N_STABILISING, PROTEINS_EACH, STABILISED = 4, 3, 0.8
BRIGHTNESS, BRIGHTNESS_SPREAD = np.log(30.0), 1.0  # log counts of a protein in a control cell at median capture
UNSPECIFIC = (1.0, 5.0)  # counts at median capture
AMBIENT = 0.1  # of the pool's mean signal
CAPTURE_SPREAD, DISPERSION = 0.4, 0.15
NODES = 9


def with_surface_protein(adata: AnnData, screen: Screen, log_rates: np.ndarray, seed: int) -> AnnData:
    """Add obsm["protein"], a table of counts, and its truth to a simulated screen of RNA; `log_rates` (conditions, genes)."""
    drawn, noise = (np.random.default_rng(s) for s in np.random.SeedSequence(entropy=(seed, 0xADD)).spawn(2))
    genes = _encoded(screen, log_rates, drawn)
    levels = _levels(screen, log_rates[:, genes], drawn)  # (conditions, proteins), 1 in a control cell
    bright = np.exp(drawn.normal(BRIGHTNESS, BRIGHTNESS_SPREAD, size=len(genes)))
    place = {c.label: i for i, c in enumerate(screen.conditions)}
    condition_of = np.array([place[label] for label in adata.obs["perturbation"].astype(str)])
    signal = levels * bright
    pool = signal[condition_of].mean(axis=0)
    unspecific = drawn.uniform(*UNSPECIFIC, size=len(genes) + len(ISOTYPES))
    mean = np.column_stack([signal + AMBIENT * pool, np.zeros((len(signal), len(ISOTYPES)))]) + unspecific
    capture = np.exp(noise.normal(0.0, CAPTURE_SPREAD, size=len(condition_of)))
    rate = capture[:, None] * mean[condition_of]
    counts = noise.poisson(rate * noise.gamma(1 / DISPERSION, DISPERSION, size=rate.shape))
    names = [*adata.var_names[genes], *ISOTYPES]
    adata.obsm["protein"] = pd.DataFrame(counts.astype(np.float32), index=adata.obs_names, columns=names)
    adata.uns["truth"]["expected_protein"] = _expected(mean).astype(np.float32)
    return adata


def _encoded(screen: Screen, log_rates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Genes whose proteins are on the panel: two thirds respond to something, as panels are chosen for markers."""
    control = next(i for i, c in enumerate(screen.conditions) if c.label == CONTROL)
    moves = np.abs(log_rates - log_rates[control]).max(axis=0)
    moves[screen.target_genes] = 0.0  # a lost target's own protein is a case of its own: not on this panel
    order = np.argsort(-moves, kind="stable")
    free = np.setdiff1d(np.arange(len(moves)), screen.target_genes)
    responding = rng.choice(order[:160], size=2 * N_PROTEINS // 3, replace=False)
    others = rng.choice(np.setdiff1d(free, responding), size=N_PROTEINS - len(responding), replace=False)
    return np.sort(np.concatenate([responding, others]))


def _levels(screen: Screen, log_rates: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Protein per cell over that of a control cell, 24 h after the perturbation. (conditions, proteins)"""
    n = log_rates.shape[1]
    control = next(i for i, c in enumerate(screen.conditions) if c.label == CONTROL)
    half_life = HALF_LIFE * np.exp(rng.normal(0.0, HALF_LIFE_SPREAD, size=n))
    power = rng.uniform(*BUFFERING, size=n)
    stabilising = np.zeros((len(screen.inputs), n))
    acting = rng.permutation(np.flatnonzero(~screen.is_silent))[:N_STABILISING]
    for target in acting:
        stabilising[target, rng.choice(n, PROTEINS_EACH, replace=False)] = rng.choice([-1, 1], PROTEINS_EACH) * STABILISED
    beyond = np.stack([stabilising[list(c.targets)].sum(axis=0) for c in screen.conditions])
    aim = np.exp(power * (log_rates - log_rates[control]) + beyond)
    return 1 + (aim - 1) * (1 - 2 ** (-HOURS / half_life))


def _expected(mean: np.ndarray) -> np.ndarray:
    """Expected centred log ratio of each protein, a sum over counts and Gauss-Hermite over captures. (conditions, proteins)"""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    logged = sum(w * _expected_log1p(mean * np.exp(CAPTURE_SPREAD * x)) for x, w in zip(nodes, weights))
    return logged - logged.mean(axis=1, keepdims=True)


def _expected_log1p(mean: np.ndarray) -> np.ndarray:
    """E[log(1 + x)] of negative-binomial x, between means of a grid. (same shape)"""
    grid = np.exp(np.linspace(np.log(mean.min()), np.log(mean.max()), 80))
    size = 1 / DISPERSION
    value = np.empty_like(grid)
    for i, m in enumerate(grid):
        x = np.arange(int(8 * m + 60))
        log_pmf = gammaln(x + size) - gammaln(size) - gammaln(x + 1)
        log_pmf += size * np.log(size / (size + m)) + x * np.log(m / (size + m))
        value[i] = (np.exp(log_pmf) * np.log1p(x)).sum()
    return np.interp(np.log(mean), np.log(grid), value)
