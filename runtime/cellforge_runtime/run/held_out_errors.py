"""What was off on held-out conditions, by kind: where the intervals of later predictions come from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cellforge_runtime.prediction import Predictions
from cellforge_runtime.splits import BLIND
from cellforge_runtime.worker.job import replace_json

LEVELS = (0.025, 0.975)
SCORES, RESIDUALS = "held-out-scores.json", "held-out-residuals.npz"


@dataclass(frozen=True)
class HeldOutErrors:
    """By kind ("unseen-combination/seen-2"): `where_others_lie` of the scores, and of (observed - predicted) of each feature."""

    primary: str
    scores: Mapping[str, tuple[float, float]]
    residuals: Mapping[str, np.ndarray]  # (2, features)
    n: Mapping[str, int]


def write_errors(folder: Path, predictions: Predictions, wire: Mapping[str, Any]) -> None:
    """Keep the held-out errors of a scored run; one condition alone tells no width."""
    residuals = _residuals(predictions)
    scores: dict[str, list[float]] = defaultdict(list)
    for condition in wire["scatter"]:
        score = condition["scores"].get("model")
        if score is not None:
            scores[f"{condition['scenario']}/{_rule(condition['part'])}"].append(score)
    spans = {kind: where_others_lie(np.array(found)).tolist() for kind, found in scores.items() if len(found) > 1}
    n = {kind: len(rows) for kind, rows in residuals.items()}
    replace_json(folder / SCORES, {"primary": wire["primary"], "scores": spans, "n": n})
    np.savez(folder / RESIDUALS, **{kind: where_others_lie(rows) for kind, rows in residuals.items() if len(rows) > 1})


def where_others_lie(held_out: np.ndarray) -> np.ndarray:
    """Both ends between which one more of the same kind lies with 95 %, by those held out: (n, ...) to (2, ...).

    The kth of n leaves k / (n + 1) of further ones below it, whatever their distribution. Below 39 the ends are the least
    and the greatest, which hold (n - 1) / (n + 1) of them: the quantiles of the n themselves would hold fewer.

    References
    ----------
    Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005), section 2.2: conformal prediction.
    """
    return np.quantile(held_out, LEVELS, axis=0, method="weibull")


def read_errors(folder: Path) -> HeldOutErrors | None:
    """The errors kept in the folder of a scored run; None before it was scored."""
    try:
        told = json.loads((folder / SCORES).read_text(encoding="utf-8"))
        with np.load(folder / RESIDUALS, allow_pickle=False) as found:
            residuals = {kind: found[kind] for kind in found.files}
    except (OSError, ValueError):
        return None
    scores = {kind: (span[0], span[1]) for kind, span in told["scores"].items()}
    return HeldOutErrors(told["primary"], scores, residuals, told["n"])


def _rule(part: str) -> str:
    """The rule behind a part: conditions kept from the design were held out by the same one."""
    return part.removesuffix(BLIND).rstrip("-") or "all"


def _residuals(predictions: Predictions) -> dict[str, np.ndarray]:
    """Observed minus predicted of each held-out condition, seeds averaged, by the rule that held it out."""
    by_fold: dict[int, list[np.ndarray]] = defaultdict(list)
    for item in predictions:
        by_fold[item.fold.index].append(item.model)
    found: dict[str, list[np.ndarray]] = defaultdict(list)
    means = predictions.folds.data.means
    for fold in predictions.folds:
        off = means[fold.held_out] - np.mean(by_fold[fold.index], axis=0)
        found[f"{fold.scenario}/{fold.part}"].append(off)
    return {kind: np.vstack(rows) for kind, rows in found.items()}
