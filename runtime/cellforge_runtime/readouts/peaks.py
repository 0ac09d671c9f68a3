"""Chromatin accessibility: logistic tests with depth as covariate; cells are made on the share that is open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.data import Data
from cellforge_runtime.describe.control_groups import Group
from cellforge_runtime.differential import Differential, at_most
from cellforge_runtime.differential_peaks import Binned, DepthBins, differential_peaks
from cellforge_runtime.metrics.observed import FromMeans
from cellforge_runtime.readouts.readout import Maker
from cellforge_runtime.splits.fold import Fold


class Peaks:
    """Peaks that are open or not; no cells stand as a dense matrix."""

    most_half_tests = 4  # each is a regression for every peak

    def __init__(self, data: Data) -> None:
        self.data = data

    def compare(self, groups: Sequence[np.ndarray], reference: np.ndarray) -> Differential:
        """The logistic score test of each group at equal depth."""
        bins = DepthBins.of(self.data.depth[np.concatenate([reference, *groups])])
        against = self._binned(bins, reference)
        return differential_peaks([self._binned(bins, rows) for rows in groups], against, bins)

    def maker(self, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> Maker:
        """Control cells whose open peaks are scaled to the predicted share; made as counts by depth, never cell by cell."""
        data = self.data
        drawn, against = [], {}
        for group in dict.fromkeys(matched):
            reference = at_most(data.controls_of(*group), rng)
            bins = DepthBins.of(data.depth[reference])
            against[group] = (bins, self._binned(bins, reference))
        for condition, group in zip(fold.held_out, matched):
            model = np.intersect1d(fold.model_controls, data.controls_of(*group))
            rows = rng.choice(model, len(at_most(data.cells_of(condition), rng)))
            drawn.append(self._binned(against[group][0], rows))

        def make(predicted: np.ndarray) -> FromMeans:
            is_changed = np.zeros(predicted.shape, dtype=bool)
            for row, (group, mean) in enumerate(zip(matched, predicted)):
                bins, reference = against[group]
                is_changed[row] = differential_peaks([drawn[row].scaled_to(mean)], reference, bins).is_changed[0]
            return FromMeans(is_changed, np.full(len(predicted), np.nan))

        return make

    def _binned(self, bins: DepthBins, rows: np.ndarray) -> Binned:
        return bins.binned(self.data.x[rows], self.data.depth[rows])
