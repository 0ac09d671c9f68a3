"""The list of all baselines; the order is the order in which results show them."""

from __future__ import annotations

from cellforge_runtime.baselines.additive import Additive
from cellforge_runtime.baselines.additive_shrunk import AdditiveShrunk
from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.bilinear import Bilinear
from cellforge_runtime.baselines.context_delta import ContextDelta
from cellforge_runtime.baselines.context_delta_weighted import ContextDeltaWeighted
from cellforge_runtime.baselines.dose_interpolation import DoseInterpolation
from cellforge_runtime.baselines.mixture import Mixture
from cellforge_runtime.baselines.multi_hot_ridge import MultiHotRidge
from cellforge_runtime.baselines.nearest import Nearest
from cellforge_runtime.baselines.no_change import NoChange
from cellforge_runtime.baselines.target_rule import TargetRule
from cellforge_runtime.baselines.time_courses import TimeLast, TimeLinear, TimeSqrt
from cellforge_runtime.baselines.training_mean import TrainingMean
from cellforge_runtime.baselines.training_mean_matched import TrainingMeanMatched
from cellforge_runtime.baselines.training_mean_shrunk import TrainingMeanShrunk

BASELINES: dict[str, type[Baseline]] = {
    baseline.id: baseline
    for baseline in (
        NoChange,
        TrainingMean,
        TrainingMeanMatched,
        TrainingMeanShrunk,
        TargetRule,
        Additive,
        AdditiveShrunk,
        MultiHotRidge,
        ContextDelta,
        ContextDeltaWeighted,
        DoseInterpolation,
        TimeLast,
        TimeSqrt,
        TimeLinear,
        Bilinear,
        Nearest,
        Mixture,
    )
}
