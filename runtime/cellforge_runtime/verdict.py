"""The verdict on one scenario part: five answers, tried in a fixed order, each one plain sentence with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cellforge_runtime.finite_mean import finite_mean
from cellforge_runtime.intervals import interval, standard_error

ROUNDING = 1e-9  # a difference of ties is not always 0 to the last bit
LEAST_CONDITIONS = 6


@dataclass(frozen=True)
class Evidence:
    """Scores of one part, one value a condition, all in the primary metric unless named otherwise.

    `halves` and `training_mean` are in pearson_delta_indep whatever the primary metric; `squared_error` and
    `without_targets` hold mse and pearson_delta_notarget of "model" and of the baselines.
    """

    model: np.ndarray | None  # (n,); None before training
    baselines: dict[str, np.ndarray]
    best_baseline: str
    halves: np.ndarray  # r_half of every scored condition: half against half, independent controls
    halves_units: Sequence[object]
    training_mean: np.ndarray  # (n,)
    ceiling: np.ndarray | None  # (n,) upper end; None where the metric has none
    squared_error: dict[str, np.ndarray]
    without_targets: dict[str, np.ndarray]
    units: Sequence[object]
    sign: float = 1.0  # -1 where lower is better


@dataclass(frozen=True)
class Verdict:
    """An id of `VerdictId` and its sentence."""

    id: str
    sentence: str


def decide(evidence: Evidence) -> Verdict:
    """The first verdict that holds, in the order of metrics.md."""
    verdict = before_training(evidence)
    if verdict is not None:
        return verdict
    reasons = [*_not_above_each(evidence), *_error_is_worse(evidence), *_not_without_targets(evidence)]
    model, best = finite_mean(evidence.model), finite_mean(evidence.baselines[evidence.best_baseline])
    told = f"{_told(model)} against {_told(best)} for {evidence.best_baseline}"
    if reasons:
        words = f"Not shown to be better than simple baselines: {told}; {reasons[0]}."
        return Verdict("no-better-than-baselines", words)
    low, high = _paired(evidence, evidence.best_baseline)
    return Verdict(
        "better-than-baselines",
        f"Better than every simple baseline: {told}, better by {_told(evidence.sign * (model - best))} "
        f"[{_told(low)}, {_told(high)}] over {int(np.isfinite(evidence.model).sum())} conditions.",
    )


def before_training(evidence: Evidence, *, least: int = LEAST_CONDITIONS) -> Verdict | None:
    """What can be said without a model: too few conditions, no signal, or no room; None where training may help."""
    n = int(np.isfinite(evidence.halves).sum())
    if n < least:
        few = f"{n} condition" if n == 1 else f"{n} conditions"
        return Verdict(
            "too-few-conditions",
            f"Too few conditions for a claim: {few} scored, {LEAST_CONDITIONS} are needed.",
        )
    return _no_signal(evidence) or _at_ceiling(evidence, least)


def _no_signal(evidence: Evidence) -> Verdict | None:
    span = interval(evidence.halves, evidence.halves_units)
    half, mean = finite_mean(evidence.halves), finite_mean(evidence.training_mean)
    if span is None:
        return None
    told = f"two halves of the held-out cells agree at {half:.2f} [{span[0]:.2f}, {span[1]:.2f}]"
    if span[0] <= 0:
        return Verdict("no-signal", f"Not predictable from this data: {told}, no more than chance.")
    if span[0] <= mean:
        return Verdict(
            "no-signal",
            f"Not predictable from this data beyond the average change: {told}; the training mean scores {mean:.2f}.",
        )
    return None


def _at_ceiling(evidence: Evidence, least: int) -> Verdict | None:
    if evidence.ceiling is None:
        return None
    best = evidence.baselines[evidence.best_baseline]
    room = evidence.sign * (evidence.ceiling - best)  # NaN where either is not defined
    error = standard_error(room, evidence.units)
    is_both = np.isfinite(room)
    if is_both.sum() < least or finite_mean(room) >= 2 * error:
        return None
    n, n_scored = int(is_both.sum()), int(np.isfinite(best).sum())
    reached, ceiling = finite_mean(best[is_both]), finite_mean(evidence.ceiling[is_both])
    where = "" if n == n_scored else f" (over {n} of {n_scored} conditions, those with a ceiling)"
    return Verdict(
        "baseline-at-ceiling",
        f"A simple baseline is at the noise ceiling: {evidence.best_baseline} scores {_told(reached)}, the "
        f"ceiling is {_told(ceiling)}{where}, and the room between them is below 2 standard errors.",
    )


def _not_above_each(evidence: Evidence) -> list[str]:
    reasons = []
    for name in evidence.baselines:
        span = _paired(evidence, name)
        if span is None or span[0] <= ROUNDING:
            told = "not known" if span is None else f"[{_told(span[0])}, {_told(span[1])}]"
            reasons.append(f"the paired interval against {name} is {told}")
    # the best baseline's interval is the one that matters most to a reader
    return sorted(reasons, key=lambda reason: f"against {evidence.best_baseline} " not in reason)


def _error_is_worse(evidence: Evidence) -> list[str]:
    difference = evidence.squared_error["model"] - evidence.squared_error[evidence.best_baseline]
    span = interval(difference, evidence.units)
    if span is not None and span[0] > 0:
        return [f"its squared error is larger than that of {evidence.best_baseline}"]
    return []


def _not_without_targets(evidence: Evidence) -> list[str]:
    """An on-target rule alone must not win: without target genes the model is above the mean and the rule."""
    scores = evidence.without_targets
    model = finite_mean(scores["model"])
    rivals = [name for name in ("training-mean", "target-rule") if name in scores]
    return [f"without target genes it is not above {name}" for name in rivals if not model > finite_mean(scores[name])]


def _paired(evidence: Evidence, name: str) -> tuple[float, float] | None:
    return interval(evidence.sign * (evidence.model - evidence.baselines[name]), evidence.units)


def _told(value: float) -> str:
    """Two decimals; two digits where that would be next to nothing, as for errors; 0 where there is nothing but rounding."""
    if abs(value) <= ROUNDING:
        return "0.00"
    return f"{value:.2g}" if abs(value) < 0.01 else f"{value:.2f}"
