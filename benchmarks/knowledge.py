"""What a table of prior knowledge is worth by the ablation, where it is known how much the table knows.

`python benchmarks/knowledge.py` prints it for simulated screens whose targets act in modules, with the true table, two that are
half wrong, and one that is dealt out at random. Half wrong is a table in which every target has two terms, its own module and
another's, or one whose rows are wrong of half the targets. What the second would be worth to somebody who is told which
training targets it is wrong of stands beside it: less than half of what the true one is worth, since of an unseen target nobody
can tell whether its row is right, and half of the rows that could tell of it are gone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from anndata import AnnData
from cellforge_runtime.data import prepare
from cellforge_runtime.knowledge import read_knowledge
from cellforge_runtime.knowledge.worth import inner_worth, outer_worth
from cellforge_runtime.splits import Folds, split
from cellforge_runtime.task import Task

TARGETS, MODULES, CELLS, GENES = 48, 8, 60, 200
HALF_THE_TERMS, HALF_THE_TARGETS = "wrong of half the terms", "wrong of half the targets"
TABLES = ("true", HALF_THE_TERMS, HALF_THE_TARGETS, "shuffled")


def module_screen(seed: int) -> tuple[AnnData, dict[str, int]]:
    """Counts of single perturbations whose change is two thirds their module's and one third their own; and the modules."""
    rng = np.random.default_rng([seed, 1])
    names = [f"T{i:02d}" for i in range(TARGETS)]
    module = {name: i % MODULES for i, name in enumerate(names)}
    shared = rng.normal(0, 0.5, (MODULES, GENES)) * (rng.random((MODULES, GENES)) < 0.2)
    own = rng.normal(0, 0.25, (TARGETS, GENES)) * (rng.random((TARGETS, GENES)) < 0.2)
    base = rng.normal(0.5, 1.0, GENES)
    labels = np.repeat(["control", *names], [20 * CELLS, *[CELLS] * TARGETS])
    change = {"control": np.zeros(GENES), **{name: shared[module[name]] + own[i] for i, name in enumerate(names)}}
    counts = rng.poisson(np.exp(base + np.stack([change[label] for label in labels])))
    obs = pd.DataFrame({"perturbation": pd.Categorical(labels)}, index=[f"cell-{i}" for i in range(len(labels))])
    adata = AnnData(X=counts.astype(np.float32), obs=obs, var=pd.DataFrame(index=[f"G{i:03d}" for i in range(GENES)]))
    adata.uns["simulated"] = True
    return adata, module


def table_of(kind: str, module: dict[str, int], seed: int) -> str:
    """The table as a file has it: a target, a tab, its module, or its module and another."""
    rng = np.random.default_rng([seed, 2])
    names = list(module)
    half = list(rng.permutation(names)[: len(names) // 2])
    wrong = {"true": [], HALF_THE_TARGETS: half}.get(kind, names)
    told = dict(module)
    told.update(zip(wrong, (module[name] for name in rng.permutation(wrong))))
    own = [f"module{module[name]} " if kind == HALF_THE_TERMS else "" for name in told]
    return "".join(f"{name}\t{first}module{number}\n" for first, (name, number) in zip(own, told.items()))


def without_wrong(table: str, module: dict[str, int], training: set[str]) -> str:
    """The table without those rows of training targets that do not tell their module."""
    right = {f"{name}\tmodule{number}" for name, number in module.items()}
    return "".join(f"{row}\n" for row in table.splitlines() if row in right or row.split("\t")[0] not in training)


def folds_of(adata: AnnData) -> Folds:
    task = Task(perturbation="perturbation", control="control", value_state="counts", scenarios=("unseen-perturbation",))
    return split(prepare(adata, task))


def worth_of(kind: str, seed: int) -> tuple[dict, dict]:
    """The ablation on inner folds and on outer ones, of one table of one screen."""
    adata, module = module_screen(seed)
    folds = folds_of(adata)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.tsv"
        path.write_text(table_of(kind, module, seed), encoding="utf-8")
        tables = read_knowledge(path, folds.data)
    return inner_worth(tables, folds)[0], outer_worth(tables, folds)[0]


def bound_of(kind: str, seed: int) -> float:
    """The mean score of the rule where each fit is given the table without the wrong rows of its training targets."""
    adata, module = module_screen(seed)
    folds, table = folds_of(adata), table_of(kind, module, seed)
    scores, sizes = [], []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.tsv"
        for fold in folds:
            training = {target for i in fold.train for target in folds.data.queries[i].targets}
            path.write_text(without_wrong(table, module, training), encoding="utf-8")
            found = outer_worth(read_knowledge(path, folds.data), replace(folds, folds=(fold,)))[0]
            scores.append(found["table"])
            sizes.append(found["conditions"])
    return float(np.average(scores, weights=sizes))


def worth(kind: str, seeds: Sequence[int]) -> dict[str, Any]:
    """Means over screens of the ablation on outer folds; intervals are means of the screens' intervals."""
    found = [worth_of(kind, seed)[1] for seed in seeds]
    told: dict[str, Any] = {key: float(np.mean([np.mean(each[key]) for each in found])) for key in ("none", "table", "shuffled")}
    for key in ("gain", "over_shuffled"):
        ci = np.mean([each[key]["ci"] for each in found], axis=0)
        told[key] = {"difference": float(np.mean([each[key]["difference"] for each in found])), "ci": ci.tolist()}
    if kind == HALF_THE_TARGETS:
        told["bound"] = float(np.mean([bound_of(kind, seed) for seed in seeds]))
    return told | {key: sum(each[key] for each in found) for key in ("kept", "fits")}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python benchmarks/knowledge.py")
    arguments.add_argument("--seeds", type=int, default=5, help="screens (default 5)")
    arguments.add_argument("--first", type=int, default=0, help="the first seed (default 0)")
    arguments.add_argument("--json", type=Path, help="where to write the figures")
    given = arguments.parse_args()
    found = {kind: worth(kind, range(given.first, given.first + given.seeds)) for kind in TABLES}
    print(f"{'table':25s}  none  table  shuffled  gain (95 %)             over shuffled           kept of fits")
    for kind, told in found.items():
        scores = f"{told['none']:5.3f}  {told['table']:5.3f}  {told['shuffled']:8.3f}"
        spans = [f"{told[key]['difference']:+.3f} ({_span(told[key]['ci'])})" for key in ("gain", "over_shuffled")]
        print(f"{kind:25s}  {scores}  {spans[0]}  {spans[1]}  {told['kept']} of {told['fits']}")
    bound, none = (found[HALF_THE_TARGETS][key] for key in ("bound", "none"))
    print(f"who is told which training targets that one is wrong of: {bound:5.3f}, {bound - none:+.3f}")
    if given.json:
        given.json.write_text(json.dumps(found), encoding="utf-8")


def _span(ci: Sequence[float]) -> str:
    return f"{ci[0]:+.3f} to {ci[1]:+.3f}"


if __name__ == "__main__":
    main()
