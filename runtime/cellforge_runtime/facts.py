"""Numbers measured on the values that a turn of the debate may cite, by stable ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cellforge_runtime.assessed_part import Assessed
from cellforge_runtime.course_facts import course_facts
from cellforge_runtime.data import CONTROL, Data, control_means, control_sizes, control_variances
from cellforge_runtime.halves import Halves
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.of_controls import OfControls
from cellforge_runtime.part_result import rounded
from cellforge_runtime.splits.controls import split_controls
from cellforge_runtime.splits.measured import seed_of

SILENT_BELOW = 0.2
LEAST_TARGETS = 3
_HALVINGS = 10


def measured_facts(looked_at: tuple[Data, np.ndarray], halves: Halves, assessed: Sequence[Assessed]) -> list[dict[str, Any]]:
    """The wire `Fact`s; a number that this data can't give is null and its sentence says why.

    Parameters
    ----------
    looked_at
        The data, and the ids of the conditions that may be looked at.
    """
    data, kept = looked_at
    view = _View(data, kept)
    agree = np.array([halves.correlation[int(i)] for i in kept])
    effect, top3 = view.effect_size(), view.top3_share()
    silent, half = float((agree < SILENT_BELOW).mean()), float(agree.mean())
    additive, n_pairs = view.additive_agreement()
    target, n_targets = view.on_target_change()
    similar = view.context_similarity()
    facts = [
        _fact("effect-size", effect, "control s.d.", f"A typical change is {effect:.2f} control standard deviations."),
        _fact("top3-share", top3, "share", f"Three features carry {top3:.0%} of the squared change."),
        _fact("silent-share", silent, "share", f"{silent:.0%} of conditions: halves agree below {SILENT_BELOW}."),
        _fact("half-agreement", half, "Pearson of change", f"Two halves of a condition's cells agree at {half:.2f}."),
        _or_none(
            ("additive-agreement", additive, "Pearson of change"),
            f"The sum of single changes agrees with the measured pair, over {n_pairs} pairs",
            "no measured pair has both targets measured alone",
        ),
        _or_none(
            ("on-target-change", target, "share"),
            f"The target's own counts change by this share, median over {n_targets} targets",
            f"fewer than {LEAST_TARGETS} perturbed targets are features with counts in the controls",
        ),
        _or_none(
            ("context-similarity", similar, "Pearson of change"),
            "One perturbation's changes in two contexts agree",
            "no perturbation was measured in two contexts",
        ),
    ]
    facts += course_facts(view.queries, view.T - view.C, view.squared_error())
    return facts + _of_parts(assessed)


class _View:
    def __init__(self, data: Data, kept: np.ndarray) -> None:
        controls = np.flatnonzero(data.condition_of == CONTROL)
        self.data = data
        self.kept = kept
        self.queries = [data.queries[i] for i in kept]
        self.T = data.means[kept]
        self.controls = controls
        self.C = self._matched(control_means(data, controls))
        self.variance = self._matched(control_variances(data, controls))
        sizes = control_sizes(data, controls)
        self.n_controls = np.array([sizes.of(query) for query in self.queries])

    def effect_size(self) -> float:
        """Median over conditions of the root mean square change in control s.d., sampling noise taken out, at most 1."""
        is_known = self.variance > 0
        unit = np.where(is_known, self.variance, 1.0)
        squared = np.where(is_known, (self.T - self.C) ** 2 / unit, 0.0).sum(axis=1) / np.maximum(is_known.sum(axis=1), 1)
        noise = 1 / self.data.n_cells[self.kept] + 1 / np.maximum(self.n_controls, 1)
        return float(min(1.0, np.median(np.sqrt(np.maximum(squared - noise, 0.0)))))

    def squared_error(self) -> np.ndarray:
        """Squared standard error of each change, from the controls' variance. (conditions, features)"""
        return self.variance * (1 / self.data.n_cells[self.kept] + 1 / np.maximum(self.n_controls, 1))[:, None]

    def top3_share(self) -> float:
        by_feature = ((self.T - self.C) ** 2).sum(axis=0)
        total = by_feature.sum()
        return float(np.sort(by_feature)[-3:].sum() / total) if total > 0 else 0.0

    def additive_agreement(self) -> tuple[float | None, int]:
        """Mean correlation of sum and pair, each against a half of the controls of its own, over ten such halvings."""
        alone = {(q.targets[0], q.context): row for row, q in enumerate(self.queries) if len(q.targets) == 1}
        rows = [
            (row, [alone[t, q.context] for t in q.targets])
            for row, q in enumerate(self.queries)
            if len(q.targets) == 2 and all((t, q.context) in alone for t in q.targets)
        ]
        if not rows:
            return None, 0
        pairs = np.array([row for row, _ in rows])
        scores = []
        for C_1, C_2 in self._halved_controls():
            summed = np.stack([(self.T[singles] - C_1[singles]).sum(axis=0) for _, singles in rows])
            scores.append(row_correlation(summed, self.T[pairs] - C_2[pairs]).mean())
        return float(np.mean(scores)), len(rows)

    def on_target_change(self) -> tuple[float | None, int]:
        """Median absolute relative change of the target's own feature on the count scale, at most 1."""
        place = {name: i for i, name in enumerate(self.data.features)}
        own = [(row, place[q.targets[0]]) for row, q in enumerate(self.queries) if len(q.targets) == 1 and q.targets[0] in place]
        on_counts = np.exp if self.data.modality == "protein" else np.expm1  # a ratio has no 0 to start from
        levels = [(on_counts(self.T[row, i]), on_counts(self.C[row, i])) for row, i in own]
        changes = [min(1.0, abs(after / before - 1)) for after, before in levels if before > 0]
        return (float(np.median(changes)) if len(changes) >= LEAST_TARGETS else None), len(changes)

    def context_similarity(self) -> float | None:
        """Mean correlation of one perturbation's changes in two contexts."""
        by_what: dict[object, list[int]] = {}
        for row, query in enumerate(self.queries):
            by_what.setdefault((query.targets, query.dose, query.time), []).append(row)
        pairs = [(a, b) for rows in by_what.values() for k, a in enumerate(rows) for b in rows[:k]]
        if not pairs:
            return None
        left, right = (np.array(side) for side in zip(*pairs))
        change = self.T - self.C
        return float(row_correlation(change[left], change[right]).mean())

    def _halved_controls(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        data, controls = self.data, self.controls
        rng = np.random.default_rng(seed_of(data.content, "facts"))
        for _ in range(_HALVINGS):
            halves = split_controls(controls, data.control_strata(controls), data.batch_of[controls], rng)
            first, second = (self._matched(control_means(data, half)) for half in halves)
            yield first, second

    def _matched(self, said: OfControls[np.ndarray]) -> np.ndarray:
        return np.stack([said.of(query) for query in self.queries])


def _of_parts(assessed: Sequence[Assessed]) -> list[dict[str, Any]]:
    """Of the part that training is most likely to be for: the first with room, else the first."""
    if not assessed:
        return []
    first = next((each for each in assessed if each.wire["decision"] == "go"), assessed[0])
    where = f"{first.wire['scenario']}, {first.wire['part']}"
    score = None if np.isnan(first.best_score) else first.best_score
    return [
        _fact("best-baseline", None, "", f"On inner folds of {where} the best baseline is {first.best_baseline}."),
        _or_none(
            ("best-baseline-score", score, "primary metric"),
            f"The best baseline's score on inner folds of {where}",
            "the training conditions leave nothing to hold out inside",
        ),
        _or_none(
            ("ceiling-room", first.room, "primary metric"),
            f"From the best baseline to the noise ceiling on inner folds of {where}",
            "the primary metric has no ceiling here",
        ),
    ]


def _or_none(told: tuple[str, float | None, str], what: str, why_not: str) -> dict[str, Any]:
    name, value, unit = told
    return _fact(name, value, unit, f"Not measured: {why_not}." if value is None else f"{what}: {value:.2f}.")


def _fact(name: str, value: float | None, unit: str, text: str) -> dict[str, Any]:
    return {"id": name, "value": None if value is None else rounded(value), "unit": unit, "text": text}
