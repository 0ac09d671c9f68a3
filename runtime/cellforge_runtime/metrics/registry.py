"""The list of all metrics; the order is the order in which results show them."""

from __future__ import annotations

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.metrics import (
    change_correlation,
    changed_genes,
    discrimination,
    energy_distance,
    errors_of_means,
    profile_correlation,
)
from cellforge_runtime.metrics.metric import Metric

_GROUPS = (change_correlation, errors_of_means, discrimination, changed_genes, energy_distance, profile_correlation)
_PLACE = {"headline": 0, "table": 1, "last": 2}

METRICS: dict[str, Metric] = {
    metric.id: metric
    for metric in sorted((m for group in _GROUPS for m in group.METRICS), key=lambda metric: _PLACE[metric.shown])
}


def metric(name: str) -> Metric:
    """The metric of this id.

    Raises
    ------
    CellForgeError
        There is no such metric.
    """
    if name not in METRICS:
        raise CellForgeError(
            "task/unknown-metric",
            message=f'There is no metric "{name}".',
            expected=f"one of {', '.join(METRICS)}.",
            found=f"{name}.",
            remedy="Set primary to one of these.",
        )
    return METRICS[name]
