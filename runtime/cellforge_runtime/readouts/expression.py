"""Expression: Wilcoxon tests of log1p values; cells are made on the count scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.components import Components, components_of
from cellforge_runtime.data import Data
from cellforge_runtime.describe.control_groups import Group
from cellforge_runtime.differential import Cells, Differential, at_most, differential
from cellforge_runtime.from_means import cells_from_means
from cellforge_runtime.metrics.energy_distance import energy_distance
from cellforge_runtime.metrics.observed import FromMeans
from cellforge_runtime.readouts.readout import Maker
from cellforge_runtime.splits.fold import Fold

_CELLS_COMPARED = 300


class Expression:
    """RNA."""

    most_half_tests = 20

    def __init__(self, data: Data) -> None:
        self.data = data

    def compare(self, groups: Sequence[np.ndarray], reference: np.ndarray) -> Differential:
        """Wilcoxon, Benjamini-Hochberg and fold change."""
        return differential([self.data.x[rows] for rows in groups], self.data.x[reference])

    def maker(self, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> Maker:
        """Control cells, scaled."""
        return _Maker(self.data, fold, matched, rng)


class _Maker:
    """Makes cells of predicted means: the same control cells are drawn for every model."""

    def __init__(self, data: Data, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> None:
        self.matched = matched
        self.components: Components = components_of(data.x, np.flatnonzero(np.isin(data.condition_of, fold.train)), rng)
        model = {each: np.intersect1d(fold.model_controls, data.controls_of(*each)) for each in dict.fromkeys(matched)}
        self.reference: dict[Group, Cells] = {each: data.x[at_most(data.controls_of(*each), rng)] for each in model}
        self.controls: list[Cells] = []
        self.seen: list[np.ndarray] = []  # the observed cells on the components
        for condition, group in zip(fold.held_out, matched):
            cells = at_most(data.cells_of(condition), rng)
            self.controls.append(data.x[rng.choice(model[group], len(cells))])
            self.seen.append(self.components.of(data.x[at_most(cells, rng, _CELLS_COMPARED)]))

    def __call__(self, predicted: np.ndarray) -> FromMeans:
        made = [cells_from_means(own, mean) for own, mean in zip(self.controls, predicted)]
        is_changed = np.zeros(predicted.shape, dtype=bool)
        for group, reference in self.reference.items():
            rows = [row for row, other in enumerate(self.matched) if other == group]
            is_changed[rows] = differential([made[row] for row in rows], reference).is_changed
        energy = [energy_distance(self.components.of(cells[:_CELLS_COMPARED]), seen) for cells, seen in zip(made, self.seen)]
        return FromMeans(is_changed, np.array(energy))
