"""target-rule: the training mean, with the target's own feature moved as targets are moved in training."""

from __future__ import annotations

import numpy as np

from cellforge_runtime.baselines.training_mean import TrainingMean
from cellforge_runtime.training_set import Query, TrainingSet

# added to counts per 10,000 on both sides of a ratio, so that unexpressed targets do not decide
_PSEUDOCOUNT = 0.1


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
        changes = [self._log(train.means[row, own]) - self._log(controls[row, own]) for row, own in _own_features(train)]
        self.fold_change = float(np.exp(np.median(changes))) if changes else None

    def _change(self, query: Query) -> np.ndarray:
        change = self.mean.copy()
        control = self.train.controls.of(query)
        for target in query.targets:
            own = self.place.get(target)
            if own is not None and self.fold_change is not None:
                change[own] = self._moved(control[own]) - control[own]
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
