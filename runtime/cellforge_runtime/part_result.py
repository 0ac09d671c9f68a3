"""The wire `PartResult`: one scenario part with every metric, its intervals, its ceiling and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cellforge_runtime.baselines import BASELINES
from cellforge_runtime.ceiling import ceiling_span
from cellforge_runtime.finite_mean import finite_mean
from cellforge_runtime.fold_scores import COMPONENT, MODEL, SEARCHED, FoldScores
from cellforge_runtime.interactions import interactions_of
from cellforge_runtime.intervals import interval
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.registry import METRICS, metrics_for
from cellforge_runtime.shared_targets import shared_targets_of
from cellforge_runtime.splits.fold import Folds
from cellforge_runtime.training_set import Query
from cellforge_runtime.verdict import Evidence, Verdict, decide

INDEPENDENT = "pearson_delta_indep"
_FEWEST_UNITS = 6


@dataclass(frozen=True)
class ScoredPart:
    """The scored conditions of one part over its folds. Arrays have one entry a scored condition."""

    folds: Folds
    scenario: str
    part: str
    scored: Sequence[FoldScores]

    @cached_property
    def rows(self) -> list[tuple[FoldScores, int]]:
        """Each scored condition: its fold, and its place there."""
        return [
            (found, place)
            for found in self.scored
            for place, condition in enumerate(found.fold.held_out)
            if found.fold.part_of[int(condition)] == self.part
        ]

    @cached_property
    def queries(self) -> list[Query]:
        """The scored conditions by name."""
        return [self.folds.data.queries[found.fold.held_out[place]] for found, place in self.rows]

    @cached_property
    def units(self) -> list[object]:
        """What intervals resample."""
        return independent_units(self.queries, self.scenario)

    @cached_property
    def baselines(self) -> list[str]:
        """Ids of the baselines that apply in every fold of the part."""
        folds = [found for found, _ in self.rows]
        names = [*BASELINES, *(name + SEARCHED for name in BASELINES)]
        return [name for name in names if all(name in found.scores for found in folds)]

    def scores(self, name: str, metric: Metric) -> np.ndarray | None:
        """Scores of a model, (conditions,), or None where the model has none."""
        if any(name not in found.scores for found, _ in self.rows):
            return None
        values = np.array([found.scores[name][metric.id][place] for found, place in self.rows])
        return values / self._scale(metric)

    def ceiling(self, metric: Metric) -> tuple[np.ndarray, np.ndarray] | None:
        """Both ends of the ceiling, (conditions,) each."""
        if not metric.ceiling:
            return None
        low, high = ceiling_span(metric, self.halves(metric))
        return low / self._scale(metric), high / self._scale(metric)

    def halves(self, metric: Metric) -> np.ndarray:
        """Half-against-half scores, (conditions,)."""
        return np.array([found.halves[metric.id][place] for found, place in self.rows])

    def _scale(self, metric: Metric) -> float:
        if metric.relative_to is None:
            return 1.0
        return float(np.mean([found.relative_to[metric.id][place] for found, place in self.rows])) or 1.0


def independent_units(queries: Sequence[Query], scenario: str) -> list[object]:
    """Targets, or the contexts where few targets were held out in many; a pair is one unit however it is scored.

    Units of combinations overlap where they have targets in common; see `intervals.interval`.
    """
    targets: list[object] = [query.targets for query in queries]
    if scenario == "unseen-context" and len(set(targets)) < _FEWEST_UNITS:
        return [query.context for query in queries]
    return targets


def part_result(part: ScoredPart, primary: Metric) -> dict[str, Any]:
    """The wire form."""
    best = best_baseline(part, primary)
    verdict = part_verdict(part, primary, best)
    data = part.folds.data
    held = [[data.label(i) for i in found.fold.held_out if found.fold.part_of[int(i)] == part.part] for found in part.scored]
    return {
        "folds": sum(bool(labels) for labels in held),
        "conditions": len(part.rows),
        "verdict": verdict.id,
        "sentence": verdict.sentence,
        "best_baseline": best,
        "metrics": {name: _metric_result(part, metric) for name, metric in metrics_for(data.modality).items()},
        "held_out": [labels for labels in held if labels],
        "unscored": [
            {"label": each.label, "reason": each.reason}
            for each in part.folds.unscored
            if (each.scenario, each.part) == (part.scenario, part.part)
        ],
        **interactions_of(part, primary),
        **shared_targets_of(part, primary),
    }


def best_baseline(part: ScoredPart, primary: Metric) -> str:
    """The baseline with the best mean of the primary metric on the held-out conditions: the hardest one to beat."""
    sign = 1.0 if primary.higher_is_better else -1.0
    means = {name: sign * finite_mean(part.scores(name, primary)) for name in part.baselines}
    return max(means, key=lambda name: -np.inf if np.isnan(means[name]) else means[name])


def part_verdict(part: ScoredPart, primary: Metric, best: str) -> Verdict:
    """The verdict of the part."""
    return decide(part_evidence(part, primary, best))


def part_evidence(part: ScoredPart, primary: Metric, best: str) -> Evidence:
    """What the verdict rests on."""
    names = [MODEL, *part.baselines]
    independent = METRICS[INDEPENDENT]
    sign = 1.0 if primary.higher_is_better else -1.0
    span = part.ceiling(primary)
    return Evidence(
        sign=sign,
        model=part.scores(MODEL, primary),
        baselines={name: part.scores(name, primary) for name in part.baselines},
        best_baseline=best,
        halves=part.halves(independent),
        halves_units=part.units,
        training_mean=part.scores("training-mean", independent),
        ceiling=None if span is None else span[1],
        squared_error={name: part.scores(name, METRICS["mse"]) for name in names},
        without_targets={name: part.scores(name, METRICS["pearson_delta_notarget"]) for name in names},
        units=part.units,
    )


def _metric_result(part: ScoredPart, metric: Metric) -> dict[str, Any]:
    model, component = part.scores(MODEL, metric), part.scores(COMPONENT, metric)
    n = int(np.isfinite(model).sum())
    is_shown = n >= metric.least
    baselines = {name: part.scores(name, metric) for name in part.baselines}
    ceiling, n_ceiling = _ceiling(part, metric, model)
    return {
        "model": _shown(model, is_shown),
        "ci": _interval(model, part, is_shown),
        "component": None if component is None else _shown(component, is_shown),
        "n": n,
        "baselines": {
            name: {"value": _shown(scores, is_shown), "ci": _interval(scores, part, is_shown)}
            for name, scores in baselines.items()
        },
        "paired": {
            name: {
                "difference": _shown(model - scores, is_shown),
                "ci": _interval(model - scores, part, is_shown),
            }
            for name, scores in baselines.items()
        },
        "ceiling": ceiling,
        **({} if ceiling is None or n_ceiling == n else {"ceiling_n": n_ceiling}),
    }


def _ceiling(part: ScoredPart, metric: Metric, model: np.ndarray) -> tuple[list[float] | None, int]:
    """Mean ends of the ceiling and over how many conditions: of those that are scored, all whose halves can be."""
    span = part.ceiling(metric)
    if span is None:
        return None, 0
    is_in = np.isfinite(model) & np.isfinite(span[0]) & np.isfinite(span[1])
    n = int(is_in.sum())
    return (None if n < metric.least else [rounded(float(end[is_in].mean())) for end in span]), n


def _interval(scores: np.ndarray, part: ScoredPart, is_shown: bool) -> list[float] | None:
    span = interval(scores, part.units) if is_shown else None
    return None if span is None else [rounded(end) for end in span]


def _shown(scores: np.ndarray, is_shown: bool) -> float | None:
    return rounded_mean(scores) if is_shown else None


def rounded_mean(scores: np.ndarray) -> float | None:
    """The mean over scores that are numbers, rounded; None where none is finite."""
    mean = finite_mean(scores)
    return None if np.isnan(mean) else rounded(mean)


def rounded(value: float) -> float:
    """Six digits: more is noise, and the record is to stay small."""
    return float(f"{value:.6g}")
