"""The figures of docs/benchmarks.md: `npm run benchmark -- [--seeds N] [--only NAME]`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cellforge_runtime.datasets import known_truth, simulate
from figures import Scores, scores
from screens import PARTS, REAL, SHARED, SIMULATED


def main() -> None:
    arguments = argparse.ArgumentParser(prog="npm run benchmark --")
    arguments.add_argument("--seeds", type=int, default=1, help="simulated screens of each kind (default 1)")
    arguments.add_argument("--only", choices=[*SIMULATED, *REAL], help="one data set")
    told = arguments.parse_args()
    for name, task in SIMULATED.items():
        for seed in range(told.seeds) if told.only in (None, name) else ():
            _run(f"simulate({name}), seed {seed}", _simulated(name, task, seed))
    for name, (file, task) in REAL.items():
        if told.only not in (None, name):
            continue
        if not (SHARED / file).exists():
            print(f"{name}: not run, {file} is not in CELLFORGE_SHARED")
            continue
        _run(name, _measured(SHARED / file, task))


def _simulated(kind: str, task: Task, seed: int) -> Iterator[Scores]:
    adata = simulate(kind, seed=seed)
    return scores(adata, task, parts=PARTS.get(task.scenarios[0], ()), truth=known_truth(adata))


def _measured(path: Path, task: Task) -> Iterator[Scores]:
    import anndata

    return scores(anndata.read_h5ad(path), task, parts=PARTS.get(task.scenarios[0], ()))


def _run(title: str, parts: Iterator[Scores]) -> None:
    started = time.process_time()
    for part in parts:
        best, least = part.best(), part.best(by_error=True)
        factors = ", ".join(f"{report['shrinkage']:.1f}" for report in part.reports)
        print(f"\n{title}: {part.part}, {len(part.correlation['model'])} conditions; shrinkage {factors}")
        for name in dict.fromkeys(["model", "component", best, least, "truth"]):
            if name in part.correlation:
                print(_line(part, name))
    print(f"  {time.process_time() - started:.0f} s of processor time", flush=True)


def _line(part: Scores, name: str) -> str:
    line = f"  {name:24s} pearson_delta_indep {part.correlation[name].mean():.3f}  mse {part.error[name].mean():.5f}"
    if name not in ("model", "component"):
        return line
    mean, low, high = part.paired(name)
    line += f"  against {part.best()} {mean:+.3f} [{low:+.3f}, {high:+.3f}]"
    if "truth" in part.correlation:
        mean, low, high = part.room_taken(name)
        line += f"  room taken {mean:.2f} [{low:.2f}, {high:.2f}]"
    return line


if __name__ == "__main__":
    main()
