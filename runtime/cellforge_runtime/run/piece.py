"""`Piece` and `Outcome`: one fit (or prediction) that a worker does, and what came of it."""

from __future__ import annotations

import os
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
from cellforge_runtime.worker import left
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
        done = left.json_object(out / jobs.DONE) or {}
        try:
            told = {name: float(done[name]) for name in ("seconds", "peak_rss_mb")} | {"report": dict(done.get("report") or {})}
        except (KeyError, TypeError, ValueError):
            raise _unreadable("no plain file that says how the fit ended") from None
        return Outcome(
            model=self._profiles(out / jobs.PREDICTIONS) if self.queries else None,
            component=self._profiles(out / jobs.COMPONENT) if os.path.lexists(out / jobs.COMPONENT) else None,
            **told,
        )

    def _profiles(self, path: Path) -> np.ndarray:
        try:
            with left.opened(path) as file:
                predicted = np.lib.format.read_array(file, allow_pickle=False)
        except (OSError, ValueError, EOFError, MemoryError) as error:
            raise _unreadable(str(error)) from None
        return checked(predicted, self.queries, self.features)


def _unreadable(found: str) -> CellForgeError:
    return CellForgeError(
        "prediction/unreadable",
        message="The worker's predictions can't be read.",
        expected="an array of numbers.",
        found=f"{found}.",
        remedy="Let predict(queries) return an array (n_queries, n_features).",
    )


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a job gave."""

    model: np.ndarray | None  # (queries, features)
    component: np.ndarray | None
    report: Mapping[str, Any]
    seconds: float
    peak_rss_mb: float
