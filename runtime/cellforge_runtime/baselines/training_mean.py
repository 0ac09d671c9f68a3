"""training-mean: the average change of the training conditions, O of metrics.md."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.training_set import Query, TrainingSet


class TrainingMean(Baseline):
    """Predicts the controls plus the unweighted mean change over all training conditions."""

    id = "training-mean"

    def _learn(self, train: TrainingSet) -> None:
        self.mean = train.delta().mean(axis=0)  # (features,)

    def _change(self, query: Query) -> np.ndarray:
        return self.mean
