"""A trial: a model cell on a tiny slice of one fold, every promise of the contract looked at, step by step.

Runs in the worker. What it finds is told in files: `step.json` says how far it got, so that a process that is killed or
hangs is blamed on the right step; `trial.json` says what was wrong or what was found.
"""

from __future__ import annotations

import faulthandler
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cellforge_runtime.training_set import Query, TrainingSet, read_queries
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker.job import Job, replace_json
from cellforge_runtime.worker.reordered import reordered
from cellforge_runtime.worker.sizes import Enough, modules_alive, parameters_alive, parameters_of
from cellforge_runtime.worker.tried import TrialFailed, as_profiles, check_losses, check_tensors, is_far, plain_report
from cellforge_runtime.worker.work import load_source, seed_everything, write_array

SECONDS_TO_IMPORT = 90.0  # where nothing was imported before: a cold torch on a slow disk
TOLERANCE = {"cpu": 1e-3}  # of the largest predicted change, for the same fit done twice
TOLERANCE_ELSEWHERE = 0.05
MOST_BY_COMPANY = 0.2  # how far a prediction may move with the other queries asked beside it


def trial(job: Job, folder: Path, source: str) -> dict:
    """Everything that was found; a broken promise ends it as `TrialFailed`, told in `trial.json`."""
    try:
        found = _Trial(job, folder, source).run()
    except TrialFailed as failed:
        replace_json(folder / jobs.OUT / jobs.FOUND, failed.told)
        raise
    finally:
        faulthandler.cancel_dump_traceback_later()
    return found


class _Trial:
    def __init__(self, job: Job, folder: Path, source: str) -> None:
        self.job, self.folder, self.source = job, folder, source
        self.out = folder / jobs.OUT
        asked = json.loads((folder / jobs.TRIAL).read_text(encoding="utf-8"))
        self.seconds, self.asks_sizes = float(asked["seconds"]), bool(asked["sizes"])
        self.stack = (self.out / jobs.STACK).open("w")
        self.queries = read_queries(folder / jobs.QUERIES)
        self.warnings: list[str] = []
        self.unchecked: list[str] = []
        self.started = time.monotonic()
        self.at_first_progress: int | None = None
        self.tolerance = TOLERANCE.get(job.device, TOLERANCE_ELSEWHERE)

    def run(self) -> dict:
        self._arm(self.seconds + (0 if "torch" in sys.modules else SECONDS_TO_IMPORT))
        train = self._train()
        before = _names(train, self.queries)
        model, losses, fit_seconds = self._fit(train)
        self.warnings += check_losses(losses)
        self.warnings += check_tensors(model, self.job.device)
        predicted = self._predict(model, self.queries)
        self._check_inputs(train, before)
        component = self._component(model)
        self._step("report")
        report = plain_report(model)
        controls = train.matched_controls(self.queries)
        self.scale = max(float(np.abs(predicted - controls).max()), 1e-3)
        self._look_at(predicted, controls)
        self._check_repeats(model, predicted)
        self._check_company(model, predicted)
        if self._has_time(fit_seconds, "the same seed again"):
            again, _, _ = self._fit(self._train(), step="fit again with the same seed")
            self._same(predicted, again.predict(self._asked()), "fit", "Two fits with one seed predict differently")
        self._check_saving(model, predicted, fit_seconds)
        if self._has_time(2 * fit_seconds, "another order of rows and features"):
            self._check_order(train, predicted)
        write_array(self.out / jobs.PREDICTIONS, predicted)
        if component is not None:
            write_array(self.out / jobs.COMPONENT, component)
        found = {"parameters": parameters_of(model), "warnings": self._told(), "fit_seconds": fit_seconds, "full": None}
        replace_json(self.out / jobs.FOUND, found)  # what stands even if counting takes too long
        if self.asks_sizes:
            found["full"] = self._full_size(found["parameters"])
        return {"report": report, "trial": found}

    # --- steps

    def _step(self, name: str) -> None:
        replace_json(self.out / jobs.STEP, {"step": name, "seconds": time.monotonic() - self.started})

    def _arm(self, seconds: float) -> None:
        """End this process after so long, with the lines it was at: from C, whatever Python is doing."""
        faulthandler.dump_traceback_later(seconds, exit=True, file=self.stack)

    def _train(self) -> TrainingSet:
        return TrainingSet.read(self.folder / jobs.TRAIN)

    def _asked(self) -> list[Query]:
        return list(self.queries)

    def _fit(
        self, train: TrainingSet, *, step: str = "fit", progress: Any = None, seed: int | None = None
    ) -> tuple[Any, list, float]:
        seed = self.job.seed if seed is None else seed
        self._step("source" if step == "fit" else step)
        seed_everything(self.job)
        names = load_source(self.source)
        if not isinstance(names.get(self.job.model), type):
            raise TrialFailed("missing-method", f"The cell defines no class {self.job.model}.")
        seed_everything(self.job)
        if step == "fit":
            self._step("start")
            self.started = time.monotonic()
            self._arm(self.seconds)
        model = names[self.job.model](**self.job.training)
        for name in ("fit", "predict"):
            if not callable(getattr(model, name, None)):
                raise TrialFailed("missing-method", f"The model has no method {name}.")
        self._step(step)
        stages: list[list] = []
        started = time.monotonic()

        def keep(epoch: int = 0, epochs: int = 1, loss: Any = None, **_: Any) -> None:
            if not epochs:
                return  # it says what comes next; no network is there yet
            if self.at_first_progress is None:
                self.at_first_progress = parameters_alive()
            if not stages or int(epoch) < stages[-1][-1][0]:
                stages.append([])  # an epoch that goes back begins another stage, with a curve of its own
            stages[-1].append((int(epoch), loss))

        model.fit(train, None, seed=seed, device=self.job.device, progress=progress or keep)
        losses = [[loss for _, loss in stage] for stage in stages]
        return model, losses, time.monotonic() - started

    def _predict(self, model: Any, queries: list[Query]) -> np.ndarray:
        self._step("predict")
        return self._profiles(model.predict(list(queries)), "predict", queries)

    def _component(self, model: Any) -> np.ndarray | None:
        component = getattr(model, "predict_component", None)
        if component is None:
            return None
        self._step("predict_component")
        found = component(self._asked())
        return None if found is None else self._profiles(found, "predict_component", self.queries)

    def _profiles(self, predicted: Any, method: str, queries: Sequence[Query]) -> np.ndarray:
        return as_profiles(predicted, method, queries, features=self._features, device=self.job.device)

    @property
    def _features(self) -> list[str]:
        return json.loads((self.folder / jobs.TRAIN / "names.json").read_text(encoding="utf-8"))["features"]

    def _has_time(self, fit_seconds: float, what: str) -> bool:
        left = self.seconds - (time.monotonic() - self.started)
        if left > 1.5 * fit_seconds + 1.0:
            return True
        self.unchecked.append(what)
        return False

    def _told(self) -> list[str]:
        if not self.unchecked:
            return self.warnings
        return [*self.warnings, f"Not checked, one fit took too long: {', '.join(self.unchecked)}."]

    # --- promises

    def _check_inputs(self, train: TrainingSet, before: tuple) -> None:
        if _names(train, self.queries) != before:
            raise TrialFailed(
                "inputs-changed",
                "The model changed what it was given.",
                expected="the training set and the queries left as they are.",
                found="features, conditions, contexts or queries that differ after fit and predict.",
                remedy="Copy before changing: list(train.features), np.array(train.means).",
                method="fit",
            )

    def _look_at(self, predicted: np.ndarray, controls: np.ndarray) -> None:
        """What is no failure, and seldom meant."""
        if len(predicted) > 1 and np.ptp(predicted - controls, axis=0).max() < 1e-9:
            self.warnings.append("Every query gets the same predicted change, that of a constant.")
        level, scale = np.abs(controls).mean(), np.abs(predicted).mean()
        if level > 0 and scale < 0.3 * level:
            self.warnings.append(
                "Predictions are far smaller than profiles: predict gives mean profiles (controls + change), not changes."
            )

    def _same(self, first: np.ndarray, again: Any, method: str, message: str) -> None:
        again = self._profiles(again, "predict", self.queries)
        if is_far(first, again, self.tolerance * self.scale):
            raise TrialFailed(
                "nondeterministic",
                f"{message}.",
                expected="the same numbers to within rounding.",
                found=f"differences up to {np.abs(first - again).max():.3g}, where the largest change is {self.scale:.3g}.",
                remedy="Draw from np.random.default_rng(seed) and torch.manual_seed(seed) made inside fit; call network.eval() "
                "before predicting.",
                method=method,
            )

    def _check_repeats(self, model: Any, predicted: np.ndarray) -> None:
        self._step("predict again")
        self._same(predicted, model.predict(self._asked()), "predict", "The same model predicts differently when asked twice")

    def _check_company(self, model: Any, predicted: np.ndarray) -> None:
        """A prediction may depend on its query and the training set: the other held-out conditions are not to be known."""
        self._step("predict one by one")
        backwards = self._asked()[::-1]
        alone = np.concatenate([self._profiles(model.predict([query]), "predict", [query]) for query in backwards])[::-1]
        if is_far(predicted, alone, MOST_BY_COMPANY * self.scale):
            raise TrialFailed(
                "leak",
                "A prediction depends on which other queries are asked with it.",
                expected="the same profile for a query asked alone.",
                found=f"differences up to {np.abs(predicted - alone).max():.3g}, where the largest change is {self.scale:.3g}.",
                remedy="Use statistics of the training set, never of the queries; call network.eval() before predicting.",
                method="predict",
            )
        if is_far(predicted, alone, 1e-3 * self.scale):
            self.warnings.append("Predictions differ a little with the other queries asked beside them.")

    def _check_saving(self, model: Any, predicted: np.ndarray, fit_seconds: float) -> None:
        can_save, can_load = (callable(getattr(model, name, None)) for name in ("save", "load"))
        if not can_save and not can_load:
            self.warnings.append("The model has no save(folder) and load(folder), so it can't be kept.")
            return
        if not (can_save and can_load):
            missing = "load" if can_save else "save"
            raise TrialFailed("missing-method", f"The model has no method {missing}(folder), only its counterpart.")
        self._step("save")
        saved = self.out / jobs.SAVED
        saved.mkdir()
        model.save(saved)
        self._step("load")
        empty = type(model)(**self.job.training)
        loaded = empty.load(saved) or empty
        again = self._profiles(loaded.predict(self._asked()), "predict", self.queries)
        if is_far(predicted, again, 1e-3 * self.scale):
            raise TrialFailed(
                "saved-model",
                "The saved model, loaded, predicts differently.",
                expected="the same predictions.",
                found=f"differences up to {np.abs(predicted - again).max():.3g}.",
                remedy="Save all that predict uses: weights, controls by context, the order of targets.",
                method="save",
            )

    def _check_order(self, train: TrainingSet, predicted: np.ndarray) -> None:
        """Another order may move a prediction about as much as another seed does; far more than that is worth a word."""
        other, feature_order = reordered(train, self.job.seed)
        model, _, _ = self._fit(other, step="fit in another order")
        again = np.empty_like(predicted)
        again[:, feature_order] = self._profiles(model.predict(self._asked()), "predict", self.queries)
        if not is_far(predicted, again, 0.1 * self.scale):
            return
        model, _, _ = self._fit(self._train(), step="fit with another seed", seed=self.job.seed + 1)
        by_seed = np.abs(predicted - self._profiles(model.predict(self._asked()), "predict", self.queries)).max()
        if is_far(predicted, again, 3 * by_seed):
            self.warnings.append(
                "Predictions change with the order of conditions, cells or features, far more than with the seed."
            )

    def _full_size(self, parameters: int | None) -> int | None:
        """Parameters for all features and conditions: fit is left as soon as it first tells of progress."""
        if not parameters:
            return parameters
        self._step("sizes")
        members = parameters / self.at_first_progress if self.at_first_progress else 1.0

        earlier = modules_alive()  # networks of the fits before

        def enough(epoch: int = 0, epochs: int = 1, *_: Any, **__: Any) -> None:
            if not epochs:
                return
            raise Enough(parameters_alive(earlier))

        try:
            model, _, _ = self._fit(TrainingSet.read(self.folder / jobs.FULL), step="sizes", progress=enough)
        except Enough as told:
            return round(told.parameters * members)
        return parameters_of(model)


def _names(train: TrainingSet, queries: Sequence[Query]) -> tuple:
    return (
        tuple(train.features),
        tuple(train.conditions),
        tuple(train.contexts),
        tuple(queries),
        tuple(train.controls),
        tuple(a.tobytes() for a in train.controls.values()),
    )
