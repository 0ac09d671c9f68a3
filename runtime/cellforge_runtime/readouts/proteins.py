"""Surface protein: Wilcoxon tests of centred log ratios; cells are made by moving control cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.components import Components, fit_components
from cellforge_runtime.data import Data
from cellforge_runtime.describe.control_groups import Group
from cellforge_runtime.differential import SIGNIFICANT, Differential, at_most, benjamini_hochberg, rank_sum
from cellforge_runtime.metrics.energy_distance import energy_distance
from cellforge_runtime.metrics.observed import FromMeans
from cellforge_runtime.readouts.readout import Maker
from cellforge_runtime.splits.fold import Fold

LEAST_DIFFERENCE = 0.25
_CELLS_COMPARED = 300


class Proteins:
    """Dense centred log ratios."""

    most_half_tests = 20

    def __init__(self, data: Data) -> None:
        self.data = data

    def compare(self, groups: Sequence[np.ndarray], reference: np.ndarray) -> Differential:
        """Wilcoxon, Benjamini-Hochberg and the difference of means."""
        return differential_proteins([self.data.x[rows] for rows in groups], self.data.x[reference])

    def maker(self, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> Maker:
        """Control cells, moved."""
        return _Maker(self.data, fold, matched, rng)


def differential_proteins(groups: Sequence[np.ndarray], reference: np.ndarray) -> Differential:
    """Changed is what has a Benjamini-Hochberg p below 0.05 and an absolute difference of CLR means above 0.25.

    Parameters
    ----------
    groups, reference
        Centred log ratios, (cells, proteins) each.
    """
    scores, p_values = rank_sum(groups, reference)
    difference = np.stack([group.mean(axis=0, dtype=float) for group in groups]) - reference.mean(axis=0, dtype=float)
    is_significant = np.stack([benjamini_hochberg(row) < SIGNIFICANT for row in p_values])
    return Differential(scores, is_significant & (np.abs(difference) > LEAST_DIFFERENCE))


class _Maker:
    """Makes cells of predicted means: the same control cells are drawn for every model, each protein moved by one step."""

    def __init__(self, data: Data, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> None:
        self.matched = matched
        self.components: Components = fit_components(data.x[np.isin(data.condition_of, fold.train)], rng)
        model = {each: np.intersect1d(fold.model_controls, data.controls_of(*each)) for each in dict.fromkeys(matched)}
        self.reference = {each: data.x[at_most(data.controls_of(*each), rng)] for each in model}
        self.controls: list[np.ndarray] = []
        self.seen: list[np.ndarray] = []
        for condition, group in zip(fold.held_out, matched):
            cells = at_most(data.cells_of(condition), rng)
            self.controls.append(data.x[rng.choice(model[group], len(cells))])
            self.seen.append(self.components.of(data.x[at_most(cells, rng, _CELLS_COMPARED)]))

    def __call__(self, predicted: np.ndarray) -> FromMeans:
        made = [own + (mean - own.mean(axis=0)) for own, mean in zip(self.controls, predicted)]
        is_changed = np.zeros(predicted.shape, dtype=bool)
        for group, reference in self.reference.items():
            rows = [row for row, other in enumerate(self.matched) if other == group]
            is_changed[rows] = differential_proteins([made[row] for row in rows], reference).is_changed
        energy = [energy_distance(self.components.of(cells[:_CELLS_COMPARED]), seen) for cells, seen in zip(made, self.seen)]
        return FromMeans(is_changed, np.array(energy))
