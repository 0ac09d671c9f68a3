"""`Baseline`: the two-method contract of every model, for methods that predict a change of means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from cellforge_runtime.task import SCENARIOS
from cellforge_runtime.training_set import Query, TrainingSet


class Baseline:
    """Fits on means alone; a prediction is the model's controls of the query's context plus a change.

    Subclasses learn in `_learn` and answer in `_change`. What they need to know of the contract is here: seeds, devices
    and progress play no part, the same training set gives the same answer.
    """

    id: ClassVar[str] = ""
    scenarios: ClassVar[tuple[str, ...]] = SCENARIOS
    space: ClassVar[Mapping[str, Any]] = {}  # settings that a search may vary, of those not chosen on inner folds anyway

    def __init__(self, **_training: Any) -> None:
        self.train: TrainingSet

    @classmethod
    def applies(cls, train: TrainingSet) -> bool:
        """Whether the training set has what this baseline needs."""
        return True

    @classmethod
    def settled(cls, train: TrainingSet) -> Callable[[], Baseline]:
        """Makes this baseline with the settings chosen on `train`, so that inner fits need not choose again."""
        return cls

    def fit(self, train: TrainingSet, validation: TrainingSet | None = None, **_how: Any) -> Baseline:
        """Learn from the training conditions; `validation` and `seed`, `device`, `progress` are accepted and unused."""
        self.train = train
        self._learn(train)
        return self

    def predict(self, queries: Sequence[Query]) -> np.ndarray:
        """Mean profiles, (n_queries, n_features)."""
        return self.train.matched_controls(queries) + self.change(queries)

    def save(self, folder: str | Path) -> None:
        """Write the means and controls it learned from: fitting again takes no time."""
        self.train.subset(np.arange(len(self.train.conditions)), cells=False).write(Path(folder) / "training")

    def load(self, folder: str | Path) -> Baseline:
        """Read what `save` wrote."""
        return self.fit(TrainingSet.read(Path(folder) / "training"))

    def change(self, queries: Sequence[Query]) -> np.ndarray:
        """The predicted change against the model's controls, (n_queries, n_features)."""
        if not len(queries):
            return np.zeros((0, len(self.train.features)))
        return np.stack([self._change(query) for query in queries])

    def _learn(self, train: TrainingSet) -> None:
        """Nothing to learn unless a subclass says so."""

    def _change(self, query: Query) -> np.ndarray:
        raise NotImplementedError
