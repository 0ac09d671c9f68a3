"""What predictions are scored by, each with its definition; see `registry` for the list."""

from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.registry import METRICS, metric

__all__ = ["METRICS", "Metric", "metric"]
