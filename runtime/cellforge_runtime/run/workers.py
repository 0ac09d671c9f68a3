"""Worker processes: started, watched and ended together."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cellforge_runtime.run.environment import clean_environment

_COMMAND = [sys.executable, "-m", "cellforge_runtime.worker"]


class Workers(Protocol):
    """Processes that each do one job folder."""

    def start(self, folder: Path) -> None:
        """Begin the job in `folder`."""

    def ended(self, seconds: float) -> list[tuple[Path, int]]:
        """Jobs that ended, with exit status (negative: the signal); waits for one at most `seconds`."""

    def kill(self) -> None:
        """End all of them now."""


def start_workers(work: Path, *, threads: int, modules: Sequence[str] = ()) -> Workers:
    """Workers forked from one nursery where that is safe, which saves the imports; else a process for each job."""
    environment = clean_environment(work, threads=threads)
    if sys.platform.startswith("linux"):
        return NurseryWorkers(environment, work, modules)
    return SeparateWorkers(environment, work)


class NurseryWorkers:
    """Jobs forked by one warm process that never sees data or model code."""

    def __init__(self, environment: dict[str, str], work: Path, modules: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            _COMMAND,
            env=environment,
            cwd=work,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running: set[Path] = set()
        self._pending = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._order({"import": list(modules)})

    def start(self, folder: Path) -> None:
        self._running.add(folder)
        self._order({"job": str(folder)})

    def ended(self, seconds: float) -> list[tuple[Path, int]]:
        if not self._selector.select(seconds):
            return []
        read = os.read(self._process.stdout.fileno(), 65536)
        if not read:  # the nursery itself is gone, and its children with it
            status = self._process.wait()
            lost, self._running = sorted(self._running), set()
            return [(folder, status or -signal.SIGKILL) for folder in lost]
        *lines, self._pending = (self._pending + read).split(b"\n")
        told = [json.loads(line) for line in lines]
        found = [(Path(one["job"]), int(one["status"])) for one in told]
        self._running -= {folder for folder, _ in found}
        return found

    def kill(self) -> None:
        self._selector.close()
        _kill_group(self._process)
        self._process.stdin.close()
        self._process.stdout.close()

    def _order(self, order: dict) -> None:
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return  # `ended` reports it


class SeparateWorkers:
    """A process for each job; `command` where another Python than the kernel's is to do it."""

    def __init__(self, environment: dict[str, str], work: Path, *, command: Sequence[str] = ()) -> None:
        self._command = list(command) or _COMMAND
        self._environment = environment
        self._work = work
        self._running: dict[Path, subprocess.Popen] = {}

    def start(self, folder: Path) -> None:
        with (folder / "out" / "log.txt").open("wb") as log:
            self._running[folder] = subprocess.Popen(
                [*self._command, str(folder)],
                env=self._environment,
                cwd=self._work,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ended(self, seconds: float) -> list[tuple[Path, int]]:
        until = time.monotonic() + seconds
        while True:
            found = [(folder, p.returncode) for folder, p in self._running.items() if p.poll() is not None]
            for folder, _ in found:
                _kill_group(self._running.pop(folder))
            if found or time.monotonic() >= until:
                return found
            time.sleep(0.02)

    def kill(self) -> None:
        for process in self._running.values():
            _kill_group(process)
        self._running.clear()


def _kill_group(process: subprocess.Popen) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass  # it has ended already
    process.wait()
