"""The figures of docs/benchmarks.md: `npm run benchmark -- [--seeds N] [--only NAME]`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cellforge_runtime.datasets import known_truth, simulate
from cellforge_runtime.task import Task
from figures import Scores, scores

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CELLFORGE_SHARED", ROOT.parent / "shared")) / "data"

PAIRS = {"perturbation": "perturbation", "control": "control", "separator": "+", "batch": "batch"}
CONTEXTS = {"perturbation": "perturbation", "control": "control", "context": "cell_type", "batch": "batch"}
SIMULATED = {
    "interaction": Task(**PAIRS, value_state="counts", scenarios=["unseen-combination"]),
    "nonlinear-context": Task(**CONTEXTS, value_state="counts", scenarios=["unseen-context"]),
    "additive": Task(**PAIRS, value_state="counts", scenarios=["unseen-combination"]),
    "null": Task(**PAIRS, value_state="counts", scenarios=["unseen-combination"]),
}
# file, task, and the least pearson_delta and greatest mse asked of it
REAL = {
    "norman19": (
        "original/perturbench_devel.h5ad",
        Task(
            perturbation="condition",
            control="control",
            separator="+",
            where="dataset:norman19",
            context="cell_type",
            scenarios=["unseen-combination"],
        ),
    ),
    "papalexi": (
        "h5ad/papalexi2021_thp1_crispr_sceptre.h5ad",
        Task(
            perturbation="perturbation",
            control="control",
            value_state="counts",
            batch="bio_rep",
            scenarios=["unseen-perturbation"],
        ),
    ),
    "kang": (
        "h5ad/kang2018_ifnb_scgen_valid.h5ad",
        Task(perturbation="condition", control="control", context="cell_type", scenarios=["unseen-context"]),
    ),
}
PARTS = {"unseen-combination": ("seen-2",)}


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
