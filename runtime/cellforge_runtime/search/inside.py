"""`Inside`: one training set in which candidates are compared, with nothing of what its outer fold holds out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.assessed_part import ON_MEANS, observed_inside
from cellforge_runtime.baselines import BASELINES, applicable
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed
from cellforge_runtime.metrics.registry import METRICS, metric
from cellforge_runtime.part_result import independent_units
from cellforge_runtime.search.proposer import Proposer
from cellforge_runtime.splits import InnerFold, inner_folds
from cellforge_runtime.training_set import Query, TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.data import Data


def inner_judge(data: Data) -> Metric:
    """The metric that inner folds are judged by: the primary one, or the independent correlation where it needs cells."""
    primary = metric(data.task.primary, data.modality)
    return primary if primary.id in ON_MEANS else METRICS["pearson_delta_indep"]


class Inside:
    """Inner folds of one training set, drawn once; cells are brought back only to be given to a worker.

    Parameters
    ----------
    name
        Names the working folders of its fits.
    whole
        Makes the training set, with its cells: the same one every time.
    """

    def __init__(self, name: str, whole: Callable[[], TrainingSet], judge: Metric) -> None:
        self.name = name
        self._whole = whole
        self.judge = judge
        self.sign = 1.0 if judge.higher_is_better else -1.0
        self.searched: dict[str, dict[str, Any]] = {}
        training = whole()
        self.scenario = training.scenario
        self._means = training.subset(np.arange(len(training.conditions)), cells=False)

    @cached_property
    def folds(self) -> list[InnerFold]:
        """On means alone."""
        return inner_folds(self._means, cells=False)

    @cached_property
    def _observed(self) -> list[Observed]:
        return [observed_inside(fold, self._means) for fold in self.folds]

    def given(self, rung: int) -> TrainingSet:
        """The training side of an inner fold with its cells."""
        return inner_folds(self._whole())[rung].train

    def queries(self, rung: int) -> list[Query]:
        """What an inner fold holds out."""
        return self.folds[rung].queries

    def units(self, rungs: int) -> list[object]:
        """What is independent among the conditions of the first `rungs` inner folds."""
        return independent_units([query for fold in self.folds[:rungs] for query in fold.queries], self.scenario)

    def score(self, rung: int, predicted: np.ndarray) -> np.ndarray:
        """Scores of predicted profiles, (n_queries,)."""
        return np.asarray(self.judge.function(predicted, self._observed[rung]), dtype=float)

    @cached_property
    def best_baseline(self) -> tuple[str, np.ndarray] | None:
        """The best baseline on all inner folds, and its scores; None where there is nothing to hold out."""
        if not self.folds:
            return None
        found = {name: self._baseline(name) for name in applicable(self.scenario, self._means)}
        best = max(found, key=lambda name: self.sign * float(np.nanmean(found[name])))
        return best, found[best]

    def search_baselines(self, trials: int, seed: int, go_on: Callable[[], None] = lambda: None) -> None:
        """Give baselines that have settings as many trials as a model's: the best settings are theirs from here on.

        `go_on` is called before each trial.
        """
        for name in applicable(self.scenario, self._means):
            space = BASELINES[name].space
            if not space or not self.folds:
                continue
            proposer = Proposer(space, seed=seed, name=f"{self.name}/{name}", higher_is_better=self.judge.higher_is_better)
            best, most = {}, self.sign * float(np.nanmean(self._baseline(name)))
            for n in range(trials):
                go_on()
                settings = proposer.propose(str(n))
                scores = self._baseline(name, settings)
                proposer.tell(str(n), [scores], is_through=True)
                if self.sign * float(np.nanmean(scores)) > most:
                    best, most = settings, self.sign * float(np.nanmean(scores))
            self.searched[name] = best

    def _baseline(self, name: str, settings: Mapping[str, Any] | None = None) -> np.ndarray:
        settings = self.searched.get(name, {}) if settings is None else settings
        predicted = (BASELINES[name](**settings).fit(fold.train).predict(fold.queries) for fold in self.folds)
        return np.concatenate([self.score(rung, profiles) for rung, profiles in enumerate(predicted)])
