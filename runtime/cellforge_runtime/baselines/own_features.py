"""A baseline beneath a trained model, with what is known of a target that nobody perturbed: its own feature moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from cellforge_runtime.baselines.target_rule import TargetRule
from cellforge_runtime.training_set import Query, TrainingSet


class Simple(Protocol):
    """What answers a query with a change of means."""

    def change(self, queries: Sequence[Query]) -> np.ndarray: ...

    def predict(self, queries: Sequence[Query]) -> np.ndarray: ...


def with_own_features(simple: Simple, train: TrainingSet) -> Simple:
    """`simple`, with the own features of unseen targets as target-rule moves them, where those of training targets surely move.

    Most baselines answer an unseen target with an average, in which its own feature is one of many.
    """
    if not TargetRule.applies(train):
        return simple
    rule = TargetRule().fit(train)
    return OwnFeaturesMoved(simple, rule) if rule.is_sure() else simple


class OwnFeaturesMoved:
    """`simple` but for the own features of targets that are in no training condition."""

    def __init__(self, simple: Simple, rule: TargetRule) -> None:
        self.simple, self.rule = simple, rule
        self.seen = {target for query in rule.train.conditions for target in query.targets}

    def change(self, queries: Sequence[Query]) -> np.ndarray:
        """The predicted change against the model's controls, (n_queries, n_features)."""
        changes = np.array(self.simple.change(queries))
        for row, query in enumerate(queries):
            for target, (column, moved) in self.rule.own_changes(query).items():
                if target not in self.seen:
                    changes[row, column] = moved
        return changes

    def predict(self, queries: Sequence[Query]) -> np.ndarray:
        """Mean profiles, (n_queries, n_features)."""
        return self.rule.train.matched_controls(queries) + self.change(queries)
