"""`Described`: a training set as a network is told of it, and a starting point for its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cellforge_runtime.knowledge.space import Tables
from cellforge_runtime.training.contexts import carried_over
from cellforge_runtime.training.counts import count_noise, log_rate_slope
from cellforge_runtime.training.courses import Courses
from cellforge_runtime.training.curves import AlongCurves, carried_along
from cellforge_runtime.training.programmes import nothing_started, starting_switches
from cellforge_runtime.training.sampled_cells import cell_axes, sampled_cells
from cellforge_runtime.training.scale import Scale
from cellforge_runtime.training.targets import TargetCodes, coexpression, knowledge, multi_hot
from cellforge_runtime.training_set import Query, TrainingSet

RIDGE = 1.0
FEW_CELLS = 30
RARE = 0.01


class Described:
    """Sizes, codes and a linear start; `examples` are rows to train on, `inputs` are rows to predict.

    A row has `targets` (most, codes) with `present` (most,), `control` (features,): the context's controls against those of
    the mean context, `carried` (features,): the change measured for the same targets in similar contexts, or at other
    doses and times, and `base` (features,): what the network's output is added to. What is fitted by evidence is told
    `course` (functions,) of dose and time, and with a context `context` (contexts,), one entry for its own.
    """

    def __init__(self, train: TrainingSet, *, how: Mapping[str, Any], table: Tables | None = None) -> None:
        self.train = train
        self.cells_sampled = int(how.get("cells_sampled", 0))
        self.is_trained = bool(how.get("is_trained", False))  # weights are read from a file: there is nothing to start
        self.response = how["response"]
        self.context = how["context"]
        self.targets = _target_codes(train, how["perturbation"], table)
        # what is fitted by evidence makes courses of its own, for targets and for switches
        self.courses = Courses(train) if how.get("fitted_by") == "evidence" else None
        # those weights are integrated out, so that parts have to add up
        self.scale = Scale() if self.courses is None else Scale.of(train)
        if self.context == "dose-time-curve" and self.courses is None:
            self.targets = AlongCurves(self.targets, train)
        self.n_features = len(train.features)
        self.n_target_codes = self.targets.width
        self.mean_control = np.mean(list(train.controls.values()), axis=0)
        self.mean_profile = train.means.mean(axis=0)
        self.n_functions = 1 if self.courses is None else self.courses.width
        # contexts that have a state of their own, seen from their controls: for switches fitted by evidence
        self.states = sorted(train.controls) if self.courses is not None and self.context == "control-profile" else []
        self.n_contexts = len(self.states)
        self._started: dict[int, tuple[Any, Any]] = {}
        self.own = self._linear_start()  # (target codes, features)

    def switches(self, n_switches: int) -> tuple[Any, Any]:
        """Where soft switches start from: (target codes, switches) and (contexts, switches); see `starting_switches`."""
        if self.is_trained:
            return nothing_started(self, n_switches)
        if n_switches not in self._started:  # each of several networks asks
            self._started[n_switches] = starting_switches(self, n_switches)
        return self._started[n_switches]

    def own_log_odds(self) -> np.ndarray:
        """`own` for shares of open cells, in log odds to first order; rare peaks start closer to none. (codes, features)"""
        share = np.clip(self.mean_control, 0.0, 1.0)
        return (self.own / np.maximum(share * (1 - share), RARE)).astype(np.float32)

    def own_log_rates(self) -> np.ndarray:
        """`own` in log rates of counts to first order; quiet genes start closer to none. (codes, features)"""
        return (self.own / np.maximum(log_rate_slope(self.mean_control, self.count_noise()), RARE)).astype(np.float32)

    def count_noise(self) -> np.ndarray:
        """What one count is worth and how counts scatter, (2, features); see `counts.count_noise`."""
        return count_noise(self.train)

    @property
    def axes(self) -> np.ndarray:
        """Principal components of the cells, as the evaluator's energy distance has them, (features, components)."""
        return cell_axes(self.train)

    def protein_noise(self) -> Any:
        """How a protein's mean varies by chance, relative to the others: a tensor (features,); None for other modalities.

        The variance from cell to cell in the controls, mean over contexts, and a quarter of the median at least; scaled
        so that the weights 1 / noise have mean 1.
        """
        if self.train.modality != "protein" or not self.train.control_variance:
            return None
        import torch

        variance = np.mean(list(self.train.control_variance.values()), axis=0)
        steady = np.maximum(variance, 0.25 * np.median(variance) + 1e-9)
        return torch.tensor(steady * (1 / steady).mean(), dtype=torch.float32)

    def inputs(self, queries: Sequence[Query]) -> dict[str, np.ndarray]:
        """What the network sees of each query."""
        codes, present = self.targets.of(queries)
        base = self.train.matched_controls(queries)
        if self.response == "profile":
            base = np.broadcast_to(self.mean_profile, base.shape)
        carried = self._carried(queries)
        return {
            "targets": codes,
            "present": present,
            "control": (self.train.matched_controls(queries) - self.mean_control).astype(np.float32),
            "carried": carried.astype(np.float32),
            "base": base.astype(np.float32),
            **({} if self.courses is None else {"course": self.courses.of(queries).astype(np.float32)}),
            **({"context": self._contexts_of(queries)} if self.states else {}),
        }

    def _contexts_of(self, queries: Sequence[Query]) -> np.ndarray:
        """One entry for the context of each query, (n, contexts)."""
        return np.array([[query.context == context for context in self.states] for query in queries], dtype=np.float32)

    def _carried(self, queries: Sequence[Query]) -> np.ndarray:
        """What the answer starts from beside the controls, (n, features)."""
        match self.context:
            case "similarity-weighted":
                return carried_over(self.train, queries)
            case "dose-time-curve" if self.courses is None:
                return carried_along(self.train, queries)
        return np.zeros((len(queries), self.n_features))

    def examples(self) -> dict[str, np.ndarray]:
        """One training row a condition; bootstrapped pseudobulks beside the means were tried and made it no better.

        `aim` is what the network's output is compared with; `weight` counts conditions of few cells less. Where cells
        are sampled, `spread` and `seen` are those, see `SampledCells`.
        """
        rows = self.inputs(self.train.conditions)
        cells = np.asarray(self.train.n_cells, dtype=np.float32)
        weight = cells / (cells + FEW_CELLS)
        rows["aim"] = (self.train.means - rows["base"]).astype(np.float32)
        rows["weight"] = weight / weight.mean()
        if self.cells_sampled:
            sampled = sampled_cells(self.train, self.cells_sampled)
            rows |= {"spread": sampled.spread, "seen": sampled.seen}
        return rows

    def aimed(self) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """What the network sees of the training conditions, and what it should add to that, (conditions, features).

        Of what is fitted by evidence it is told on the `scale`.
        """
        inputs = self.inputs(self.train.conditions)
        return inputs, self.scale.told(self.train.means) - self.scale.told(inputs["base"]) - inputs["carried"]

    def _linear_start(self) -> np.ndarray:
        """Ridge regression of the aim on summed codes: where the network's linear part begins."""
        inputs, aim = self.aimed()
        summed = inputs["targets"].sum(axis=1)  # (conditions, codes)
        penalty = RIDGE * np.eye(summed.shape[1])
        return np.linalg.solve(summed.T @ summed + penalty, summed.T @ aim).astype(np.float32)


def _target_codes(train: TrainingSet, perturbation: str, table: Tables | None) -> TargetCodes:
    if perturbation == "knowledge":
        return knowledge(train, table or {})
    # "learned": the network places each target itself, beginning from one entry each
    return coexpression(train) if perturbation == "control-coexpression" else multi_hot(train)
