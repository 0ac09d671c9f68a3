"""no-change: the controls as they are."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query


class NoChange(Baseline):
    """Predicts the model's controls of the query's context."""

    id = "no-change"

    def _change(self, query: Query) -> np.ndarray:
        return np.zeros(len(self.train.features))
