"""What the choice of the baseline is worth on small screens: `python benchmarks/small_screens.py [--only dose]`.

Small screens are drawn from simulated ones. On each, the baseline that comes out first on inner folds (the choice for larger
screens) stands beside the choice for few conditions, the mixture of all, and the best of all in hindsight over screens.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
from anndata import AnnData
from cellforge_runtime.baselines import applicable, choice, fitted
from cellforge_runtime.data import control_means, prepare, queries, training_set
from cellforge_runtime.datasets import simulate
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits import BLIND, split
from cellforge_runtime.task import Task

FIRST, TAKEN = "came out first", "taken"
Drawn = Iterator[tuple[str, AnnData]]
Scores = dict[str, tuple[float, float]]  # correlation, and squared error in shares of that of no change


def pairs(adata: AnnData, rng: np.random.Generator) -> Drawn:
    """Pairs of 7 targets, and these alone; of 12."""
    names = _names(adata)
    singles = [name for name in names if "+" not in name]
    for n, times in ((7, 4), (12, 2)):
        for _ in range(times):
            few = set(rng.choice(singles, n, replace=False))
            yield f"pairs of {n} targets", _with(adata, [name for name in names if few.issuperset(name.split("+"))])


def singles(adata: AnnData, rng: np.random.Generator) -> Drawn:
    """Targets alone."""
    names = [name for name in _names(adata) if "+" not in name]
    for n, times in ((12, 4), (18, 4)):
        for _ in range(times):
            yield f"{n} targets", _with(adata, rng.choice(names, n, replace=False))


def contexts(adata: AnnData, rng: np.random.Generator) -> Drawn:
    """Some perturbations in three cell types."""
    names, types = _names(adata), adata.obs["cell_type"].astype(str)
    for n, times in ((4, 4), (8, 3)):
        for _ in range(times):
            some = adata[types.isin(rng.choice(types.unique(), 3, replace=False))]
            yield f"{n} perturbations, 3 cell types", _with(some, rng.choice(names, n, replace=False))


def drugs(adata: AnnData, rng: np.random.Generator) -> Drawn:
    """Some drugs or cytokines, at all doses or times."""
    names = _names(adata)
    for n, times in ((3, 4), (6, 2)):
        for _ in range(times):
            yield f"{n} perturbations", _with(adata, rng.choice(names, n, replace=False))


KINDS: dict[str, tuple[Callable[[AnnData, np.random.Generator], Drawn], dict]] = {
    "interaction": (pairs, {"separator": "+", "scenarios": ("unseen-combination",)}),
    "additive": (singles, {"separator": "+", "scenarios": ("unseen-perturbation",)}),
    "nonlinear-context": (contexts, {"context": "cell_type", "scenarios": ("unseen-context",)}),
    "dose": (drugs, {"dose": {"from": "column", "column": "dose"}, "scenarios": ("unseen-dose",)}),
    "time": (drugs, {"time": {"from": "column", "column": "time_h"}, "scenarios": ("time",)}),
}


def scored(adata: AnnData, task: Task) -> dict[str, Scores]:
    """By part: each baseline, the one that came out first and the one taken."""
    folds = split(prepare(adata, task))
    found: dict[str, dict[str, list[np.ndarray]]] = defaultdict(lambda: defaultdict(list))
    for fold in folds:
        if fold.part.endswith(BLIND):
            continue
        train, asked = training_set(folds.data, fold), queries(folds.data, fold)
        train = train.subset(np.arange(len(train.conditions)), cells=False)
        scoring = control_means(folds.data, fold.scoring_controls)
        sides = [train.matched_controls(asked), np.stack([scoring.of(query) for query in asked])]
        measured = [folds.data.means[fold.held_out] - controls for controls in sides]
        here = {name: _scores(fitted(name, train).change(asked), *measured) for name in applicable(fold.scenario, train)}
        here |= {FIRST: here[choice.first_by_inner_folds(train)], TAKEN: here[choice.best_by_inner_folds(train)]}
        for name, values in here.items():
            found[fold.part][name].append(values)
    return {part: {name: np.concatenate(all_).mean(axis=0) for name, all_ in by.items()} for part, by in found.items()}


def _scores(change: np.ndarray, from_own: np.ndarray, from_scoring: np.ndarray) -> np.ndarray:
    """The error is of profiles, so against the model's controls; the correlation against those that it never saw."""
    error = ((change - from_own) ** 2).mean(axis=1) / max(float((from_own**2).mean()), 1e-12)
    return np.stack([row_correlation(change, from_scoring), error], axis=1)


def _names(adata: AnnData) -> list[str]:
    return [name for name in adata.obs["perturbation"].astype(str).unique() if name != "control"]


def _with(adata: AnnData, names) -> AnnData:
    return adata[adata.obs["perturbation"].astype(str).isin(["control", *names])].copy()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python benchmarks/small_screens.py")
    arguments.add_argument("--only", choices=KINDS, help="one kind of screen")
    arguments.add_argument("--seeds", type=int, nargs="+", default=[3, 4], help="screens (default 3 4)")
    given = arguments.parse_args()
    print("correlation of change / squared error in shares of that of no change")
    for kind in [given.only] if given.only else KINDS:
        draw, told = KINDS[kind]
        task = Task(perturbation="perturbation", control="control", value_state="counts", **told)
        found: dict[tuple[str, str], list[Scores]] = defaultdict(list)
        for seed in given.seeds:
            for size, adata in draw(simulate(kind, seed=seed), np.random.default_rng([seed, 5])):
                for part, scores in scored(adata, task).items():
                    found[size, part].append(scores)
        for (size, part), screens in found.items():
            names = [name for name in dict.fromkeys(name for each in screens for name in each) if name not in (FIRST, TAKEN)]
            best = max(names, key=lambda name: np.mean([each[name][0] for each in screens if name in each]))
            told_as = [f"{name} {_mean(screens, name)}" for name in (FIRST, TAKEN)]
            told_as.append(f"best on all of them: {best} {_mean(screens, best)}")
            print(f"{kind}, {size}, {part}, {len(screens)} screens: {', '.join(told_as)}", flush=True)


def _mean(screens: list[Scores], name: str) -> str:
    correlation, error = np.mean([each[name] for each in screens if name in each], axis=0)
    return f"{correlation:.3f} / {error:.2f}"


if __name__ == "__main__":
    main()
