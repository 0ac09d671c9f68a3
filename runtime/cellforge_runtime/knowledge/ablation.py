"""`Ablation`: what tables of knowledge were worth: beside no knowledge, and beside the same tables shuffled between genes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cellforge_runtime.intervals import interval
from cellforge_runtime.knowledge.rule import Beneath, Inside, KnowledgeRule, choose_knowledge
from cellforge_runtime.knowledge.shuffle import shuffled
from cellforge_runtime.knowledge.space import Tables
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.part_result import independent_units, rounded, rounded_mean
from cellforge_runtime.training_set import Query, TrainingSet

SHUFFLES = 5
SHUFFLE_SEED = 1000  # none of those that the choice was made with
NONE, TABLE, SHUFFLED = "none", "table", "shuffled"


@dataclass(frozen=True)
class Held:
    """Conditions that a training set does not have, with the change that was measured, (queries, features)."""

    train: TrainingSet
    queries: Sequence[Query]
    measured: np.ndarray


class Ablation:
    """Scores by condition, gathered over folds. The score is the correlation of predicted and measured change, the two
    against different halves of the controls."""

    def __init__(self, tables: Tables, targets: Sequence[str], scenario: str) -> None:
        self.tables, self.scenario = tables, scenario
        self.dealt = [shuffled(tables, targets, SHUFFLE_SEED + k) for k in range(SHUFFLES)]
        self.scores: dict[str, dict[Query, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.choices: list[bool] = []

    def add_inside(self, inside: Inside) -> None:
        """One training set's own inner folds."""
        factors = self._decide(inside)
        for fold, known in zip(inside.folds, inside.beneath):
            self._add(Held(fold.train, fold.queries, fold.held_out.delta()), known, factors)

    def add_outside(self, inside: Inside, held: Held) -> None:
        """What one training set does not have, with everything decided on its inner folds."""
        factors = self._decide(inside)
        self._add(held, Beneath(inside.baseline_id, held.train), factors)

    def _decide(self, inside: Inside) -> list[float]:
        """The factor of the tables and of each shuffled copy: all are given the same chance."""
        self.choices.append(choose_knowledge(self.tables, inside).kept)
        return [inside.judged(tables)[0] for tables in (self.tables, *self.dealt)]

    def _add(self, held: Held, beneath: Beneath, factors: Sequence[float]) -> None:
        simple = beneath.baseline.change(held.queries)
        self._note(NONE, held, simple)
        names = [TABLE, *(f"{SHUFFLED}-{k}" for k in range(SHUFFLES))]
        for name, tables, factor in zip(names, (self.tables, *self.dealt), factors):
            rule = KnowledgeRule("", tables, factor=factor).fit(held.train, beneath)
            self._note(name, held, simple + rule.added(held.queries))

    def _note(self, name: str, held: Held, change: np.ndarray) -> None:
        for query, score in zip(held.queries, row_correlation(change, held.measured)):
            self.scores[name][query].append(float(score))

    def told(self, wanted: Collection[Query] | None = None) -> dict[str, Any]:
        """The wire `KnowledgeWorth` of these conditions, or of all, without scenario and part."""
        queries = [query for query in self.scores[NONE] if wanted is None or query in wanted]
        units = independent_units(queries, self.scenario)
        none, table = self._of(NONE, queries), self._of(TABLE, queries)
        dealt = np.array([self._of(f"{SHUFFLED}-{k}", queries) for k in range(SHUFFLES)]).reshape(SHUFFLES, -1)
        return {
            "conditions": len(queries),
            "none": rounded_mean(none),
            "table": rounded_mean(table),
            "shuffled": [rounded_mean(each) for each in dealt],
            "gain": _difference(table - none, units),
            "over_shuffled": _difference(table - dealt.mean(axis=0), units),
            "kept": sum(self.choices),
            "fits": len(self.choices),
        }

    def _of(self, name: str, queries: Sequence[Query]) -> np.ndarray:
        return np.array([np.mean(self.scores[name][query]) for query in queries])


def _difference(values: np.ndarray, units: Sequence[object]) -> dict[str, Any]:
    span = interval(values, units) if len(values) else None
    return {"difference": rounded_mean(values), "ci": None if span is None else [rounded(end) for end in span]}


def part_sentence(worth: Mapping[str, Any]) -> str:
    """What one part's numbers say, in words."""
    gain, over = worth["gain"], worth["over_shuffled"]
    if gain["difference"] is None or over["difference"] is None:
        return "Too few conditions to say what the tables were worth."
    return (
        f"Correlation of change {worth['table']:.2f} with the tables, {worth['none']:.2f} without: "
        f"{_told(gain)} over no knowledge, {_told(over)} over {len(worth['shuffled'])} tables shuffled between genes; "
        f"inner folds bore the tables out in {worth['kept']} of {worth['fits']} training sets."
    )


def _told(difference: Mapping[str, Any]) -> str:
    span = difference["ci"]
    inside = "" if span is None else f" ({span[0]:+.2f} to {span[1]:+.2f})"
    return f"{difference['difference']:+.2f}{inside}"
