"""Trains the generated model cells fold by fold and compares them with baselines and, where it is known, the truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cellforge_runtime.baselines import BASELINES, applicable
from cellforge_runtime.data import Data, control_means, prepare, queries, training_set
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits import Fold, split
from cellforge_runtime.task import Task
from cellforge_runtime.worker.work import load_source

CELLS = Path(__file__).parents[1] / "tests" / "fixtures" / "cells" / "benchmark-cells.json"
DRAWS = 1000
ROOM_TAKEN = ("component", "model")


@dataclass(frozen=True)
class Scores:
    """pearson_delta_indep and mse per held-out condition, by method."""

    part: str
    correlation: dict[str, np.ndarray]
    error: dict[str, np.ndarray]
    reports: list[dict]

    def best(self, *, by_error: bool = False) -> str:
        """The best baseline by its mean."""
        table = self.error if by_error else self.correlation
        names = [name for name in table if name in BASELINES]
        return min(names, key=lambda n: table[n].mean()) if by_error else max(names, key=lambda n: table[n].mean())

    def paired(self, name: str) -> tuple[float, float, float]:
        """Mean difference to the best baseline with its 95 % bootstrap interval over conditions."""
        return interval(self.correlation[name] - self.correlation[self.best()])

    def room_taken(self, name: str) -> tuple[float, float, float]:
        """Share of the way from the best baseline to the truth, with its paired interval."""
        gain = self.correlation[name] - self.correlation[self.best()]
        room = float((self.correlation["truth"] - self.correlation[self.best()]).mean())
        return tuple(value / room for value in interval(gain))


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


def scores(adata: object, task: Task, *, parts: tuple[str, ...] = (), truth: object = None) -> Iterator[Scores]:
    """Every part of the task's scenario, all folds, the first seed."""
    data = prepare(adata, task)
    folds = split(data)
    names = dict.fromkeys(fold.part for fold in folds)
    for part in names:
        if not parts or part in parts:
            yield _of_part(data, [fold for fold in folds if fold.part == part], truth)


def _of_part(data: Data, folds: list[Fold], truth: object) -> Scores:
    rows: dict[str, list] = {}
    reports = []
    for fold in folds:
        predicted, measured, report = _of_fold(data, fold, truth)
        reports.append(report)
        for name, change in predicted.items():
            rows.setdefault(name, []).append((row_correlation(change, measured[0]), _errors(change, measured[1])))
    return Scores(
        part=folds[0].part,
        correlation={name: np.concatenate([c for c, _ in pairs]) for name, pairs in rows.items()},
        error={name: np.concatenate([e for _, e in pairs]) for name, pairs in rows.items()},
        reports=reports,
    )


def _of_fold(data: Data, fold: Fold, truth: object) -> tuple[dict, tuple[np.ndarray, np.ndarray], dict]:
    train, asked, observed = training_set(data, fold), queries(data, fold), data.means[fold.held_out]
    scoring = control_means(data, fold.scoring_controls)
    own = train.matched_controls(asked)
    model_class, settings = model_for(fold.scenario)
    model = model_class(**settings).fit(train, None, seed=data.task.seeds[0], device="cpu", progress=None)
    profiles = {"model": model.predict(asked), "component": model.predict_component(asked)}
    for name in applicable(train.scenario, train):
        profiles[name] = BASELINES[name]().fit(train).predict(asked)
    if truth is not None:
        context = data.task.context
        profiles["truth"] = np.stack(
            [truth.profile("+".join(q.targets), q.context if context else None) for q in asked]
        )
    changes = {name: profile - own for name, profile in profiles.items()}
    matched = np.stack([scoring[q.context] for q in asked])
    return changes, (observed - matched, observed - own), model.report()


def _errors(predicted: np.ndarray, measured: np.ndarray) -> np.ndarray:
    return ((predicted - measured) ** 2).mean(axis=1)
