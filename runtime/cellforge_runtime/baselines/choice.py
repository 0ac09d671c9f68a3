"""Which baselines apply, and which is best on inner folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cellforge_runtime.baselines.baseline import Baseline
from cellforge_runtime.baselines.mixture import Mixture
from cellforge_runtime.baselines.once import once_per_training_set
from cellforge_runtime.baselines.registry import BASELINES
from cellforge_runtime.intervals import standard_error
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits.inner import InnerFold, inner_folds
from cellforge_runtime.training_set import TrainingSet

FEW = 15  # conditions on inner folds: up to these a choice among ten baselines is a draw


def applicable(scenario: str, train: TrainingSet) -> list[str]:
    """Ids of the baselines that make sense here, in the order of the list."""
    return [name for name, baseline in BASELINES.items() if scenario in baseline.scenarios and baseline.applies(train)]


def fitted(name: str, train: TrainingSet) -> Baseline:
    """One baseline, fitted."""
    return BASELINES[name]().fit(train)


def inner_scores(train: TrainingSet) -> dict[str, float]:
    """Mean correlation of predicted and measured change over inner held-out conditions, by baseline.

    The two changes are measured against different halves of the model's controls.
    """
    scores = _by_condition(train)
    names = applicable(train.scenario, train)
    return {name: float(scores[name].correlation.mean()) if scores else 0.0 for name in names}


def best_by_inner_folds(train: TrainingSet) -> str:
    """Id of the baseline to build on: the simplest of those that are as good as the best on inner folds.

    Where these ask about 15 conditions or fewer it is the mixture, if that says anything there: it errs less than the one
    that comes out first (Bates and Granger, "The combination of forecasts", 1969). Of more, as good is within one paired
    standard error over conditions, in correlation and then, among these, in squared error; the list goes from simple to
    involved. Where the greatest correlation is not two standard errors above 0, correlations are chance, and squared errors
    decide alone. An involved baseline comes out first by chance, and its large wrong changes then cost more than it can
    gain. A baseline that predicts no change wherever it was asked ties with others only by what they lack, and is taken
    where there is nothing else. The mixture is then taken only where its correlation gains more than two standard errors
    over that one and its squared error is no greater: by chance alone it is as often above as below.

    References
    ----------
    The one-standard-error rule of Breiman et al., Classification and Regression Trees (1984), section 3.4.3.
    """
    scores = _by_condition(train)
    return _best(scores) if scores else _without_folds(train)


def first_by_inner_folds(train: TrainingSet) -> str:
    """Id of the baseline that comes out first where there are enough conditions to choose by; what `benchmarks/` compares."""
    scores = _by_condition(train)
    return _came_out_first(scores) if scores else _without_folds(train)


def _best(scores: dict[str, _Inner]) -> str:
    if Mixture.id in scores and _is_safest(scores[Mixture.id].correlation):
        return Mixture.id
    return _came_out_first(scores)


def _came_out_first(scores: dict[str, _Inner]) -> str:
    parts = _saying_something({name: found for name, found in scores.items() if name != Mixture.id})
    close = _as_good({name: -found.correlation for name, found in parts.items()}) if _tell_something(parts) else list(parts)
    best = _as_good({name: parts[name].error for name in close})[0]
    if Mixture.id not in scores:
        return best
    gain = scores[Mixture.id].correlation - parts[best].correlation
    is_clear = gain.mean() > 2 * standard_error(gain)
    is_no_worse = scores[Mixture.id].error.mean() <= parts[best].error.mean()
    return Mixture.id if is_clear and is_no_worse else best


def _is_safest(mixture: np.ndarray) -> bool:
    return len(mixture) <= FEW and bool(mixture.any())


def _without_folds(train: TrainingSet) -> str:
    """The baseline taken where no inner fold can tell.

    Along doses and times it is the plain average of all, which is seldom far from the best (Bates and Granger, 1969);
    elsewhere the first of the list.
    """
    names = applicable(train.scenario, train)
    return Mixture.id if train.scenario in ("unseen-dose", "time") and Mixture.id in names else names[0]


def _saying_something(scores: dict[str, _Inner]) -> dict[str, _Inner]:
    """Those that predict a change somewhere, or all where none does."""
    return {name: found for name, found in scores.items() if found.correlation.any()} or scores


def _tell_something(scores: dict[str, _Inner]) -> bool:
    best = max((found.correlation for found in scores.values()), key=lambda correlation: correlation.mean())
    return best.mean() > (2 * standard_error(best) if len(best) > 1 else 0.0)


def _as_good(losses: dict[str, np.ndarray]) -> list[str]:
    """Those within one paired standard error of the least mean loss, in their order."""
    least = min(losses.values(), key=lambda loss: loss.mean())
    # a single condition has no error to allow for: its value decides
    allowed = {name: standard_error(loss - least) if len(loss) > 1 else 0.0 for name, loss in losses.items()}
    return [name for name, loss in losses.items() if (loss - least).mean() <= allowed[name] + 1e-12]


@dataclass(frozen=True)
class _Inner:
    """Per inner held-out condition, (n_conditions,) each."""

    correlation: np.ndarray
    error: np.ndarray


@once_per_training_set
def _by_condition(train: TrainingSet) -> dict[str, _Inner]:
    folds = inner_folds(train, cells=False)
    if not folds:  # nothing to compare by
        return {}
    names = applicable(train.scenario, train)
    found: dict[str, list[_Inner]] = {name: [] for name in names}
    while folds:
        fold = folds.pop(0)  # what is kept for a fold goes with it
        for name in names:
            found[name].append(_scores(name, fold))
    return {name: _joined(of) for name, of in found.items()}


def _joined(folds: Sequence[_Inner]) -> _Inner:
    return _Inner(np.concatenate([each.correlation for each in folds]), np.concatenate([each.error for each in folds]))


def _scores(name: str, fold: InnerFold) -> _Inner:
    predicted, measured = fitted(name, fold.train).change(fold.queries), fold.held_out.delta()
    return _Inner(row_correlation(predicted, measured), ((predicted - measured) ** 2).mean(axis=1))
