"""`Piece` and `Outcome`: one fit (or prediction) that a worker does, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.prediction import checked
from cellforge_runtime.run.cell_source import CellSource
from cellforge_runtime.training_set import Query, write_queries
from cellforge_runtime.worker import job as jobs
from cellforge_runtime.worker.job import Job


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One job before it runs. `give` writes what the model may see into the job's folder."""

    kind: str
    name: str  # of its working folder
    source: CellSource
    give: Callable[[Path], None]
    queries: Sequence[Query]
    features: Sequence[str]
    training: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 42
    scenario: str = ""
    fold: int = 0

    def write(self, folder: Path, settings: dict[str, Any]) -> None:
        """Fill the job's folder."""
        job = Job(kind=self.kind, model=self.source.name, training=self.training, seed=self.seed, **settings)
        job.write(folder)
        (folder / jobs.SOURCE).write_text(self.source.text, encoding="utf-8")
        write_queries(self.queries, folder / jobs.QUERIES)
        self.give(folder)

    def read(self, folder: Path) -> Outcome:
        """What the worker left, checked: nothing of it is trusted to be what it should."""
        out = folder / jobs.OUT
        done = json.loads((out / jobs.DONE).read_text(encoding="utf-8"))
        has_component = (out / jobs.COMPONENT).exists()
        return Outcome(
            model=self._profiles(out / jobs.PREDICTIONS) if self.queries else None,
            component=self._profiles(out / jobs.COMPONENT) if has_component else None,
            report=dict(done.get("report") or {}),
            seconds=float(done["seconds"]),
            peak_rss_mb=float(done["peak_rss_mb"]),
        )

    def _profiles(self, path: Path) -> np.ndarray:
        try:
            predicted = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise CellForgeError(
                "prediction/unreadable",
                message="The worker's predictions can't be read.",
                expected="an array of numbers.",
                found=f"{error}.",
                remedy="Let predict(queries) return an array (n_queries, n_features).",
            ) from None
        return checked(predicted, self.queries, self.features)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a job gave."""

    model: np.ndarray | None  # (queries, features)
    component: np.ndarray | None
    report: Mapping[str, Any]
    seconds: float
    peak_rss_mb: float
