"""How targets change the rates of genes: programmes with a threshold and a ceiling, or plain sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellforge_runtime.datasets.screen import Screen, SimulatedCondition
from cellforge_runtime.datasets.strength import Strength, strength_of

THRESHOLD = 0.75
GENES_PER_PROGRAMME, LOADING = 40, (0.35, 1.15)
OWN_GENES, OWN_EFFECT = 8, 0.35
KNOCK_DOWN = -1.2
MARKERS_PER_PROGRAMME, MARKER_EFFECT = 6, 1.2
IDENTITY_GENES, IDENTITY_SPREAD = 60, 0.7


@dataclass(frozen=True)
class Mechanism:
    """The log rate of every gene, as a function of targets and context."""

    is_linear: bool
    is_null: bool
    base: np.ndarray  # (genes,) log rate in an unperturbed cell
    identity: np.ndarray  # (contexts, genes)
    loadings: np.ndarray  # (programmes, genes) log change when a programme is on
    markers: np.ndarray  # (programmes, genes) log change per unit of basal input
    own: np.ndarray  # (targets, genes) what a target does outside the programmes
    strength: Strength

    @classmethod
    def draw(cls, kind: str, screen: Screen, n_genes: int, rng: np.random.Generator) -> Mechanism:
        n_programmes, n_contexts = screen.inputs.shape[1], len(screen.contexts)
        # target genes are expressed well enough for a knock-down to show
        base = rng.normal(0.0, 1.0, size=n_genes)
        base[screen.target_genes] = rng.normal(0.5, 0.4, size=len(screen.target_genes))
        free = np.setdiff1d(np.arange(n_genes), screen.target_genes)
        loadings = np.zeros((n_programmes, n_genes))
        markers = np.zeros((n_programmes, n_genes))
        for k in range(n_programmes):
            genes = rng.choice(free, size=GENES_PER_PROGRAMME, replace=False)
            sign = np.where(rng.random(GENES_PER_PROGRAMME) < 0.65, 1.0, -1.0)
            loadings[k, genes] = sign * rng.uniform(*LOADING, size=GENES_PER_PROGRAMME)
            markers[k, rng.choice(free, size=MARKERS_PER_PROGRAMME, replace=False)] = MARKER_EFFECT
        identity = np.zeros((n_contexts, n_genes))
        if n_contexts > 1:
            for row in identity:
                row[rng.choice(n_genes, size=IDENTITY_GENES, replace=False)] = rng.normal(
                    0.0, IDENTITY_SPREAD, size=IDENTITY_GENES
                )
        own = _own_effects(screen, n_genes, rng)
        return cls(kind == "additive", kind == "null", base, identity, loadings, markers, own, strength_of(kind, screen, rng))

    def log_rates(self, screen: Screen) -> np.ndarray:
        """Log rate before depth and batch, of every condition of the screen. (conditions, genes)"""
        return np.vstack([self._log_rate(screen, condition) for condition in screen.conditions])

    def _log_rate(self, screen: Screen, condition: SimulatedCondition) -> np.ndarray:
        basal = screen.basal[condition.context]
        acting = [] if self.is_null else list(condition.targets)
        strength, own_strength = self.strength.of(condition, acting, len(basal))
        added = (screen.inputs[acting] * strength).sum(axis=0) if acting else np.zeros_like(basal)
        own = (self.own[acting] * own_strength).sum(axis=0) if acting else 0.0
        activity = self._activity(basal, added)
        return self.base + self.identity[condition.context] + basal @ self.markers + activity @ self.loadings + own

    def _activity(self, basal: np.ndarray, added: np.ndarray) -> np.ndarray:
        if self.is_linear:
            return basal + 0.6 * added
        return 1.0 / (1.0 + np.exp(-(basal + added - THRESHOLD) / self.strength.softness))


def _own_effects(screen: Screen, n_genes: int, rng: np.random.Generator) -> np.ndarray:
    own = np.zeros((len(screen.target_genes), n_genes))
    for target, gene in enumerate(screen.target_genes):
        genes = rng.choice(n_genes, size=OWN_GENES, replace=False)
        own[target, genes] = rng.choice([-1.0, 1.0], size=OWN_GENES) * OWN_EFFECT
        own[target, gene] = KNOCK_DOWN
    own[screen.is_silent] = 0.0
    return own
