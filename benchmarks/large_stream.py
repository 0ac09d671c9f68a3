"""A large file from profile to scores by streaming, with the most memory that this process and its workers take."""

from __future__ import annotations

import json
import linecache
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

FULL_CELLS = 1_000_000
SCENARIO = "unseen-context"  # each fold holds out a third of the conditions
MOST_MB_OF_FULL = 4096
_EVERY_S = 0.1
_CELLS = Path(__file__).parents[1] / "tests" / "fixtures" / "cells" / "benchmark-cells.json"


def streamed(file: Path, *, cells: int, folds: int, epochs: int) -> dict[str, Any]:
    """What `stream_one` tells of a file, in a process of its own, with the most memory of it and its workers.

    Parameters
    ----------
    cells
        The bounds of what may be in memory at once are those of a million cells, by this share of it.
    folds
        How many of the three outer folds are fitted and scored, one a context.
    epochs
        At most so many a fit: memory does not depend on them.

    Returns
    -------
    Seconds by step, what was scored, `peak_mb` of at most `processes` processes together, and their `processor_s`.
    """
    command = [sys.executable, str(Path(__file__).with_name("large.py")), "stream-one", str(file)]
    command += ["--cells", str(cells), "--folds", str(folds), "--epochs", str(epochs)]
    peak_mb, processes, before = 0.0, 0, _processor_seconds()
    with tempfile.TemporaryFile("w+") as told:
        child = subprocess.Popen(command, stdout=told)
        try:
            while child.poll() is None:
                held = tree_mb(child.pid)
                peak_mb, processes = max(peak_mb, sum(held)), max(processes, len(held))
                time.sleep(_EVERY_S)
        finally:
            child.kill()
            child.wait()
        if child.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}; what it said stands above")
        told.seek(0)
        took = _processor_seconds() - before
        return {**json.loads(told.read().splitlines()[-1]), "peak_mb": peak_mb, "processes": processes, "processor_s": took}


def _processor_seconds() -> float:
    """Of ended children and theirs, as far as they were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tree_mb(root: int) -> list[float]:
    """MiB held by a process and each of its descendants, pages that are shared counted once. Linux only."""
    import psutil

    try:
        parent = psutil.Process(root)
        every = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
    found = []
    for each in every:
        try:
            found.append(each.memory_full_info().pss / 2**20)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue  # it has ended
    return found


def stream_one(file: Path, *, cells: int, folds: int, epochs: int) -> None:
    """Profile, training and evaluation of a file that stays where it is; prints one line of JSON."""
    warnings.simplefilter("ignore")
    import cellforge_runtime as cf
    import numpy as np
    from cellforge_runtime.describe import describe
    from cellforge_runtime.stored_cells import StoredCells

    _scale_bounds(cells / FULL_CELLS)
    seconds: dict[str, float] = {}

    def timed(name: str, work: Any) -> Any:
        started = time.perf_counter()
        made = work()
        seconds[name] = round(time.perf_counter() - started, 1)
        return made

    adata = cf.read(file)
    seen = timed("profile", lambda: describe({"adata": adata}, "adata", {"scenario": SCENARIO}))
    if seen["problem"]:
        raise SystemExit(seen["problem"]["message"])
    data = timed("prepare", lambda: cf.prepare(adata, cf.Task.from_wire(seen["task"])))
    split = cf.split(data)
    some = replace(split, folds=tuple(split)[:folds])
    model, training = generated_model(SCENARIO)
    with tempfile.TemporaryDirectory(prefix="cellforge-stream-") as folder:
        run = cf.Run(Path(folder) / "r", device="cpu")
        predictions = timed("training", lambda: run.fit(model, some, **training | {"max_epochs": epochs}))
        result = timed("evaluation", lambda: run.evaluate(predictions))
    parts = next(iter(result.wire["scenarios"].values()))["parts"]
    part = max(parts.values(), key=lambda found: found["conditions"])
    told = {
        "seconds": seconds,
        "cells": data.x.shape[0],
        "features": data.x.shape[1],
        "values": int(data.x.nnz),
        "in_file": isinstance(data.x, StoredCells),
        "conditions": sum(found["conditions"] for found in parts.values()),
        "mse": part["metrics"]["mse"]["model"],
        "correlation": part["metrics"]["pearson_delta_indep"]["model"],
        "predicted": float(np.mean([item.model.mean() for item in predictions])),
        "worker_mb": round(predictions.peak_rss_mb),
    }
    print(json.dumps(told), flush=True)


def _scale_bounds(share: float) -> None:
    """A tenth of the cells, a tenth of what may be in memory and of each piece: the ratio is that of the whole."""
    from cellforge_runtime import prepared_values, stored_cells, streamed, training_cells
    from cellforge_runtime.describe import opening

    for module, name in (
        (opening, "MOST_BYTES"),
        (prepared_values, "MOST_IN_MEMORY"),
        (streamed, "VALUES_AT_ONCE"),
        (streamed, "VALUES_OF_A_PIECE"),
        (stored_cells, "VALUES_AT_ONCE"),
        (training_cells, "MOST_VALUES"),
    ):
        setattr(module, name, int(getattr(module, name) * share))


def generated_model(scenario: str) -> tuple[type, dict[str, Any]]:
    """The generated model of a scenario, as a notebook's kernel holds it, and how it is trained."""
    found = next(each for each in json.loads(_CELLS.read_text(encoding="utf-8")) if each["scenario"] == scenario)
    name = "/tmp/ipykernel_0/model-cell.py"
    source = found["source"]
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, name, "exec"), space)
    sizes = ("hidden", "rank")  # which stand in the cell
    return space["Model"], {name: value for name, value in found["training"].items() if name not in sizes}
