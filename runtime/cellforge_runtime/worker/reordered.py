"""The same training set with conditions, cells and features in another order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cellforge_runtime.training_set import TrainingSet


def reordered(train: TrainingSet, seed: int) -> tuple[TrainingSet, np.ndarray]:
    """The set, and which old feature stands at each new place."""
    rng = np.random.default_rng(seed)
    features = rng.permutation(len(train.features))
    conditions = rng.permutation(len(train.conditions))
    rows = rng.permutation(train.cells.shape[0])
    new_id = np.empty(len(conditions) + 1, dtype=int)
    new_id[conditions] = np.arange(len(conditions))
    new_id[-1] = -1  # controls
    return (
        replace(
            train,
            features=[train.features[i] for i in features],
            conditions=[train.conditions[i] for i in conditions],
            means=np.asarray(train.means)[np.ix_(conditions, features)],
            n_cells=np.asarray(train.n_cells)[conditions],
            cells=train.cells[rows][:, features],
            condition_of=new_id[np.asarray(train.condition_of)[rows]],
            context_of=np.asarray(train.context_of)[rows],
            batch_of=np.asarray(train.batch_of)[rows] if len(train.batch_of) else train.batch_of,
            controls=train.controls.changed(lambda mean: np.asarray(mean)[features]),
            control_variance=train.control_variance.changed(lambda variance: np.asarray(variance)[features]),
            control_time_of=np.asarray(train.control_time_of)[rows] if len(train.control_time_of) else train.control_time_of,
        ),
        features,
    )
