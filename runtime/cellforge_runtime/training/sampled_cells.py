"""A few cells of each condition and of its controls, on the principal components of all cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellforge_runtime.components import Components, fit_components
from cellforge_runtime.training_set import TrainingSet


@dataclass(frozen=True)
class SampledCells:
    """`spread` are matched control cells around their mean, `seen` are cells of the condition."""

    spread: np.ndarray  # (conditions, cells, components)
    seen: np.ndarray  # (conditions, cells, components)


def cell_axes(train: TrainingSet) -> np.ndarray:
    """The components that the evaluator's energy distance is taken on, (features, components)."""
    return _components(train).axes.astype(np.float32)


def sampled_cells(train: TrainingSet, n: int) -> SampledCells:
    """`n` cells of each condition and `n` of its controls, with repeats where there are fewer.

    Raises
    ------
    ValueError
        A condition has no cells in `train`: it was made without them.
    """
    rng = np.random.default_rng([train.seed, 0xCE])
    axes = cell_axes(train)
    spread, seen = [], []
    for i, query in enumerate(train.conditions):
        own = np.flatnonzero(train.condition_of == i)
        if not len(own):
            raise ValueError(f"{query.label} has no cells to sample: expected a training set with its cells.")
        matched = train.control_rows(query)
        controls = _places(train, matched if len(matched) else own, n, axes, rng)
        spread.append(controls - controls.mean(axis=0))
        seen.append(_places(train, own, n, axes, rng))
    return SampledCells(np.stack(spread).astype(np.float32), np.stack(seen).astype(np.float32))


def _places(train: TrainingSet, rows: np.ndarray, n: int, axes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    drawn = np.sort(rng.choice(rows, n, replace=len(rows) < n))
    return np.asarray(train.cells[drawn] @ axes)


def _components(train: TrainingSet) -> Components:
    return fit_components(train.cells, np.random.default_rng([train.seed, 0xA7]))
