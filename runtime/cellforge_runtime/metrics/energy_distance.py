"""e_distance: energy distance between predicted and observed cells."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed


def e_distance(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """Energy distance of predicted to observed cells on components fitted on training cells, (n,)."""
    made = observed.from_means(predicted)
    return np.full(len(predicted), np.nan) if made is None else made.energy


def energy_distance(a: np.ndarray, b: np.ndarray) -> float:
    """2 E|a-b| - E|a-a'| - E|b-b'| over Euclidean distances of rows; pairs of a row with itself are left out."""
    from scipy.spatial.distance import cdist, pdist

    within = [pdist(cells).mean() if len(cells) > 1 else 0.0 for cells in (a, b)]  # one cell lies at no distance from itself
    return float(2 * cdist(a, b).mean() - sum(within))


METRICS = (
    Metric(
        id="e_distance",
        label="Energy distance (from-means)",
        function=e_distance,
        definition="Energy distance of predicted cells (made from means) to observed cells on 50 principal components "
        "of the training cells.",
        higher_is_better=False,
        range=(None, None),
        chance=None,
    ),
)
