"""A screen of compounds whose structures tell what they do: a scaffold and a side chain each add to programmes."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.datasets.screen import CONTROL, STRONG, WEAK, Screen, SimulatedCondition, programme_row

N_COMPOUNDS, N_PROGRAMMES = 40, 4
DOSES, DOSES_BETWEEN = (0.3, 1.0, 10.0), (3.0,)
JITTER = (0.92, 1.08)
# {a} and {b} are where the side chains go; rings of side chains have numbers of their own
SCAFFOLDS = (
    ("O=C(N{a})c1ccc({b})cc1", {0: STRONG}),  # benzamide
    ("c1cc({b})cc2c1c(N{a})ncn2", {1: STRONG}),  # quinazoline
    ("O=C1N({a})c2ccc({b})cc2C1", {2: STRONG, 0: WEAK}),  # oxindole
    ("c1nc(N{a})nc({b})c1", {}),  # pyrimidine
    ("O=S(=O)(N{a})c1ccc({b})s1", {}),  # thiophene sulfonamide
)
SIDE_CHAINS = (
    ("CCO", {}),
    ("C%11CC%11", {}),
    ("CCN(C)C", {}),
    ("CC(C)C", {}),
    ("c%11ccccc%11", {3: STRONG}),
    ("Cc%11ccncc%11", {3: STRONG}),
)
DECORATIONS = ("F", "Cl", "OC", "C(F)(F)F", "C#N", "[N+](=O)[O-]")  # these do nothing


def compound_screen(n_genes: int, rng: np.random.Generator) -> Screen:
    """40 compounds drawn from 180, each at three doses; a fourth dose of each is known and not measured.

    What a compound adds to the programmes is the sum of its scaffold's and its side chain's; the decoration adds nothing.
    Potency (Hill) is a compound's own.
    """
    every = [(s, a, b) for s in range(len(SCAFFOLDS)) for a in range(len(SIDE_CHAINS)) for b in range(len(DECORATIONS))]
    drawn = [every[i] for i in rng.permutation(len(every))[:N_COMPOUNDS]]
    rows = [_row(SCAFFOLDS[s][1]) + _row(SIDE_CHAINS[a][1]) for s, a, _ in drawn]
    inputs = np.array(rows) * rng.uniform(*JITTER, size=(N_COMPOUNDS, N_PROGRAMMES))
    conditions = [SimulatedCondition(CONTROL, (), 0, True)]
    for target in range(N_COMPOUNDS):
        for dose in (*DOSES, *DOSES_BETWEEN):
            conditions.append(SimulatedCondition(f"compound {target + 1:02d}", (target,), 0, dose in DOSES, dose=dose))
    genes = rng.choice(n_genes, size=N_COMPOUNDS, replace=False)
    smiles = tuple(SCAFFOLDS[s][0].format(a=SIDE_CHAINS[a][0], b=DECORATIONS[b]) for s, a, b in drawn)
    basal = np.zeros((1, N_PROGRAMMES))
    is_silent = ~inputs.any(axis=1)
    return Screen(genes, inputs, is_silent, ("simulated line",), basal, tuple(conditions), control_weight=12.0, smiles=smiles)


def smiles_of_conditions(screen: Screen) -> list[str | None]:
    """Of each condition; controls have none."""
    return [screen.smiles[condition.targets[0]] if condition.targets else None for condition in screen.conditions]


def _row(levels: dict[int, float]) -> np.ndarray:
    return programme_row(N_PROGRAMMES, levels)
