"""Which targets there are, what each is able to do, and which conditions are measured."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

CONTROL = "control"
STRONG, WEAK, REPRESSING = 1.0, 0.5, -1.0
PRIMED, ON = 0.5, 1.0


@dataclass(frozen=True)
class SimulatedCondition:
    """One perturbation in one context, at one dose or time; `targets` are indices into the screen's targets, none for control."""

    label: str
    targets: tuple[int, ...]
    context: int
    is_measured: bool
    dose: float | None = None  # micromolar
    time: float | None = None  # hours


@dataclass(frozen=True)
class Screen:
    """The design of a simulated screen."""

    target_genes: np.ndarray  # (targets,) index of each target's own gene
    inputs: np.ndarray  # (targets, programmes) what each adds to each programme; a silent target adds nothing
    is_silent: np.ndarray  # (targets,)
    contexts: tuple[str, ...]
    basal: np.ndarray  # (contexts, programmes) input before any perturbation
    conditions: tuple[SimulatedCondition, ...]  # measured and unmeasured
    control_weight: float  # control cells for one cell of another condition
    smiles: tuple[str, ...] = ()  # (targets,) structures, where the targets are compounds that have one


def pair_screen(n_genes: int, rng: np.random.Generator) -> Screen:
    """24 targets of which ten are silent, every single and 88 of the 276 pairs measured, one cell type."""
    n_programmes = 4
    rows = []
    for k in range(n_programmes):  # strong on one programme, weak on the next
        rows.append(programme_row(n_programmes, {k: STRONG, (k + 1) % n_programmes: WEAK}))
    rows += [programme_row(n_programmes, {a: WEAK, b: WEAK}) for a, b in combinations(range(n_programmes), 2)]
    rows += [programme_row(n_programmes, {k: REPRESSING}) for k in range(n_programmes)]
    inputs, is_silent = with_silent(rows, n_silent=10, rng=rng)
    genes = rng.choice(n_genes, size=len(inputs), replace=False)
    names = [f"GENE{g + 1:03d}" for g in genes]
    active, silent = np.flatnonzero(~is_silent), np.flatnonzero(is_silent)
    active_pairs = list(combinations(active, 2))
    mixed_pairs = [(a, s) for a in active for s in silent]
    chosen = {active_pairs[i] for i in rng.permutation(len(active_pairs))[:76]}
    chosen |= {mixed_pairs[i] for i in rng.permutation(len(mixed_pairs))[:10]}
    chosen |= {(silent[0], silent[1]), (silent[2], silent[3])}
    chosen = {tuple(sorted((int(a), int(b)))) for a, b in chosen}
    conditions = [SimulatedCondition(CONTROL, (), 0, True)]
    conditions += [SimulatedCondition(names[t], (t,), 0, True) for t in range(len(names))]
    for pair in combinations(range(len(names)), 2):
        label = "+".join(sorted(names[t] for t in pair))
        conditions.append(SimulatedCondition(label, pair, 0, pair in chosen))
    basal = np.zeros((1, n_programmes))
    return Screen(genes, inputs, is_silent, ("simulated line",), basal, tuple(conditions), control_weight=14.0)


def context_screen(n_genes: int, rng: np.random.Generator) -> Screen:
    """14 targets of which six are silent, in eight cell types; 104 of the 112 combinations measured."""
    n_programmes, n_contexts = 4, 8
    rows = []
    for k in range(n_programmes):
        rows.append(programme_row(n_programmes, {k: STRONG, (k + 1) % n_programmes: REPRESSING}))
        rows.append(programme_row(n_programmes, {k: WEAK, (k + 2) % n_programmes: REPRESSING}))
    inputs, is_silent = with_silent(rows, n_silent=6, rng=rng)
    genes = rng.choice(n_genes, size=len(inputs), replace=False)
    states = np.array([0.0, 0.0, PRIMED, PRIMED, PRIMED, ON, ON, ON])
    basal = np.column_stack([rng.permutation(states) for _ in range(n_programmes)])
    unmeasured = set(rng.choice(len(inputs) * n_contexts, size=8, replace=False).tolist())
    conditions = []
    for c in range(n_contexts):
        conditions.append(SimulatedCondition(CONTROL, (), c, True))
        for t, gene in enumerate(genes):
            is_measured = t * n_contexts + c not in unmeasured
            conditions.append(SimulatedCondition(f"GENE{gene + 1:03d}", (t,), c, is_measured))
    contexts = tuple(f"type {letter}" for letter in "ABCDEFGH")
    return Screen(genes, inputs, is_silent, contexts, basal, tuple(conditions), control_weight=4.0)


def programme_row(n_programmes: int, levels: dict[int, float]) -> np.ndarray:
    """One target's inputs to the programmes, (n_programmes,): 0 where `levels`, by programme, says nothing."""
    row = np.zeros(n_programmes)
    for programme, level in levels.items():
        row[programme] = level
    return row


def with_silent(rows: list[np.ndarray], n_silent: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The rows and `n_silent` targets that do nothing, shuffled and each scaled by up to 8 %.

    Returns
    -------
    inputs, (targets, programmes), and which targets are silent, (targets,) bool.
    """
    inputs = np.vstack([*rows, np.zeros((n_silent, len(rows[0])))])  # (targets, programmes)
    is_silent = np.arange(len(inputs)) >= len(rows)
    order = rng.permutation(len(inputs))
    # no two targets are quite alike; small enough that every level stays on its side of the threshold
    inputs = inputs * rng.uniform(0.92, 1.08, size=inputs.shape)
    return inputs[order], is_silent[order]
