"""The primary score of each held-out condition of a scored run, kept so that another run can be compared with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.worker.job import replace_json

if TYPE_CHECKING:
    from cellforge_runtime.part_result import ScoredPart

FILE = "held-out-conditions.json"
VERSION = 2


@dataclass(frozen=True)
class HeldOutConditions:
    """What one run scored on the conditions of one part, one entry a scored condition."""

    primary: str
    names: list[tuple[int, str]]  # fold and label: a pair can be scored in two folds
    units: list[object]  # what intervals resample: a tuple of targets, or a context
    scores: np.ndarray  # (conditions,), seeds averaged, NaN where a condition has no score


def write_conditions(folder: Path, parts: Sequence[ScoredPart]) -> None:
    """Keep the scores of a run, at full precision."""
    from cellforge_runtime.fold_scores import MODEL
    from cellforge_runtime.metrics.registry import metric

    data = parts[0].folds.data if parts else None
    primary = metric(data.task.primary, data.modality) if data else None
    told = []
    for part in parts:
        scores = part.scores(MODEL, primary)
        for (found, place), unit, score in zip(part.rows, part.units, scores):
            told.append(
                {
                    "scenario": part.scenario,
                    "part": part.part,
                    "fold": found.fold.index,
                    "label": part.folds.data.label(int(found.fold.held_out[place])),
                    "unit": unit if isinstance(unit, str) else list(unit),
                    "score": float(score) if np.isfinite(score) else None,
                }
            )
    replace_json(folder / FILE, {"version": VERSION, "primary": primary.id if primary else "", "conditions": told})


def read_conditions(folder: Path) -> dict[str, HeldOutConditions]:
    """The scores in the folder of a scored run, by "scenario/part".

    Raises
    ------
    CellForgeError
        The folder holds no scored run.
    """
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if told["version"] != VERSION:
            raise ValueError(f"version {told['version']}")
        parts: dict[str, list[dict]] = {}
        for each in told["conditions"]:
            parts.setdefault(f"{each['scenario']}/{each['part']}", []).append(each)
        return {
            name: HeldOutConditions(
                primary=told["primary"],
                names=[(each["fold"], each["label"]) for each in rows],
                units=[_unit(each["unit"]) for each in rows],
                scores=np.array([np.nan if each["score"] is None else each["score"] for each in rows], dtype=float),
            )
            for name, rows in parts.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CellForgeError(
            "run/not-scored",
            message="The scores of the held-out conditions of this run can't be read.",
            expected=f"{FILE} of version {VERSION}, written when a run is evaluated.",
            found=f"{type(error).__name__} in {folder.name}: {error}.",
            remedy="Run the evaluation cell again.",
        ) from None


def _unit(told: str | list[str]) -> object:
    return told if isinstance(told, str) else tuple(told)
