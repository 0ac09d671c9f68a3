"""`ShrunkToBaseline`: everything about a model that is not its network: inputs, inner folds, shrinkage, files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from cellforge_runtime.baselines import best_by_inner_folds, fitted
from cellforge_runtime.baselines.own_features import OwnFeaturesMoved, Simple, with_own_features
from cellforge_runtime.knowledge.rule import Choice, Inside, KnowledgeRule, choose_knowledge
from cellforge_runtime.knowledge.space import Tables
from cellforge_runtime.shrinkage import GRID, Shrinkage, choose_shrinkage
from cellforge_runtime.splits import inner_folds
from cellforge_runtime.training.describe import Described
from cellforge_runtime.training.evidence import STARTS_INSIDE, Steps, fitted_by_evidence
from cellforge_runtime.training.fit_device import FitPlan, device_report, fit_plan, is_named, need_of, within_memory
from cellforge_runtime.training.fit_steps import BASELINE, KNOWLEDGE, FitSteps
from cellforge_runtime.training.loop import Batches, Loop, train_network
from cellforge_runtime.training.targets import training_targets
from cellforge_runtime.training.together import together
from cellforge_runtime.training_set import Query, TrainingSet


class ShrunkToBaseline:
    """The best simple baseline, and as much of a trained network as inner folds bear out.

    Prediction = baseline + factor x (component - baseline). The factor and the number of epochs are chosen on inner
    folds of the training conditions; a factor of 0 is the baseline itself. To the baseline belongs, where training bears
    it out, that the own feature of an unseen target moves as those of others did (`report()` then says `own_features`), and
    what targets that are alike by tables of knowledge did. A subclass names what its network is told and builds it.
    """

    perturbation: ClassVar[str] = "multi-hot"  # or "learned", "control-coexpression", "knowledge"
    context: ClassVar[str] = "none"  # or "control-profile", "similarity-weighted", "dose-time-curve"
    response: ClassVar[str] = "delta"  # or "profile"
    grid: ClassVar[tuple[float, ...]] = GRID
    cells_sampled: ClassVar[int] = 0  # of each condition in training, for a loss on cells; 0: training is on means
    fitted_by: ClassVar[str] = "descent"  # of the network's own loss; or "evidence"

    def __init__(self, *, max_epochs: int, patience: int | None = None, batch_size: int = 256, **settings: Any) -> None:
        self.members = int(settings.pop("members", 1))
        self.tables: Tables | None = settings.pop("knowledge", None)
        self.stops_early = patience is not None
        self.loop = Loop(max_epochs, patience or max_epochs, batch_size, self.stops_early)
        self.settings = settings
        self._plan: FitPlan | None = None  # how networks are trained on the device, known from the first on

    def build(self, described: Described) -> Any:
        """The LightningModule to train; `described` has the sizes and a starting point."""
        raise NotImplementedError

    def fit(
        self,
        train: TrainingSet,
        validation: TrainingSet | None = None,
        *,
        seed: int = 42,
        device: str = "cpu",
        progress: Callable[..., None] | None = None,
    ) -> ShrunkToBaseline:
        """Choose baseline, epochs and factor on inner folds, then train on every condition."""
        # where training is on condition means, what else a fit reads is the control cells
        self.train = train if self.cells_sampled else train.subset(np.arange(len(train.conditions)), cells=False)
        self.seed = seed
        self.progress = FitSteps(progress, kept=self.members)
        self.loop, self._plan = replace(self.loop, device=device), None
        self.progress.before(BASELINE)
        self.baseline_id = best_by_inner_folds(self.train)
        self.by_table = self._choose_knowledge()
        self.shrinkage, epochs = self._learn_from_inner_folds()
        self.epochs = epochs if self.stops_early else self.loop.max_epochs
        self.baseline = self._simple(self.train)
        self.described = self._describe(self.train)
        self.networks = self._networks(self.described)
        return self

    def predict(self, queries: Sequence[Query]) -> np.ndarray:
        """Mean profiles, (n_queries, n_features)."""
        baseline = self.baseline.predict(queries)
        if self.shrinkage.factor == 0:
            return baseline
        return baseline + self.shrinkage.factor * (self.predict_component(queries) - baseline)

    def predict_component(self, queries: Sequence[Query]) -> np.ndarray:
        """The mean of the trained networks alone, without shrinkage or fallback, (n_queries, n_features).

        The one feature that is an unseen target's own is the baseline's: no network can know that it was perturbed.
        """
        answers = [_answer(network, self.described, queries, self.loop.device) for network in self.networks]
        return _with_own_features(np.mean(answers, axis=0), self.baseline.predict(queries), self.train, queries)

    def save(self, folder: str | Path) -> None:
        """Write means, control cells and weights: what `load` needs to answer as before."""
        folder = Path(folder)
        everything = np.arange(len(self.train.conditions))
        # what stands beside it is read in training alone
        replace(self.train.subset(everything, cells=False), beside=None).write(folder / "training")
        for member, network in enumerate(self.networks):
            weights = {name: tensor.cpu().numpy() for name, tensor in network.state_dict().items()}
            np.savez(folder / f"network-{member}.npz", **weights)
        (folder / "chosen.json").write_text(json.dumps(self.report()), encoding="utf-8")

    def load(self, folder: str | Path) -> ShrunkToBaseline:
        """Read what `save` wrote, into a model made with the same settings."""
        import torch

        folder = Path(folder)
        told = json.loads((folder / "chosen.json").read_text(encoding="utf-8"))
        self.train = TrainingSet.read(folder / "training")
        self.baseline_id, self.epochs = told["baseline"], told["epochs"]
        self.by_table = Choice(**told["knowledge"]) if "knowledge" in told else None
        self.shrinkage = Shrinkage(told["shrinkage"], told["inner_gain"], told["inner_gain_se"], told["inner_conditions"])
        self.baseline = self._simple(self.train)
        self.described = self._describe(self.train, is_trained=True)
        self.networks = []
        for member in range(told["members"]):
            network = self.build(self.described)
            with np.load(folder / f"network-{member}.npz", allow_pickle=False) as weights:
                network.load_state_dict({name: torch.as_tensor(weights[name]) for name in weights})
            self.networks.append(network.eval())
        return self

    def report(self) -> dict[str, Any]:
        """What was chosen on inner folds."""
        return {
            "baseline": self.baseline_id,
            "shrinkage": self.shrinkage.factor,
            "inner_gain": self.shrinkage.gain,
            "inner_gain_se": self.shrinkage.standard_error,
            "inner_conditions": self.shrinkage.n_conditions,
            "epochs": self.epochs,
            "members": len(self.networks),
            **({"own_features": "target-rule"} if isinstance(self.baseline, OwnFeaturesMoved) else {}),
            **({"device_notes": notes} if (notes := self._device_notes()) else {}),
            **({} if self.by_table is None else {"knowledge": self.by_table.told()}),
        }

    def _device_notes(self) -> list[str]:
        if self.fitted_by == "evidence" and self.loop.device != "cpu":
            return [f"fitted on the CPU, not on {self.loop.device}: matrices of a few hundred conditions gain nothing there"]
        return [] if self._plan is None else list(self._plan.notes)

    def _choose_knowledge(self) -> Choice | None:
        if self.perturbation != "knowledge" or not self.tables:
            return None
        self.progress.before(KNOWLEDGE)
        return choose_knowledge(self.tables, Inside(self.baseline_id, self.train))

    def _simple(self, train: TrainingSet) -> Simple:
        """What the network is shrunk to: the best baseline, with what the tables add where that was chosen.

        The own features of unseen targets are moved as those of others were, where these bear that out.
        """
        if self.by_table is not None and self.by_table.kept:
            rule = KnowledgeRule(self.baseline_id, self.tables or [], factor=self.by_table.factor).fit(train)
            return with_own_features(rule, train)
        return with_own_features(fitted(self.baseline_id, train), train)

    def _learn_from_inner_folds(self) -> tuple[Shrinkage, int]:
        baseline, component, measured, epochs = [], [], [], []
        inside = inner_folds(self.train)
        of = len(inside)
        while inside:
            self.progress.inner_fold(1 + of - len(inside), of)
            fold = inside.pop(0)  # what is kept for a fold goes with it
            described = self._describe(fold.train)
            network, epoch = self._network_inside(described, fold.held_out)
            controls = fold.train.matched_controls(fold.queries)
            simple = self._simple(fold.train).change(fold.queries)
            answer = _answer(network, described, fold.queries, self.loop.device) - controls
            baseline.append(simple)
            component.append(_with_own_features(answer, simple, fold.train, fold.queries))
            measured.append(fold.held_out.delta())
            epochs.append(epoch)
        if not measured:
            return Shrinkage(0.0, 0.0, 0.0, 0), self.loop.max_epochs
        stacked = (np.concatenate(rows) for rows in (baseline, component, measured))
        return choose_shrinkage(*stacked, grid=self.grid), max(1, int(np.median(epochs)))

    def _networks(self, described: Described) -> list[Any]:
        if self.fitted_by == "evidence":
            self.progress.whole()
            return self._by_evidence(described, Steps(self.epochs, kept=self.members))
        networks = []
        for member in range(self.members):
            self.progress.whole(member + 1, self.members)
            networks.append(self._network(described, self.seed + member, stop_at=self.epochs)[0])
        return networks

    def _network_inside(self, described: Described, held_out: TrainingSet) -> tuple[Any, int]:
        if self.fitted_by == "evidence":
            steps = self.loop.max_epochs
            return self._by_evidence(described, Steps(steps, starts=STARTS_INSIDE))[0], steps
        return self._network(described, self.seed, held_out=held_out)

    def _by_evidence(self, described: Described, steps: Steps) -> list[Any]:
        steps = replace(steps, rate=float(self.settings.get("learning_rate", steps.rate)))
        return fitted_by_evidence(lambda: self.build(described), described, steps, seed=self.seed, progress=self.progress)

    def _describe(self, train: TrainingSet, *, is_trained: bool = False) -> Described:
        how = {name: getattr(self, name) for name in ("perturbation", "context", "response", "cells_sampled", "fitted_by")}
        return Described(train, how=how | {"is_trained": is_trained}, table=self.tables)

    def _network(
        self, described: Described, seed: int, *, held_out: TrainingSet | None = None, stop_at: int | None = None
    ) -> tuple[Any, int]:
        import torch

        examples = described.examples()

        def attempt(plan: FitPlan) -> tuple[Any, int]:
            torch.manual_seed(seed)
            network = self.build(described)
            loop = replace(self.loop, device=plan.device, batch_size=plan.batch, bfloat16=plan.bfloat16)
            batches = Batches(examples, plan.batch, seed, device=plan.device)
            error = None if held_out is None else _error_on(network, described, held_out, plan.device)
            epoch = train_network(network, batches, loop, validation_error=error, stop_at=stop_at, progress=self.progress)
            return network, epoch

        if together() is not None:  # several processes take the same steps: none may choose for itself
            return attempt(FitPlan(self.loop.device, self.loop.batch_size, False))
        if self._plan is None:
            need = need_of(self.build(described), examples, self.loop.batch_size)
            self._plan = fit_plan(device_report(self.loop.device), need, is_named=is_named())
        # the next network of this fit begins with what this one could do
        trained, self._plan = within_memory(self._plan, attempt)
        self.loop = replace(self.loop, device=self._plan.device)
        return trained


def _with_own_features(answer: np.ndarray, simple: np.ndarray, train: TrainingSet, queries: Sequence[Query]) -> np.ndarray:
    """`answer` with the features that are unseen targets' own taken from `simple`."""
    seen = set(training_targets(train))
    place = {name: i for i, name in enumerate(train.features)}
    for row, query in enumerate(queries):
        own = [place[target] for target in query.targets if target in place and target not in seen]
        answer[row, own] = simple[row, own]
    return answer


def _answer(network: Any, described: Described, queries: Sequence[Query], device: str) -> np.ndarray:
    import torch

    rows = described.inputs(queries)
    batch = {name: torch.as_tensor(np.array(a), dtype=torch.float32, device=device) for name, a in rows.items()}
    network.to(device)
    with torch.no_grad():
        return described.scale.moved(rows["base"], network(batch).cpu().numpy()).astype(np.float64)


def _error_on(network: Any, described: Described, held_out: TrainingSet, device: str) -> Callable[[], float]:
    measured = held_out.delta()
    controls = described.train.matched_controls(held_out.conditions)
    import torch

    rows = described.inputs(held_out.conditions)
    batch = {name: torch.as_tensor(np.array(a), dtype=torch.float32, device=device) for name, a in rows.items()}
    aim = torch.as_tensor(measured + controls, dtype=torch.float32, device=device) - batch["base"]

    def error() -> float:
        with torch.no_grad():
            return float(((network(batch) - aim) ** 2).mean())

    return error
