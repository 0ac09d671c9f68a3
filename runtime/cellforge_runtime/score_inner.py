"""`score_inner`: a model cell on inner folds beside the baselines, before any outer condition is scored.

A candidate is fitted on inner folds of the *first* outer fold of each scenario part, in workers as in the full run, and
scored as the baselines of `assess` are: the same metric, the same held-out conditions, the model's controls in halves.
What that outer fold holds out takes no part in it. What other outer folds hold out does: choosing among several
candidates by these scores is choosing partly on conditions that are scored later, so their number is recorded.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.assess import conditions_looked_at
from cellforge_runtime.assessed_part import ON_MEANS, observed_inside, without_blind
from cellforge_runtime.baselines import applicable, fitted
from cellforge_runtime.ceiling import ceiling_span
from cellforge_runtime.data import CONTROL, prepare, training_set
from cellforge_runtime.describe.objects import object_named
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.halves import Halves, agreement
from cellforge_runtime.intervals import interval
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.registry import METRICS, metric
from cellforge_runtime.part_result import independent_units, rounded, rounded_mean
from cellforge_runtime.splits import BLIND, Folds, InnerFold, inner_folds, split
from cellforge_runtime.task import Task

if TYPE_CHECKING:
    from cellforge_runtime.run.piece import Outcome
    from cellforge_runtime.training_set import TrainingSet

_WITH_CEILING = ("correlation", "squared-error")
MODEL, COMPONENT = "model", "component"


@dataclass(frozen=True)
class Candidate:
    """A model cell with its settings, and the scores of the candidates before it by part."""

    source: str
    training: Mapping[str, Any] = field(default_factory=dict)
    knowledge: Sequence[str] | None = None  # tables of prior knowledge, read here and given as a setting
    earlier: Sequence[Mapping[str, Any]] = ()


def score_inner(user_ns: Mapping[str, Any], name: str, task: Mapping[str, Any], candidate: Mapping[str, Any]) -> dict[str, Any]:
    """The wire `InnerScores` of a model cell on one object under a task.

    Raises
    ------
    CellForgeError
        There is no such object, it is not the task's, or the machine failed. What the cell itself does wrong is told as
        `failure`.
    """
    started = time.perf_counter()
    data = prepare(object_named(user_ns, name), Task.from_wire(task))
    return score_inner_folds(split(data), Candidate(**candidate), started=started)


def score_inner_folds(
    folds: Folds, candidate: Candidate, *, device: str = "auto", started: float | None = None
) -> dict[str, Any]:
    """The same for data that is split already."""
    from cellforge_runtime.run.cell_source import CellSource
    from cellforge_runtime.run.trouble import is_of_the_model

    started = time.perf_counter() if started is None else started
    primary = metric(folds.data.task.primary, folds.data.modality)
    judge = primary if primary.id in ON_MEANS else METRICS["pearson_delta_indep"]
    source = CellSource("Model", candidate.source)
    asked = [each for part in _parts(folds) for each in _asked(folds, part)]
    told = {
        "version": 1,
        "task_hash": folds.data.task.hash,
        "source_hash": source.hash,
        "metric": judge.id,
        "higher_is_better": judge.higher_is_better,
        "fits": len(asked),
        "parts": [],
        "overall": None,
        "failure": None,
    }
    try:
        outcomes = _fitted(folds, asked, (source, _settings(folds, candidate)), device)
    except CellForgeError as error:
        if not is_of_the_model(error):  # else the candidate failed, and the run goes on with the others
            raise
        told["failure"] = {"code": error.code, "message": error.message, "found": error.found}
    else:
        scored = _scored(folds, asked, outcomes, judge)
        told["parts"] = [part.wire() for part in scored]
        told["overall"] = _overall(scored, candidate.earlier)
    return told | {"seconds": rounded(time.perf_counter() - started)}


@dataclass(frozen=True)
class _Asked:
    """One inner fold of the first outer fold of a part."""

    of: tuple[str, str]
    inner: InnerFold
    whole: TrainingSet


def _parts(folds: Folds) -> list[tuple[str, str]]:
    return [(scenario, part) for scenario, part in folds.parts() if not part.endswith(BLIND)]


def _asked(folds: Folds, of: tuple[str, str]) -> list[_Asked]:
    first = next((fold for fold in folds if (fold.scenario, fold.part) == of), None)
    if first is None:
        return []
    training = without_blind(training_set(folds.data, first), folds)
    return [_Asked(of, inner, training) for inner in inner_folds(training)]


def _settings(folds: Folds, candidate: Candidate) -> dict[str, Any]:
    from cellforge_runtime.run.settings import checked_settings

    training = dict(candidate.training)
    if candidate.knowledge is not None:
        from cellforge_runtime.knowledge import read_knowledge

        training["knowledge"] = read_knowledge(candidate.knowledge, folds.data)
    return checked_settings(training)


def _fitted(folds: Folds, asked: list[_Asked], cell: tuple[Any, dict[str, Any]], device: str) -> list[Outcome]:
    from cellforge_runtime.device import chosen_device
    from cellforge_runtime.run.cluster import cluster_for
    from cellforge_runtime.run.kept import Kept
    from cellforge_runtime.run.live import Silent
    from cellforge_runtime.run.piece import Piece
    from cellforge_runtime.run.pool import PoolSettings, do_all
    from cellforge_runtime.run.room import share_of_memory_mb
    from cellforge_runtime.run.status import Status
    from cellforge_runtime.worker import job as jobs

    source, training = cell
    on = chosen_device(device)

    def piece(place: int, one: _Asked) -> Piece:
        return Piece(
            kind=jobs.FIT,
            name=f"inner-{place}",
            source=source,
            give=lambda folder: one.inner.train.write(folder / jobs.TRAIN),
            queries=one.inner.queries,
            features=folds.data.features,
            training=training,
            seed=folds.data.task.seeds[0],
            scenario=one.of[0],
            fold=place,
        )

    pieces = [piece(place, one) for place, one in enumerate(asked)]
    with tempfile.TemporaryDirectory(prefix="cellforge-inner-") as base, cluster_for("auto", len(pieces)) as cluster:
        folder = Path(base)
        settings = PoolSettings(folder=folder, device=on, memory_in_all_mb=share_of_memory_mb(), cluster=cluster)
        status = Status(folder, run="", device=on, phase="scoring on inner folds", live=Silent())
        return do_all(pieces, settings, status, Kept(folder / "kept", identity="", device=on))


@dataclass(frozen=True)
class _Part:
    """Scores of one part, an entry for each condition that an inner fold held out."""

    of: tuple[str, str]
    ids: list[int]
    units: list[object]
    scores: dict[str, np.ndarray]  # "model", "component" or a baseline's id
    best: str
    span: tuple[np.ndarray, np.ndarray] | None
    sign: float
    factor: float | None

    def gain(self, one: str, over: str) -> np.ndarray:
        """Positive where `one` is better."""
        return self.sign * (self.scores[one] - self.scores[over])

    def room(self) -> np.ndarray | None:
        """What lies between the model and a perfect one; as much below zero where noise put the model above it."""
        return None if self.span is None else self.sign * (self.span[1] - self.scores[MODEL])

    def has_component(self) -> bool:
        return COMPONENT in self.scores

    def wire(self) -> dict[str, Any]:
        scenario, part = self.of
        return {
            "scenario": scenario,
            "part": part,
            "conditions": len(self.ids),
            "candidate": _score(self.scores[MODEL], self.units),
            "component": _score(self.scores[COMPONENT], self.units) if self.has_component() else None,
            "best_baseline": self.best,
            "baseline": _score(self.scores[self.best], self.units),
            "gain": _score(self.gain(MODEL, self.best), self.units),
            "component_gain": _score(self.gain(COMPONENT, self.best), self.units) if self.has_component() else None,
            **self._ceiling(),
            "factor": self.factor,
            "scores": [_short(value) for value in self.scores[MODEL]],
        }

    def _ceiling(self) -> dict[str, Any]:
        """Its mean ends, over the conditions that have one: how many, where these are not all.

        A condition of a context with too few controls may be held out inside; its cells are not compared in halves.
        """
        room = self.room()
        has_one = np.zeros(len(self.ids), dtype=bool) if room is None else np.isfinite(room)
        if not has_one.any():
            return {"ceiling": None}
        ends = [rounded(float(end[has_one].mean())) for end in self.span or ()]
        return {"ceiling": ends, **_fewer("ceiling_n", has_one)}


def _scored(folds: Folds, asked: list[_Asked], outcomes: list[Outcome], judge: Metric) -> list[_Part]:
    controls = np.flatnonzero(folds.data.condition_of == CONTROL)
    halves = agreement(folds.data, conditions_looked_at(folds), controls)
    done = list(zip(asked, outcomes))
    parts = dict.fromkeys(one.of for one in asked)
    return [_part(folds, of, [(one, got) for one, got in done if one.of == of], (judge, halves)) for of in parts]


def _part(folds: Folds, of: tuple[str, str], done: list[tuple[_Asked, Outcome]], judged: tuple[Metric, Halves]) -> _Part:
    judge, halves = judged
    place = {query: i for i, query in enumerate(folds.data.queries)}
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for one, got in done:
        observed = observed_inside(one.inner, one.whole)
        predicted = {MODEL: got.model, COMPONENT: got.component}
        for baseline in applicable(of[0], one.whole):
            predicted[baseline] = fitted(baseline, one.inner.train).predict(one.inner.queries)
        for name, profiles in predicted.items():
            if profiles is not None:
                for query, score in zip(one.inner.queries, judge.function(profiles, observed)):
                    found[name][place[query]] = float(score)
    ids = sorted(found[MODEL])
    scores = {name: np.array([by[i] for i in ids]) for name, by in found.items() if all(i in by for i in ids)}
    sign = 1.0 if judge.higher_is_better else -1.0
    baselines = [name for name in scores if name not in (MODEL, COMPONENT)]
    factors = [got.report.get("shrinkage") for _, got in done]
    return _Part(
        of=of,
        ids=ids,
        units=independent_units([folds.data.queries[i] for i in ids], of[0]),
        scores=scores,
        best=max(baselines, key=lambda name: sign * float(np.nanmean(scores[name]))),
        span=_span(judge, halves, ids),
        sign=sign,
        factor=_factor(factors),
    )


def _span(judge: Metric, halves: Halves, ids: list[int]) -> tuple[np.ndarray, np.ndarray] | None:
    if judge.ceiling not in _WITH_CEILING or judge.id not in ("pearson_delta_indep", "mse"):
        return None
    by_id = halves.correlation if judge.ceiling == "correlation" else halves.squared_error
    return ceiling_span(judge, np.array([by_id.get(i, np.nan) for i in ids]))


def _factor(told: list[Any]) -> float | None:
    """How much of the network the cell let through, mean over fits; None where it does not say."""
    numbers = [float(one) for one in told if isinstance(one, int | float) and np.isfinite(one)]
    return rounded(float(np.mean(numbers))) if told and len(numbers) == len(told) else None


def _overall(parts: list[_Part], earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """All conditions of all parts taken together; a target is one unit however often it was held out."""
    parts = [part for part in parts if part.ids]
    if not parts:
        return None
    units = [unit for part in parts for unit in part.units]
    rooms = [room for part in parts if (room := part.room()) is not None]
    has_room = np.isfinite(np.concatenate(rooms)) if len(rooms) == len(parts) else np.zeros(0, dtype=bool)
    has_component = all(part.has_component() for part in parts)
    return {
        "conditions": len(units),
        "candidate": _score(np.concatenate([part.scores[MODEL] for part in parts]), units),
        "gain": _score(np.concatenate([part.gain(MODEL, part.best) for part in parts]), units),
        "component_gain": _score(np.concatenate([part.gain(COMPONENT, part.best) for part in parts]), units)
        if has_component
        else None,
        "room": _score(np.concatenate(rooms), units) if has_room.any() else None,
        **(_fewer("room_n", has_room) if has_room.any() else {}),
        "against": [_against(parts, units, one) for one in earlier],
    }


def _against(parts: list[_Part], units: list[object], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The gain over a candidate scored before, on the same conditions."""
    theirs = np.array([np.nan if value is None else value for scores in earlier["parts"] for value in scores], float)
    # as they are kept, so that the same predictions differ by nothing
    ours = np.array([_short(value) for part in parts for value in part.scores[MODEL]], float)
    if len(theirs) != len(ours):
        raise CellForgeError(
            "inner/other-conditions",
            message="The scores of an earlier candidate are not of these inner folds.",
            expected=f"{len(ours)} conditions.",
            found=f"{len(theirs)}.",
            remedy="The data or the task changed since: start a new run.",
        )
    return {"candidate": int(earlier["candidate"]), "gain": _score(parts[0].sign * (ours - theirs), units)}


def _fewer(name: str, is_in: np.ndarray) -> dict[str, int]:
    """How many conditions a mean is over, where it is not over all."""
    return {} if is_in.all() else {name: int(is_in.sum())}


def _score(values: np.ndarray, units: list[object]) -> dict[str, Any]:
    span = interval(values, units)
    return {
        "value": rounded_mean(values),
        "ci": None if span is None else [rounded(end) for end in span],
    }


def _short(value: float) -> float | None:
    """Five digits: the record keeps one a condition."""
    return float(f"{value:.5g}") if np.isfinite(value) else None
