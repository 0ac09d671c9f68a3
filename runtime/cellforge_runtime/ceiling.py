"""Noise ceilings: how well the held-out cells predict themselves, by split halves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cellforge_runtime.data import Data, control_means, means_of
from cellforge_runtime.differential import at_most
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import FromMeans, Observed
from cellforge_runtime.metrics.registry import metrics_for
from cellforge_runtime.readouts import readout_of
from cellforge_runtime.splits.controls import split_controls
from cellforge_runtime.splits.fold import Fold

SPLITS = 20
MOST_CELLS_TESTED, MOST_VALUES_TESTED, LEAST_TESTS = 800_000, 100_000_000, 4  # of all splits together
_NEEDS_HALF_CHANGED = (
    "direction_match", "de_overlap", "de_recall", "de_precision",
    "roc_auc", "roc_auc_matched", "pr_auc", "pr_auc_chance", "da_recall", "da_precision",
)  # fmt: skip


def half_scores(data: Data, fold: Fold, observed: Observed, metrics: dict[str, Metric] | None = None) -> dict[str, np.ndarray]:
    """Half-against-half score of each held-out condition, mean over 20 splits, by metric; `metrics` as the registry.

    One half of the cells is the prediction, the other the truth, each against a half of the controls of its own
    (`pearson_delta`: against all controls, so its ceiling shares their noise as its scores do). A gene-set metric is
    the mean over the splits in which a half has enough changed features, NaN for a condition that has them in none.
    """
    rng = np.random.default_rng([fold.seed, 0xCE])
    wanted = {name: each for name, each in (metrics or metrics_for(data.modality)).items() if each.ceiling}
    total = {name: np.zeros(len(fold.held_out)) for name in wanted}
    n_defined = {name: np.zeros(len(fold.held_out)) for name in wanted}
    n_cells = sum(len(data.cells_of(i)) for i in fold.held_out)
    n_tested = half_tests(readout_of(data).most_half_tests, n_cells, _values_a_cell(data))
    splits = {name: n_tested if name in _NEEDS_HALF_CHANGED else SPLITS for name in wanted}
    for split in range(SPLITS):
        now = {name: metric for name, metric in wanted.items() if split < splits[name]}
        half = _halves(data, fold, observed, rng, now)
        for name, metric in now.items():
            quarters = half.quarter_prediction, half.quarter
            scores = metric.function(*(quarters if name == "pearson_delta_top20" else (half.prediction, half.observed)))
            total[name] += np.nan_to_num(scores)
            n_defined[name] += np.isfinite(scores)
    return {name: np.where(n_defined[name] > 0, total[name] / np.maximum(n_defined[name], 1), np.nan) for name in wanted}


def half_tests(most: int, n_cells: int, values_a_cell: float) -> int:
    """How many of the splits are tested for changed features: fewer, at least four, where many cells steady each.

    Values that are not 0 are what a test takes its time for: a split of 8,000 cells with 1,500 of them each takes as
    long as all 20 of a small screen.
    """
    affordable = min(MOST_CELLS_TESTED // max(n_cells, 1), int(MOST_VALUES_TESTED / max(n_cells * values_a_cell, 1)))
    return max(min(most, affordable), min(most, LEAST_TESTS))


def _values_a_cell(data: Data) -> float:
    n_cells, n_features = data.x.shape
    return n_features if isinstance(data.x, np.ndarray) else data.x.nnz / max(n_cells, 1)


def ceiling_span(metric: Metric, halves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of the ceiling of each condition from its half-against-half score.

    Correlations: from r at half depth to sqrt(2r / (1 + r)), the Spearman-Brown correlation of a perfect prediction
    with what was observed; r <= 0 counts as 0. Errors: what noise in the observed mean alone leaves. Rank and gene-set
    metrics: a lower bound, up to 1.
    """
    if metric.ceiling == "correlation":
        r = np.maximum(halves, 0.0)
        return r, np.sqrt(2 * r / (1 + r))
    if metric.ceiling == "lower-bound":
        return halves, np.where(np.isnan(halves), np.nan, 1.0)
    # halves hold half the cells each: their difference has four times the error variance of the full mean
    floor = {
        "squared-error": lambda h: h / 4,
        "absolute-error": lambda h: h / 2,
        "explained": lambda h: 1 - (1 - h) / 4,
    }[metric.ceiling](halves)
    return floor, floor


@dataclass(frozen=True)
class _Half:
    prediction: np.ndarray
    observed: Observed
    quarter_prediction: np.ndarray
    quarter: Observed


def _halves(data: Data, fold: Fold, observed: Observed, rng: np.random.Generator, wanted: dict[str, Metric]) -> _Half:
    controls = np.flatnonzero(data.condition_of == -1)
    first, second = split_controls(controls, data.control_strata(controls), data.batch_of[controls], rng)
    C_1, C_2 = control_means(data, first), control_means(data, second)
    asked = [data.queries[i] for i in fold.held_out]
    cells = [rng.permutation(data.cells_of(i)) for i in fold.held_out]
    A, B = (means_of(data.x, [own[side::2] for own in cells]) for side in (0, 1))
    half = replace(
        observed,
        T=B,
        C_m=np.stack([C_1.of(query) for query in asked]),
        C_s=np.stack([C_2.of(query) for query in asked]),
        made=None,
    )
    if any(name in wanted for name in _NEEDS_HALF_CHANGED):
        in_a, in_b = (
            _changed(data, fold, [own[side::2] for own in cells], (half_of, rng)) for side, half_of in enumerate((first, second))
        )
        # what the other half finds stands in for what a model finds
        half = replace(half, is_changed=in_b, made=lambda _: FromMeans(in_a, np.full(len(in_a), np.nan)))
    scored = [rng.permutation(own) for own in observed.top_cells]
    a, b = (means_of(data.x, [own[side::2] for own in scored]) for side in (0, 1))
    return _Half(A, half, a, replace(observed, T_top=b, made=None))


def _changed(data: Data, fold: Fold, cells: list[np.ndarray], against: tuple[np.ndarray, np.random.Generator]) -> np.ndarray:
    controls, rng = against
    is_changed = np.zeros((len(cells), len(data.features)), dtype=bool)
    matched = [data.controls_for(i) for i in fold.held_out]
    for group in dict.fromkeys(matched):
        rows = [row for row, other in enumerate(matched) if other == group]
        own = np.intersect1d(controls, data.controls_of(*group))
        groups = [at_most(np.sort(cells[row]), rng) for row in rows]
        is_changed[rows] = readout_of(data).compare(groups, at_most(own, rng)).is_changed
    return is_changed
