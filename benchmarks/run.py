"""The figures of docs/benchmarks.md on simulated screens: `npm run benchmark -- [--seeds N] [--only NAME]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from anndata import AnnData
from cellforge_runtime.datasets import known_truth, simulate
from cellforge_runtime.run.room import n_cores
from figures import Scores, folds_of, scores, scores_of, settled
from screens import PARTS, SIMULATED, shuffled

SHUFFLED = {
    "interaction, labels shuffled among all cells": ("interaction", True),
    "interaction, labels shuffled among perturbed cells": ("interaction", False),
}
SHUFFLED_CONTEXTS = {
    "nonlinear-context, labels shuffled among all cells": ("nonlinear-context", True),
    "nonlinear-context, labels shuffled among perturbed cells": ("nonlinear-context", False),
}
_WITHOUT = {"shuffled": SHUFFLED, "shuffled-contexts": SHUFFLED_CONTEXTS}
Told = tuple[str, bool]  # what to print of a screen, and whether a claim is made


def main() -> None:
    arguments = argparse.ArgumentParser(prog="npm run benchmark --")
    arguments.add_argument("--seeds", type=int, default=1, help="simulated screens of each kind (default 1)")
    arguments.add_argument("--only", choices=[*SIMULATED, *_WITHOUT], help="one kind, or labels shuffled")
    arguments.add_argument("--first", type=int, default=0, help="the first seed (default 0)")
    arguments.add_argument("--json", type=Path, help="where to write how many made a claim, by title")
    told = arguments.parse_args()
    work: dict[str, Callable[[int], Told]] = {
        kind: partial(_of_null if kind == "null" else _of_kind, kind) for kind in SIMULATED if told.only in (None, kind)
    }
    for name, titles in _WITHOUT.items():
        if told.only in (None, name):
            work |= {title: partial(_of_shuffled, *how) for title, how in titles.items()}
    claims_of: dict[str, list[int]] = {}
    with ProcessPoolExecutor(max_workers=n_cores()) as pool:
        for title, of_seed in work.items():
            seeds = range(told.first, told.first + told.seeds)
            claiming = claims_of[title] = []
            for seed, (lines, is_claim) in zip(seeds, pool.map(of_seed, seeds)):
                print(f"simulate({title}), seed {seed}: {lines}", flush=True)
                claiming += [seed] if is_claim else []
            print(f"simulate({title}): {len(claiming)} of {told.seeds} make a claim\n", flush=True)
    if told.json:
        screens = {title: {"claims": len(found), "of": told.seeds, "claiming": found} for title, found in claims_of.items()}
        told.json.write_text(json.dumps(screens), encoding="utf-8")


def _of_kind(kind: str, seed: int) -> Told:
    """The trained model on one screen, beside the truth."""
    task, adata = SIMULATED[kind], simulate(kind, seed=seed)
    part = scores(adata, task, part=PARTS[task.scenarios[0]], truth=known_truth(adata))
    names = dict.fromkeys(["model", "component", part.best(), part.best(by_error=True), "truth"])
    return "\n  ".join([_judged(part), *(_line(part, name) for name in names)]), part.claims


def _of_null(kind: str, seed: int) -> Told:
    return _with_nothing_in_it(kind, simulate(kind, seed=seed))


def _of_shuffled(kind: str, controls_too: bool, seed: int) -> Told:
    return _with_nothing_in_it(kind, shuffled(kind, seed, controls_too=controls_too))


def _with_nothing_in_it(kind: str, adata: AnnData) -> Told:
    """Each claim would be a false one. A model is trained where the verdict depends on it."""
    task = SIMULATED[kind]
    folds = folds_of(adata, task, PARTS[task.scenarios[0]])
    known = settled(folds)
    if known is not None:
        return ", ".join(f"{name} {verdict.id}" for name, verdict in known.items()), False
    part = scores_of(folds)
    return f"{_judged(part)}\n  {_line(part, 'model')}", part.claims


def _judged(part: Scores) -> str:
    found = ", ".join(f"{name} {verdict.id}" for name, verdict in part.verdicts.items())
    factors = ", ".join(f"{report['shrinkage']:.1f}" for report in part.reports)
    return f"{found}; {len(part.correlation['model'])} conditions, shrinkage {factors}"


def _line(part: Scores, name: str) -> str:
    line = f"{name:24s} pearson_delta_indep {part.correlation[name].mean():.3f}  mse {part.error[name].mean():.5f}"
    if name not in ("model", "component"):
        return line
    mean, low, high = part.paired(name)
    line += f"  against {part.best()} {mean:+.3f} [{low:+.3f}, {high:+.3f}]"
    # of a room that is next to nothing no share can be told
    if "truth" in part.correlation and part.room() > 0.02:
        mean, low, high = part.room_taken(name)
        line += f"  room taken {mean:.2f} [{low:.2f}, {high:.2f}]"
    return line


if __name__ == "__main__":
    main()
