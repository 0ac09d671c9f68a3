"""Trains the generated model cells fold by fold and compares them with baselines and, where it is known, the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from cellforge_runtime.baselines import BASELINES, applicable, fitted
from cellforge_runtime.data import Data, control_means, prepare, queries, training_set
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.splits import Fold, Folds, split
from cellforge_runtime.task import Task
from cellforge_runtime.verdict import Verdict
from cellforge_runtime.worker.work import load_source
from judged import verdicts

CELLS = Path(__file__).parents[1] / "tests" / "fixtures" / "cells" / "benchmark-cells.json"
DRAWS = 1000
CLAIM = "better-than-baselines"
WITHOUT_MODEL = ("too-few-conditions", "no-signal", "baseline-at-ceiling")


@dataclass(frozen=True)
class Scores:
    """pearson_delta_indep and mse per held-out condition, by method."""

    part: str
    correlation: dict[str, np.ndarray]
    error: dict[str, np.ndarray]
    predictions: Predictions

    @property
    def reports(self) -> list[dict]:
        """What each fold chose on its inner folds."""
        return [item.report for item in self.predictions]

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The evaluator's verdict on the part, and on what was kept from the design."""
        return verdicts(self.predictions)

    @property
    def claims(self) -> bool:
        """Whether any of the verdicts says that the model is better."""
        return any(verdict.id == CLAIM for verdict in self.verdicts.values())

    def best(self, *, by_error: bool = False) -> str:
        """The best baseline by its mean."""
        table = self.error if by_error else self.correlation
        names = [name for name in table if name in BASELINES]
        return min(names, key=lambda n: table[n].mean()) if by_error else max(names, key=lambda n: table[n].mean())

    def paired(self, name: str) -> tuple[float, float, float]:
        """Mean difference to the best baseline with its 95 % bootstrap interval over conditions."""
        return interval(self.correlation[name] - self.correlation[self.best()])

    def room(self) -> float:
        """From the best baseline to the truth."""
        return float((self.correlation["truth"] - self.correlation[self.best()]).mean())

    def room_taken(self, name: str) -> tuple[float, float, float]:
        """Share of the way from the best baseline to the truth, with its paired interval."""
        gain = self.correlation[name] - self.correlation[self.best()]
        return tuple(value / self.room() for value in interval(gain))


def interval(values: np.ndarray) -> tuple[float, float, float]:
    rng = np.random.default_rng(0)
    means = values[rng.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(values.mean()), float(low), float(high)


def model_for(scenario: str) -> tuple[type, dict]:
    """The generated model class of a scenario and its training settings."""
    cell = next(c for c in json.loads(CELLS.read_text(encoding="utf-8")) if c["scenario"] == scenario)
    given = ("learning_rate", "weight_decay", "dropout", "max_epochs", "patience", "batch_size", "members")
    return load_source(cell["source"])["Model"], {name: cell["training"][name] for name in given}


def scores(adata: object, task: Task, *, part: str, truth: object = None) -> Scores:
    """One part of the task's scenario, all folds, the first seed."""
    return scores_of(folds_of(adata, task, part), truth)


def folds_of(adata: object, task: Task, part: str) -> Folds:
    """The folds of one part of the task's scenario."""
    folds = split(prepare(adata, task))
    return replace(folds, folds=tuple(fold for fold in folds if fold.part == part))


def settled(folds: Folds) -> dict[str, Verdict] | None:
    """The verdicts, where none of them depends on the model: such folds need no training to be judged."""
    items = []
    for fold in folds:
        train, asked = training_set(folds.data, fold), queries(folds.data, fold)
        items.append(FoldPrediction(fold, folds.data.task.seeds[0], fitted("training-mean", train).predict(asked), None))
    found = verdicts(_predictions(folds, items))
    return found if all(verdict.id in WITHOUT_MODEL for verdict in found.values()) else None


def _predictions(folds: Folds, items: list[FoldPrediction]) -> Predictions:
    return Predictions(folds, tuple(items), plan_name="benchmark", device="cpu", seconds=0.0, source_hash="")


def scores_of(folds: Folds, truth: object = None) -> Scores:
    """The same for folds that are drawn already."""
    data = folds.data
    rows: dict[str, list] = {}
    items = []
    for fold in folds:
        item, profiles = _of_fold(data, fold, truth)
        items.append(item)
        own, scoring = control_means(data, fold.model_controls), control_means(data, fold.scoring_controls)
        asked, observed = queries(data, fold), data.means[fold.held_out]
        C_m, C_s = (np.stack([means.of(query) for query in asked]) for means in (own, scoring))
        for name, profile in profiles.items():
            scored = row_correlation(profile - C_m, observed - C_s), ((profile - observed) ** 2).mean(axis=1)
            rows.setdefault(name, []).append(scored)
    return Scores(
        part=folds[0].part,
        correlation={name: np.concatenate([c for c, _ in pairs]) for name, pairs in rows.items()},
        error={name: np.concatenate([e for _, e in pairs]) for name, pairs in rows.items()},
        predictions=_predictions(folds, items),
    )


def _of_fold(data: Data, fold: Fold, truth: object) -> tuple[FoldPrediction, dict[str, np.ndarray]]:
    train, asked, seed = training_set(data, fold), queries(data, fold), data.task.seeds[0]
    model_class, settings = model_for(fold.scenario)
    model = model_class(**settings).fit(train, None, seed=seed, device="cpu", progress=None)
    profiles = {"model": model.predict(asked), "component": model.predict_component(asked)}
    item = FoldPrediction(fold, seed, profiles["model"], profiles["component"], model.report())
    for name in applicable(train.scenario, train):
        profiles[name] = fitted(name, train).predict(asked)
    if truth is not None:
        context = data.task.context
        profiles["truth"] = np.stack([truth.profile("+".join(q.targets), q.context if context else None) for q in asked])
    return item, profiles
