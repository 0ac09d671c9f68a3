"""`Readout`: the seam between the evaluator and a modality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from cellforge_runtime.describe.control_groups import Group
from cellforge_runtime.differential import Differential
from cellforge_runtime.metrics.observed import FromMeans
from cellforge_runtime.splits.fold import Fold

Maker = Callable[[np.ndarray], FromMeans]


class Readout(Protocol):
    """One modality of some data."""

    most_half_tests: int  # of the 20 splits in halves, how many are tested for changed features

    def compare(self, groups: Sequence[np.ndarray], reference: np.ndarray) -> Differential:
        """Which features differ between each group of cells and the reference; ids of cells."""
        ...

    def maker(self, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> Maker:
        """Turns predicted means of a fold's held-out conditions into cells, one way for all models.

        `matched` says which controls each is compared with.
        """
        ...
