"""Screens of drugs at several doses, and of cytokines after several times."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.datasets.screen import (
    CONTROL,
    REPRESSING,
    STRONG,
    WEAK,
    Screen,
    SimulatedCondition,
    programme_row,
    with_silent,
)

DOSES, DOSES_BETWEEN = (0.1, 0.3, 1.0, 3.0, 10.0), (0.5, 5.0)
TIMES, TIMES_BETWEEN = (1.0, 2.0, 4.0, 8.0, 16.0), (3.0, 24.0)
N_PROGRAMMES = 4


def dose_screen(n_genes: int, rng: np.random.Generator) -> Screen:
    """16 drugs of which five are silent, each at five doses; two more doses of each are known and not measured."""
    inputs, is_silent, genes = _drawn(n_genes, n_silent=5, n_active=11, rng=rng)
    conditions = [SimulatedCondition(CONTROL, (), 0, True)]
    for target in range(len(genes)):
        for dose in (*DOSES, *DOSES_BETWEEN):
            conditions.append(SimulatedCondition(f"drug {target + 1:02d}", (target,), 0, dose in DOSES, dose=dose))
    return _screen(genes, inputs, is_silent, conditions)


def time_screen(n_genes: int, rng: np.random.Generator) -> Screen:
    """14 cytokines of which four are silent, each after five times; two more times of each are known and not measured."""
    inputs, is_silent, genes = _drawn(n_genes, n_silent=4, n_active=10, rng=rng)
    conditions = [SimulatedCondition(CONTROL, (), 0, True)]
    for target in range(len(genes)):
        for time in (*TIMES, *TIMES_BETWEEN):
            conditions.append(SimulatedCondition(f"cytokine {target + 1:02d}", (target,), 0, time in TIMES, time=time))
    return _screen(genes, inputs, is_silent, conditions)


def _drawn(n_genes: int, n_silent: int, n_active: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = []
    for i in range(n_active):
        first, second = i % N_PROGRAMMES, (i + 1 + i // N_PROGRAMMES) % N_PROGRAMMES
        levels = {first: STRONG} if first == second else {first: STRONG, second: (WEAK, REPRESSING, STRONG)[i % 3]}
        rows.append(programme_row(N_PROGRAMMES, levels))
    inputs, is_silent = with_silent(rows, n_silent=n_silent, rng=rng)
    return inputs, is_silent, rng.choice(n_genes, size=len(inputs), replace=False)


def _screen(genes: np.ndarray, inputs: np.ndarray, is_silent: np.ndarray, conditions: list[SimulatedCondition]) -> Screen:
    basal = np.zeros((1, N_PROGRAMMES))
    return Screen(genes, inputs, is_silent, ("simulated line",), basal, tuple(conditions), control_weight=10.0)
