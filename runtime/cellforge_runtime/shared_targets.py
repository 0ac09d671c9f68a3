"""Held-out compounds whose known targets are all hit in training, scored apart: the wire `SharedTargetResult`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.kept_means import kept_means
from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.registry import metrics_for

if TYPE_CHECKING:
    from cellforge_runtime.describe.compounds import KnownTargets
    from cellforge_runtime.part_result import ScoredPart
    from cellforge_runtime.splits.fold import Fold

SCENARIO = "unseen-perturbation"
MOST_SHOWN = 40
MOST_OTHERS = 5


def shared_targets_of(part: ScoredPart, primary: Metric) -> dict[str, Any]:
    """`{"shared_targets": ...}`, or nothing where obs tells no targets of the held-out compounds.

    A condition counts as shared where each known target of its compound is a known target of some compound in the training
    set of its fold: such a compound is no new mechanism. Compounds without known targets count in neither group.
    """
    data = part.folds.data
    known = data.known_targets
    if part.scenario != SCENARIO or known is None:
        return {}
    trained = {found.fold.index: _trained(found.fold, data.queries) for found, _ in part.rows}
    group = [_group(known, query.targets, trained[found.fold.index]) for (found, _), query in zip(part.rows, part.queries)]
    is_shared, is_new = (np.array([each == wanted for each in group], dtype=bool) for wanted in ("shared", "new"))
    if not (is_shared.any() or is_new.any()):
        return {}
    wanted = {primary.id: primary, "mse": metrics_for(data.modality)["mse"]}
    return {
        "shared_targets": {
            "column": known.column,
            "conditions": int(is_shared.sum() + is_new.sum()),
            "shared": int(is_shared.sum()),
            "scores": {
                name: {"shared": kept_means(part, metric, is_shared), "new": kept_means(part, metric, is_new)}
                for name, metric in wanted.items()
            },
            "each": _each(part, known, is_shared, trained),
        }
    }


def _trained(fold: Fold, queries: list) -> set[str]:
    """Every compound given in some training condition of a fold."""
    return {target for i in fold.train for target in queries[i].targets}


def _group(known: KnownTargets, compounds: tuple[str, ...], trained: set[str]) -> str:
    if len(compounds) != 1 or compounds[0] not in known.hits:
        return "unknown"
    (name,) = compounds
    return "shared" if known.hits[name] <= known.hit_by_others(name, trained) else "new"


def _each(part: ScoredPart, known: KnownTargets, is_shared: np.ndarray, trained: dict[int, set[str]]) -> list[dict[str, Any]]:
    """One entry a compound, the one with most conditions first, with the training compounds that hit what it hits."""
    rows: dict[tuple[str, int], int] = {}
    for row in np.flatnonzero(is_shared):
        key = (part.queries[row].targets[0], part.rows[row][0].fold.index)
        rows[key] = rows.get(key, 0) + 1
    shown = sorted(rows, key=lambda key: (-rows[key], key))[:MOST_SHOWN]
    return [
        {
            "compound": name,
            "fold": fold,
            "conditions": rows[name, fold],
            "targets": sorted(known.hits[name]),
            "also_hit_by": _others(known, name, trained[fold]),
        }
        for name, fold in shown
    ]


def _others(known: KnownTargets, name: str, trained: set[str]) -> list[str]:
    """The training compounds that share most targets with it; at most five."""
    share = {other: len(known.hits[other] & known.hits[name]) for other in trained & known.hits.keys() if other != name}
    return sorted((other for other, n in share.items() if n), key=lambda other: (-share[other], other))[:MOST_OTHERS]
