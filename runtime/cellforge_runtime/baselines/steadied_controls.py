"""Control means of a context, steadied by what other contexts' controls say."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.training_set import TrainingSet


def squared_errors(train: TrainingSet) -> dict[str, np.ndarray]:
    """Squared standard error of each context's control mean, (features,)."""
    return {context: spread / max(train.n_controls[context], 1) for context, spread in train.control_variance.items()}


def steadied_difference(difference: np.ndarray, squared_error: np.ndarray) -> np.ndarray:
    """A difference of means with what chance explains taken out, feature by feature (positive-part James-Stein)."""
    explained = squared_error / np.maximum(difference**2, 1e-12)
    return difference * np.clip(1.0 - explained, 0.0, 1.0)
