"""target-rule: the training mean, with the target's own feature moved as targets are moved in training."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.training_mean import TrainingMean
from cellforge_runtime.intervals import standard_error
from cellforge_runtime.training_set import Query, TrainingSet

# added to counts per 10,000 on both sides of a ratio, so that unexpressed targets do not decide
_PSEUDOCOUNT = 0.1
LEAST_TARGETS = 3  # to be sure that they move


class TargetRule(TrainingMean):
    """Learns one fold change on the count scale: the median over training targets that are features themselves.

    Of proteins a fold change is a difference of centred log ratios.
    """

    id = "target-rule"

    @classmethod
    def applies(cls, train: TrainingSet) -> bool:
        return len(_own_features(train)) >= 2

    def _learn(self, train: TrainingSet) -> None:
        super()._learn(train)
        self.place = {name: i for i, name in enumerate(train.features)}
        controls = train.matched_controls()
        self.is_ratio = train.modality == "protein"
        measured = _own_features(train)
        self.logs = np.array([self._log(train.means[row, own]) - self._log(controls[row, own]) for row, own in measured])
        self.own = np.array([own for _, own in measured], dtype=int)  # the column of each of `logs`
        self.fold_change = float(np.exp(np.median(self.logs))) if len(self.logs) else None

    def own_changes(self, query: Query) -> dict[str, tuple[int, float]]:
        """Column and change of each target's own feature, where it has one."""
        if self.fold_change is None:
            return {}
        control = self.train.controls.of(query)
        own = {target: self.place[target] for target in query.targets if target in self.place}
        return {target: (column, self._moved(control[column]) - control[column]) for target, column in own.items()}

    def is_sure(self) -> bool:
        """Whether own features move at all: their log fold changes are a standard error from none, over targets."""
        return len(set(self.own)) >= LEAST_TARGETS and abs(self.logs.mean()) > standard_error(self.logs, self.own.tolist())

    def _change(self, query: Query) -> np.ndarray:
        change = self.mean.copy()
        for column, moved in self.own_changes(query).values():
            change[column] = moved
        return change

    def _log(self, mean: float) -> float:
        return mean if self.is_ratio else np.log(np.expm1(mean).clip(0) + _PSEUDOCOUNT)

    def _moved(self, control: float) -> float:
        if self.is_ratio:
            return control + np.log(self.fold_change)
        level = (np.expm1(control) + _PSEUDOCOUNT) * self.fold_change - _PSEUDOCOUNT
        return np.log1p(max(level, 0.0))


def _own_features(train: TrainingSet) -> list[tuple[int, int]]:
    """Rows of conditions with one target, with the column of that target, where it is a feature."""
    place = {name: i for i, name in enumerate(train.features)}
    singles = [(row, query.targets[0]) for row, query in enumerate(train.conditions) if len(query.targets) == 1]
    return [(row, place[target]) for row, target in singles if target in place]
