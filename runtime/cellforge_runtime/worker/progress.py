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

    A fit in several stages (inner folds, then all of it) says `stage=` and `stages=`, counted from 0, so that the share
    grows evenly, or `share=` of the whole fit where it knows that. Without them each new start at a lower epoch is taken
    for another stage, with less and less of the share left: it still grows, and never claims to be done.
    `epochs=0` with `step=` (name, number, of) says what comes next, and is no point of the curve.
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
        self._step: object = None

    def __call__(self, epoch: int = 0, epochs: int = 1, loss: float | None = None, **more: object) -> None:
        validation_loss = more.get("validation_loss")
        step, epoch, epochs = more.get("step"), int(epoch), int(epochs)
        if (self._curve and epoch < self._curve[-1][0]) or step != self._step:
            self._begin_stage()
        self._step = step
        if epochs > 0 or step is None:
            epochs = max(epochs, 1)
            self._add([epoch, _number(loss), _number(validation_loss)])
        self._share = max(self._share, self._share_at(epoch / max(epochs, 1), more))
        self._state = {
            "epoch": epoch,
            "epochs": epochs,
            "loss": _number(loss),
            "validation_loss": _number(validation_loss),
            "share": self._share,
            "message": str(more.get("message") or ""),
            "step": step,
        }
        if time.monotonic() - self._written >= SECONDS_BETWEEN:
            self.flush()

    def flush(self) -> None:
        """Write what is known now."""
        if self._state is not None:
            replace_json(self._path, {**self._state, "curve": self._curve})
            self._written = time.monotonic()

    def _share_at(self, part: float, told: dict[str, object]) -> float:
        if (share := _number(told.get("share"))) is not None:
            return min(share, 1.0)
        part = min(part, 1.0)
        if stages := told.get("stages"):
            return min((int(told.get("stage") or 0) + part) / int(stages), 1.0)
        s = self._stage
        return s / (s + 1) + part / ((s + 1) * (s + 2))

    def _begin_stage(self) -> None:
        self._stage, self._curve, self._every, self._calls = self._stage + 1, [], 1, 0

    def _add(self, point: list) -> None:
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
