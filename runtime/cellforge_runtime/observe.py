"""`observe`: what a fold's held-out conditions are scored against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cellforge_runtime.data import Data, control_means, control_variances, means_of
from cellforge_runtime.describe.control_groups import Group
from cellforge_runtime.differential import at_most
from cellforge_runtime.metrics.observed import Observed
from cellforge_runtime.of_controls import OfControls
from cellforge_runtime.readouts import readout_of
from cellforge_runtime.splits.fold import Fold
from cellforge_runtime.training_set import Query

TOP = 20


def observe(data: Data, fold: Fold) -> Observed:
    """The held-out conditions of a fold, in the order of `fold.held_out`, with their controls and changed features."""
    rng = np.random.default_rng([fold.seed, 0x5C])
    asked = [data.queries[i] for i in fold.held_out]
    contexts = tuple(query.context for query in asked)
    model, scoring = control_means(data, fold.model_controls), control_means(data, fold.scoring_controls)
    controls = np.flatnonzero(data.condition_of == -1)
    everything, variances = control_means(data, controls), control_variances(data, controls)
    trained = np.stack([model.of(data.queries[i]) for i in fold.train])
    average = (data.means[fold.train] - trained).mean(axis=0)  # (features,)
    C_m = _of(model, asked)
    groups = [data.controls_for(i) for i in fold.held_out]
    changed = _changed(data, fold, groups, rng)
    return Observed(
        contexts=contexts,
        T=data.means[fold.held_out],
        C=_of(everything, asked),
        C_m=C_m,
        C_s=_of(scoring, asked),
        O=C_m + average,
        spread=np.sqrt(_of(variances, asked)),
        is_changed=changed.is_changed,
        is_target=_is_target(data.features, asked),
        T_top=changed.T_top,
        is_top=_top(changed.half_scores, data.features, asked),
        top_cells=changed.top_cells,
        made=readout_of(data).maker(fold, groups, rng),
    )


@dataclass(frozen=True)
class _Changed:
    is_changed: np.ndarray  # (n, features)
    half_scores: np.ndarray  # (n, features) of one half of the cells
    T_top: np.ndarray  # (n, features) of the other half
    top_cells: tuple[np.ndarray, ...]


def _changed(data: Data, fold: Fold, matched: Sequence[Group], rng: np.random.Generator) -> _Changed:
    shape = (len(fold.held_out), len(data.features))
    readout = readout_of(data)
    is_changed, half_scores = np.zeros(shape, dtype=bool), np.zeros(shape)
    halves = [rng.permutation(data.cells_of(i)) for i in fold.held_out]
    chosen, kept = ([np.sort(half[side::2]) for half in halves] for side in (0, 1))
    for controls in dict.fromkeys(matched):
        rows = [row for row, other in enumerate(matched) if other == controls]
        reference = at_most(data.controls_of(*controls), rng)
        groups = [at_most(data.cells_of(fold.held_out[row]), rng) for row in rows]
        groups += [at_most(chosen[row], rng) for row in rows]
        found = readout.compare(groups, reference)
        is_changed[rows] = found.is_changed[: len(rows)]
        half_scores[rows] = found.scores[len(rows) :]
    return _Changed(is_changed, half_scores, means_of(data.x, kept), tuple(kept))


def _top(scores: np.ndarray, features: Sequence[str], asked: Sequence[Query]) -> np.ndarray:
    is_top = np.zeros(scores.shape, dtype=bool)
    for row, query in enumerate(asked):
        size = np.where(_is_target(features, [query]), -1.0, np.abs(scores[row]))
        first = np.argsort(-size, kind="stable")[:TOP]
        is_top[row, first[size[first] >= 0]] = True
    return is_top


def _is_target(features: Sequence[str], asked: Sequence[Query]) -> np.ndarray:
    targets = {target for query in asked for target in query.targets}
    return np.array([feature in targets for feature in features])


def _of(said: OfControls[np.ndarray], asked: Sequence[Query]) -> np.ndarray:
    return np.stack([said.of(query) for query in asked])
