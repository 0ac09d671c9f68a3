"""training-mean-shrunk: as much of the average change as helps on inner folds."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.shrinkage import inner_changes, kept_share
from cellforge_runtime.baselines.training_mean import TrainingMean
from cellforge_runtime.training_set import Query, TrainingSet


class TrainingMeanShrunk(TrainingMean):
    """Predicts the controls plus a share of the mean change."""

    id = "training-mean-shrunk"

    def _learn(self, train: TrainingSet) -> None:
        super()._learn(train)
        self.share = kept_share(*inner_changes(TrainingMean, train))

    def _change(self, query: Query) -> np.ndarray:
        return self.share * self.mean
