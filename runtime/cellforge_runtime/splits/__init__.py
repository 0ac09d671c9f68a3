"""Who is held out: one file a scenario, outer and inner folds by the same rules."""

from cellforge_runtime.splits.fold import BLIND, Fold, Folds, Unscored
from cellforge_runtime.splits.inner import InnerFold, choice_folds, inner_folds
from cellforge_runtime.splits.outer import measured_of, split
from cellforge_runtime.splits.rules import RULES

__all__ = ["BLIND", "RULES", "Fold", "Folds", "InnerFold", "Unscored", "choice_folds", "inner_folds", "measured_of", "split"]
