"""Settings as a dataclass, typed, with an enum and a protocol-like base class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cellforge_runtime import Query, TrainingSet


class Rule(Enum):
    SUM = "sum"
    MAX = "max"


@dataclass(frozen=True)
class Config:
    rule: Rule = Rule.SUM
    damp: float = 0.9
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.damp <= 1:
            raise ValueError("damp lies between 0 and 1")


class Base(ABC):
    @abstractmethod
    def combine(self, parts: np.ndarray) -> np.ndarray: ...


class Sum(Base):
    def combine(self, parts):
        return parts.sum(axis=0)


class Largest(Base):
    def combine(self, parts):
        return np.take_along_axis(parts, np.abs(parts).argmax(axis=0)[None], axis=0)[0]


CHOICES = {Rule.SUM: Sum, Rule.MAX: Largest}


class Model:
    def __init__(self, **training: Any) -> None:
        self.config = replace(Config(), damp=training.pop("damp", 0.9), extra=training)

    def fit(self, train: TrainingSet, validation: TrainingSet | None, *, seed: int, device: str, progress) -> Model:
        self.controls = {c: np.array(p) for c, p in train.controls.items()}
        self.alone = {q.targets[0]: d for q, d in zip(train.conditions, train.delta()) if len(q.targets) == 1}
        self.mean = train.delta().mean(axis=0)
        self.rule = CHOICES[self.config.rule]()
        progress(epoch=1, epochs=1)
        return self

    def predict(self, queries: Sequence[Query]) -> np.ndarray:
        found = np.empty((len(queries), len(self.mean)), dtype=np.float32)
        for i, query in enumerate(queries):
            parts = np.stack([self.alone.get(t, self.mean) for t in query.targets])
            found[i] = self.controls[query.context] + self.config.damp * self.rule.combine(parts)
        return found
