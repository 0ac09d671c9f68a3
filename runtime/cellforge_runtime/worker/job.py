"""`Job`: what a worker is asked to do, as a folder that both processes read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FIT, REFIT, PREDICT, TRY = "fit", "refit", "predict", "try"

# files in a job folder; the worker writes into OUT only
SOURCE, TRAIN, QUERIES, SAVED, OUT = "source.py", "train", "queries.json", "saved", "out"
# of a trial alone: what is asked and a training set of full size; in OUT the step it is at, what it found, where it hung
TRIAL, FULL, STEP, FOUND, STACK = "trial.json", "full", "step.json", "trial.json", "stack.txt"
PREDICTIONS, COMPONENT, PROGRESS, DONE, FAILED, LOG = (
    "predictions.npy",
    "component.npy",
    "progress.json",
    "done.json",
    "failed.json",
    "log.txt",
)


@dataclass(frozen=True, kw_only=True)
class Job:
    """Settings of one job; `work` is the empty folder it runs in."""

    kind: str
    model: str
    work: str
    training: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 42
    device: str = "cpu"
    is_named: bool = False  # the analyst named the device: small networks are trained on it as well
    threads: int = 1
    memory_mb: int | None = None

    def write(self, folder: Path) -> None:
        (folder / OUT).mkdir(parents=True, exist_ok=True)
        (folder / "job.json").write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Job:
        return cls(**json.loads((folder / "job.json").read_text(encoding="utf-8")))


def replace_json(path: Path, value: object) -> None:
    """Write JSON so that a reader finds the old text or the new, never a half."""
    waiting = path.with_name(path.name + ".new")
    waiting.write_text(json.dumps(value), encoding="utf-8")
    waiting.replace(path)
