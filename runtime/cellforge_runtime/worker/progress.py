"""The `progress` that a model's `fit` is given: keeps the curve, writes it at most twice a second."""

from __future__ import annotations

import math
import time
from pathlib import Path

from cellforge_runtime.worker.job import replace_json

SECONDS_BETWEEN = 0.5
MOST_POINTS = 200


class ProgressFile:
    """Called as `progress(epoch=, epochs=, loss=, validation_loss=)`; further names are ignored.

    A fit in several stages (inner folds, then all of it) also says `stage=` and `stages=`, counted from 0, so that
    the share grows over all of them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = -math.inf
        self._state: dict | None = None
        self._curve: list[list] = []
        self._every = 1
        self._calls = 0
        self._share = 0.0
        self._stage = 0

    def __call__(self, epoch: int = 0, epochs: int = 1, loss: float | None = None, **more: object) -> None:
        validation_loss = more.get("validation_loss")
        stage, stages = int(more.get("stage") or 0), max(int(more.get("stages") or 1), 1)
        epoch, epochs = int(epoch), max(int(epochs), 1)
        self._add(stage, [epoch, _number(loss), _number(validation_loss)])
        self._share = max(self._share, min((stage + min(epoch / epochs, 1.0)) / stages, 1.0))
        self._state = {
            "epoch": epoch,
            "epochs": epochs,
            "loss": _number(loss),
            "validation_loss": _number(validation_loss),
            "share": self._share,
            "message": str(more.get("message") or ""),
        }
        if time.monotonic() - self._written >= SECONDS_BETWEEN:
            self.flush()

    def flush(self) -> None:
        """Write what is known now."""
        if self._state is not None:
            replace_json(self._path, {**self._state, "curve": self._curve})
            self._written = time.monotonic()

    def _add(self, stage: int, point: list) -> None:
        if stage != self._stage or (self._curve and point[0] < self._curve[-1][0]):
            self._stage, self._curve, self._every, self._calls = stage, [], 1, 0  # another fit: a curve of its own
        if self._calls % self._every == 0:
            self._curve.append(point)
        self._calls += 1
        if len(self._curve) >= MOST_POINTS:
            self._curve, self._every = self._curve[::2], self._every * 2


def _number(value: object) -> float | None:
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
