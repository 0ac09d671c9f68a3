"""Baselines and ceiling of one scenario part on inner folds, and whether training may help."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from cellforge_runtime.baselines import BASELINES, applicable, fitted
from cellforge_runtime.ceiling import ceiling_span
from cellforge_runtime.data import training_set
from cellforge_runtime.halves import Halves
from cellforge_runtime.intervals import interval
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed
from cellforge_runtime.metrics.registry import METRICS
from cellforge_runtime.part_result import independent_units, rounded
from cellforge_runtime.splits import Fold, Folds, InnerFold, inner_folds
from cellforge_runtime.training_set import TrainingSet
from cellforge_runtime.verdict import LEAST_CONDITIONS, Evidence, before_training

ON_MEANS = (
    "pearson_delta_indep",
    "pearson_delta_mean_ref",
    "pearson_delta_notarget",
    "pearson_delta_z",
    "pearson_delta",
    "mse",
    "mae",
)
_WITH_CEILING = ("pearson_delta_indep", "mse")

Scores = dict[str, dict[str, dict[int, list[float]]]]  # metric -> baseline -> condition -> scores


@dataclass(frozen=True)
class Assessed:
    """The wire `AssessedPart`, with what the facts are told from."""

    wire: dict[str, Any]
    best_baseline: str
    best_score: float
    room: float | None


def assess_part(folds: Folds, of: tuple[str, str], halves: Halves, primary: Metric) -> Assessed:
    """Score the baselines of one part on inner folds of its outer training sets."""
    scenario, part = of
    outer = [fold for fold in folds if fold.scenario == scenario and fold.part == part]
    scored = [int(i) for fold in outer for i in fold.held_out if fold.part_of[int(i)] == part]
    judge = primary if primary.id in ON_MEANS else METRICS["pearson_delta_indep"]
    scores = _inner_scores(folds, outer)
    means = {
        name: {baseline: kept for baseline, found in by_baseline.items() if (kept := _by_condition(found, halves))}
        for name, by_baseline in scores.items()
    }
    best = _best(means[judge.id], judge)
    evidence = _evidence(folds, (scenario, scored), means, halves, (judge, best)) if means[judge.id] else None
    decision, reason = _decision(len(scored), evidence, best, judge)
    ids = list(evidence_ids(means, judge, halves)) if evidence else []
    ceiling = {name: _ceiling(METRICS[name], halves, ids) for name in _WITH_CEILING}
    score = _mean(means[judge.id].get(best, {}))
    room = None if ceiling.get(judge.id) is None else float(max(0.0, _sign(judge) * (ceiling[judge.id][1] - score)))
    wire = {
        "scenario": scenario,
        "part": part,
        "conditions": len(scored),
        "baselines": {
            name: {baseline: _score(folds, scenario, found) for baseline, found in by_baseline.items()}
            for name, by_baseline in means.items()
        },
        "ceiling": {name: None if span is None else list(span) for name, span in ceiling.items()},
        "best_baseline": best,
        "decision": decision,
        "reason": reason,
    }
    return Assessed(wire, best, score, room)


def evidence_ids(means: dict[str, dict[str, dict[int, float]]], judge: Metric, halves: Halves) -> list[int]:
    """Ids of the conditions that an inner fold held out and whose halves were compared."""
    return sorted({i for found in means[judge.id].values() for i in found if i in halves.correlation})


def observed_inside(fold: InnerFold, whole: TrainingSet) -> Observed:
    """An inner fold's held-out conditions, as outer ones are scored; what needs their cells is left empty."""
    asked = fold.queries
    C_m, C_s = fold.train.matched_controls(asked), fold.held_out.matched_controls()
    empty = np.zeros(fold.held_out.means.shape, dtype=bool)
    targets = {target for query in asked for target in query.targets}
    return Observed(
        contexts=tuple(query.context for query in asked),
        T=fold.held_out.means,
        C=whole.matched_controls(asked),
        C_m=C_m,
        C_s=C_s,
        O=C_m + fold.train.delta().mean(axis=0),
        spread=np.sqrt(whole.matched_variance(asked)),
        is_changed=empty,
        is_target=np.array([feature in targets for feature in whole.features]),
        T_top=fold.held_out.means,
        is_top=empty,
    )


def _inner_scores(folds: Folds, outer: list[Fold]) -> Scores:
    place = {query: i for i, query in enumerate(folds.data.queries)}
    scores: Scores = {name: {baseline: defaultdict(list) for baseline in BASELINES} for name in ON_MEANS}
    for fold in outer:
        training = without_blind(training_set(folds.data, fold), folds)
        inside = inner_folds(training, cells=False)
        while inside:
            inner = inside.pop(0)  # what is kept for a fold goes with it
            observed = observed_inside(inner, training)
            for baseline in applicable(fold.scenario, training):
                predicted = fitted(baseline, inner.train).predict(inner.queries)
                for name in ON_MEANS:
                    for query, score in zip(inner.queries, METRICS[name].function(predicted, observed)):
                        scores[name][baseline][place[query]].append(float(score))
    return {name: {b: found for b, found in by.items() if found} for name, by in scores.items()}


def without_blind(training: TrainingSet, folds: Folds) -> TrainingSet:
    """A training set without the conditions that are kept from the design."""
    place = {query: i for i, query in enumerate(folds.data.queries)}
    kept = [row for row, query in enumerate(training.conditions) if place[query] not in folds.blind]
    return training if len(kept) == len(training.conditions) else training.subset(kept)


def _evidence(
    folds: Folds,
    part: tuple[str, list[int]],
    means: dict[str, dict[str, dict[int, float]]],
    halves: Halves,
    judged: tuple[Metric, str],
) -> Evidence | None:
    judge, best = judged
    scenario, scored = part
    every = means[judge.id]
    ids = [i for i in evidence_ids(means, judge, halves) if all(i in found for found in every.values())]
    if not ids:
        return None
    compared = [i for i in scored if i in halves.correlation]  # another scenario may keep some of them from the design
    own = np.array([(halves.correlation if judge.ceiling == "correlation" else halves.squared_error)[i] for i in ids])
    return Evidence(
        model=None,
        baselines={name: np.array([found[i] for i in ids]) for name, found in every.items()},
        best_baseline=best,
        halves=np.array([halves.correlation[i] for i in compared]),
        halves_units=_units(folds, compared, scenario),
        training_mean=np.array([means["pearson_delta_indep"]["training-mean"][i] for i in ids]),
        ceiling=ceiling_span(judge, own)[1] if judge.id in _WITH_CEILING else None,
        squared_error={},
        without_targets={},
        units=_units(folds, ids, scenario),
        sign=_sign(judge),
    )


def _units(folds: Folds, ids: list[int], scenario: str) -> list[object]:
    return independent_units([folds.data.queries[i] for i in ids], scenario)


def _decision(n: int, evidence: Evidence | None, best: str, judge: Metric) -> tuple[str, str]:
    if n < LEAST_CONDITIONS:
        return "too-few-conditions", f"{n} conditions can be scored; a claim needs {LEAST_CONDITIONS}."
    if evidence is None or len(evidence.halves) < 2:
        return "go", "The training conditions leave too little to hold out inside, so nothing speaks against training."
    verdict = before_training(evidence, least=2)
    if verdict is not None:
        return verdict.id, verdict.sentence
    score = float(np.nanmean(evidence.baselines[best]))
    words = f"The best baseline, {best}, scores {score:.2f} in {judge.label.lower()} on inner folds"
    if evidence.ceiling is None:
        return "go", f"{words}."
    return "go", f"{words}; the noise ceiling is {float(np.nanmean(evidence.ceiling)):.2f}, so there is room."


def _best(by_baseline: dict[str, dict[int, float]], judge: Metric) -> str:
    if not by_baseline:
        return "training-mean"
    return max(by_baseline, key=lambda name: _sign(judge) * _mean(by_baseline[name]))


def _sign(judge: Metric) -> float:
    return 1.0 if judge.higher_is_better else -1.0


def _by_condition(found: dict[int, list[float]], halves: Halves) -> dict[int, float]:
    """Of the conditions that outer folds can score: baselines and ceiling are means over the same ones."""
    return {condition: float(np.mean(scores)) for condition, scores in found.items() if condition in halves.correlation}


def _ceiling(metric: Metric, halves: Halves, ids: list[int]) -> tuple[float, float] | None:
    if not ids:
        return None
    by_id = halves.correlation if metric.ceiling == "correlation" else halves.squared_error
    low, high = ceiling_span(metric, np.array([by_id[i] for i in ids]))
    return rounded(float(low.mean())), rounded(float(high.mean()))


def _score(folds: Folds, scenario: str, found: dict[int, float]) -> dict[str, Any]:
    """The wire `Score`: mean and interval are over the same conditions, those that `found` holds."""
    if not found:
        return {"value": None, "ci": None}
    span = interval(np.array(list(found.values())), _units(folds, list(found), scenario))
    return {"value": rounded(_mean(found)), "ci": None if span is None else [rounded(end) for end in span]}


def _mean(found: dict[int, float]) -> float:
    return float(np.mean(list(found.values()))) if found else float("nan")
