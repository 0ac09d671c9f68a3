"""`Status`: how far a run is, in `status.json`, `progress.jsonl` and the cell's output, at most twice a second."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cellforge_runtime.run.live import Live
from cellforge_runtime.worker.job import replace_json

SECONDS_BETWEEN = 0.5
_ESTIMATE_FROM = 0.1  # share done before the time left is guessed


class Status:
    """The wire form `Progress` of one phase, from its start to its end."""

    def __init__(self, folder: Path, *, run: str, device: str, phase: str, live: Live | None = None) -> None:
        self._folder = folder
        self._started = time.monotonic()
        self._written = -SECONDS_BETWEEN
        self._logged: tuple = ()
        self._live = live or Live()
        self._now: dict[str, Any] = {
            "version": 1,
            "run": run,
            "state": "running",
            "phase": phase,
            "scenario": "",
            "fold": 0,
            "folds": 0,
            "seed": 0,
            "step": None,
            "epoch": 0,
            "epochs": 0,
            "loss": None,
            "validation_loss": None,
            "curve": [],
            "share": 0.0,
            "seconds": 0.0,
            "seconds_left": None,
            "device": device,
            "message": "",
            "traceback": [],
            "updated": "",
        }

    @property
    def progress(self) -> dict[str, Any]:
        """The wire form as it stands now."""
        return dict(self._now)

    def update(self, *, share: float, at_once: bool = False, **changes: Any) -> None:
        """Take news in; written when the last writing is half a second ago. The share never falls."""
        self._now |= changes
        self._now["share"] = max(self._now["share"], min(share, 1.0))
        if at_once or time.monotonic() - self._written >= SECONDS_BETWEEN:
            self._write()

    def end(self, state: str, message: str = "", traceback: list[str] | None = None) -> None:
        """Write the last state: `done`, `stopped` or `failed`."""
        self._now |= {"state": state, "step": None, "message": message, "traceback": traceback or []}
        if state == "done":
            self._now["share"] = 1.0
        self._write()

    def _write(self) -> None:
        seconds, share = time.monotonic() - self._started, self._now["share"]
        is_guessed = self._now["state"] == "running" and share >= _ESTIMATE_FROM
        self._now |= {
            "seconds": round(seconds, 2),
            "seconds_left": round(seconds * (1 - share) / share, 1) if is_guessed else None,
            "updated": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        replace_json(self._folder / "status.json", self._now)
        self._log()
        self._live.show(self._now)
        self._written = time.monotonic()

    def _log(self) -> None:
        news = tuple(self._now[name] for name in ("state", "phase", "fold", "seed", "step", "epoch", "share"))
        if news == self._logged:
            return
        self._logged = news
        with (self._folder / "progress.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({**self._now, "curve": []}) + "\n")
