"""Simple methods that every model is measured against, each a file with the contract of a model."""

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.choice import applicable, best_by_inner_folds, fitted, inner_scores
from cellforge_runtime.baselines.registry import BASELINES

__all__ = ["BASELINES", "Baseline", "applicable", "best_by_inner_folds", "fitted", "inner_scores"]
