"""`Proposer`: settings worth trying next, by Optuna's seeded tree-structured Parzen estimator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.search.space import distributions

if TYPE_CHECKING:
    from optuna.trial import Trial

AT_ONCE = 4  # proposed together and halved together; the first ones are drawn at random


class Proposer:
    """One search inside one training set: the same seed, name and scores give the same proposals.

    References
    ----------
    Bergstra et al., "Algorithms for hyper-parameter optimization" (NIPS 2011); Akiba et al., "Optuna" (KDD 2019).
    """

    def __init__(self, space: Mapping[str, Any], *, seed: int, name: str, higher_is_better: bool) -> None:
        import optuna

        self._space = distributions(space)
        own = int(hashlib.sha256(f"{seed}/{name}".encode()).hexdigest()[:8], 16)
        sampler = optuna.samplers.TPESampler(seed=own, n_startup_trials=AT_ONCE)
        with _quiet():
            self._study = optuna.create_study(direction="maximize" if higher_is_better else "minimize", sampler=sampler)
        self._open: dict[str, Trial] = {}

    def know(self, settings: Mapping[str, Any], value: float) -> None:
        """Take in the score of settings that were given, where they lie in the space."""
        from optuna.trial import create_trial

        own = {name: settings.get(name) for name in self._space}
        if all(value is not None and self._holds(name, value) for name, value in own.items()):
            self._study.add_trial(create_trial(params=own, distributions=self._space, value=value))

    def propose(self, name: str) -> dict[str, Any]:
        """Settings to try under a name."""
        self._open[name] = trial = self._study.ask(self._space)
        return dict(trial.params)

    def tell(self, name: str, scores: Sequence[np.ndarray], *, is_through: bool) -> None:
        """What the settings of that name scored on each inner fold that they saw."""
        from optuna.trial import TrialState

        trial = self._open.pop(name)
        for rung in range(len(scores)):
            trial.report(float(np.nanmean(np.concatenate(scores[: rung + 1]))), rung)
        if is_through:
            self._study.tell(trial, float(np.nanmean(np.concatenate(scores))))
        else:
            self._study.tell(trial, state=TrialState.PRUNED if scores else TrialState.FAIL)

    def _holds(self, name: str, value: Any) -> bool:
        low, high = getattr(self._space[name], "low", None), getattr(self._space[name], "high", None)
        return value in self._space[name].choices if low is None else low <= value <= high


class _quiet:
    """Optuna's log is not the notebook's."""

    def __enter__(self) -> None:
        import optuna

        self._before = optuna.logging.get_verbosity()
        optuna.logging.set_verbosity(optuna.logging.WARNING)

    def __exit__(self, *_: object) -> None:
        import optuna

        optuna.logging.set_verbosity(self._before)
