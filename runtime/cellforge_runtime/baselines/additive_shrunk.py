"""additive-shrunk: as much of the additive change as helps on inner folds."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.additive import Additive
from cellforge_runtime.baselines.shrinkage import inner_changes, kept_share
from cellforge_runtime.training_set import Query, TrainingSet


class AdditiveShrunk(Additive):
    """Predicts the controls plus a share of the additive change."""

    id = "additive-shrunk"

    def _learn(self, train: TrainingSet) -> None:
        super()._learn(train)
        self.share = kept_share(*inner_changes(Additive, train))

    def _change(self, query: Query) -> np.ndarray:
        return self.share * super()._change(query)
