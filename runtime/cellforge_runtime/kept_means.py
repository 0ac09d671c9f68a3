"""`kept_means`: mean scores over some conditions of a part, as the wire tells what is scored apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.finite_mean import finite_mean
from cellforge_runtime.fold_scores import MODEL
from cellforge_runtime.metrics.metric import Metric

if TYPE_CHECKING:
    from cellforge_runtime.part_result import ScoredPart


def kept_means(part: ScoredPart, metric: Metric, keep: np.ndarray) -> dict[str, Any]:
    """Means of the model and of each baseline over the conditions of `keep`, (conditions,) bool."""
    return {
        "n": int(keep.sum()),
        "model": four_digits(finite_mean(part.scores(MODEL, metric)[keep])),
        "baselines": {name: four_digits(finite_mean(part.scores(name, metric)[keep])) for name in part.baselines},
    }


def four_digits(value: float) -> float | None:
    """What is scored apart is told one by one, and the record is to stay small; None for what is no number."""
    return float(f"{value:.4g}") if np.isfinite(value) else None
