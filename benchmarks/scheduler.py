"""Fits by this machine's own pool beside Dask workers on it: `npm run benchmark -- --only scheduler`."""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from large_stream import generated_model

FITS = 6
SCHEDULERS = ("local", "dask")


def main() -> int:
    arguments = argparse.ArgumentParser(prog="npm run benchmark -- --only scheduler")
    arguments.add_argument("--rounds", type=int, default=3, help="each scheduler this often, in turns")
    arguments.add_argument("--epochs", type=int, default=10)
    told = arguments.parse_args()
    warnings.simplefilter("ignore")
    import cellforge_runtime as cf
    from cellforge_runtime.describe import describe
    from cellforge_runtime.run.room import n_cores

    adata = cf.datasets.simulate("interaction", seed=0)
    settings = {"scenario": "unseen-perturbation", "folds": str(FITS)}
    folds = cf.split(cf.prepare(adata, cf.Task.from_wire(describe({"adata": adata}, "adata", settings)["task"])))
    model, training = generated_model("unseen-perturbation")
    seconds: dict[str, list[float]] = {name: [] for name in SCHEDULERS}
    predicted: dict[str, Any] = {}
    print(f"{len(folds)} fits, {n_cores()} cores, distributed {version('distributed')}", flush=True)
    for turn in range(told.rounds):
        for name in SCHEDULERS if turn % 2 == 0 else SCHEDULERS[::-1]:
            with tempfile.TemporaryDirectory(prefix="cellforge-scheduler-") as folder:
                run = cf.Run(Path(folder) / "r", device="cpu", scheduler=name)
                started = time.perf_counter()
                predictions = run.fit(model, folds, **training | {"max_epochs": told.epochs})
                seconds[name].append(time.perf_counter() - started)
            predicted[name] = np.concatenate([item.model.ravel() for item in predictions])
            print(f"turn {turn + 1}, {name}: {seconds[name][-1]:.1f} s", flush=True)
    best = {name: min(found) for name, found in seconds.items()}
    ratios = sorted(dask / pool for pool, dask in zip(seconds["local"], seconds["dask"]))
    same = "the same bytes" if predicted["local"].tobytes() == predicted["dask"].tobytes() else "OTHER predictions"
    print(
        f"pool {best['local']:.1f} s, local Dask cluster {best['dask']:.1f} s at best, its start and end included; ratio by turn "
        f"{', '.join(f'{ratio:.2f}' for ratio in ratios)} (above 1: the pool is faster); {same}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
