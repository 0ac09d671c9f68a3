"""How fast the evaluator is: `npm run benchmark -- --only evaluator` (20,000 cells x 5,000 genes, 10 % filled)."""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

import anndata
import numpy as np
import pandas as pd
from cellforge_runtime.data import prepare
from cellforge_runtime.differential import rank_sum
from cellforge_runtime.fold_scores import score_fold
from cellforge_runtime.run.room import n_cores
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from scipy import sparse
from scipy.stats import mannwhitneyu

CONTROLS = 2000
COMPARED = 4  # groups that every test is timed on


def main() -> None:
    arguments = argparse.ArgumentParser(prog="npm run benchmark -- --only evaluator")
    arguments.add_argument("--cells", type=int, default=20_000)
    arguments.add_argument("--genes", type=int, default=5_000)
    told = arguments.parse_args()
    adata = screen(told.cells, told.genes)
    data = prepare(adata, Task(perturbation="perturbation", control="control", scenarios=("unseen-perturbation",)))
    print(f"{data.x.shape[0]:,} cells x {data.x.shape[1]:,} genes, {len(data.conditions)} conditions", flush=True)
    compare_tests(data)
    fold = split(data)[0]
    mean = np.repeat(data.means[fold.train].mean(axis=0)[None], len(fold.held_out), axis=0)
    told_as = "every metric of the model and each baseline, and ceilings"
    _, alone = timed(lambda: score_fold(data, fold, {"model": [mean]}))
    print(f"one outer fold, {len(fold.held_out)} conditions, {told_as}, one thread: {alone:.1f} s", flush=True)
    cores = n_cores()
    _, together = timed(lambda: score_fold(data, fold, {"model": [mean]}, n_threads=cores))
    print(f"  {cores} threads, as in a design: {together:.1f} s; one thread {alone / together:.1f} times as long", flush=True)


def screen(cells: int, genes: int) -> anndata.AnnData:
    """Logged values at random places, more of them where a condition's genes go up."""
    rng = np.random.default_rng(0)
    x = sparse.random(cells, genes, density=0.1, format="csr", random_state=rng, dtype=np.float32)
    x.data = np.log1p(rng.poisson(2.0, x.nnz) + 1.0).astype(np.float32)
    n_conditions = max(10, (cells - CONTROLS) // 500)
    labels = np.array(["control"] * min(CONTROLS, cells // 4))
    each = np.resize([f"P{i:03d}" for i in range(n_conditions)], cells - len(labels))
    obs = pd.DataFrame({"perturbation": [*labels, *each]}, index=[f"c{i:06d}" for i in range(cells)])
    for i in range(n_conditions):
        rows = np.flatnonzero(obs["perturbation"] == f"P{i:03d}")
        scale = np.ones(genes, dtype=np.float32)
        scale[rng.choice(genes, genes // 20, replace=False)] = 1.5
        x[rows] = x[rows].multiply(scale[None, :]).tocsr()
    return anndata.AnnData(x, obs=obs, var=pd.DataFrame(index=[f"G{i:05d}" for i in range(genes)]))


def compare_tests(data) -> None:
    """The rank-sum test of four conditions against the controls, by ours and by others, one thread each."""
    reference = data.x[data.controls_of("all")]
    groups = [data.x[data.cells_of(i)] for i in range(COMPARED)]
    few = [group[:20, :50] for group in groups], reference[:40, :50]
    rank_sum(*few)  # imports and compiles
    (_, ours), own = timed(lambda: rank_sum(groups, reference))
    n = sum(group.shape[0] for group in groups)
    print(f"rank-sum test, {COMPARED} conditions ({n:,} cells) against {reference.shape[0]:,} controls: {own:.2f} s", flush=True)
    for name, other in (("scipy", _by_scipy), ("scanpy", _by_scanpy)):
        if other(*few) is None:
            print(f"  {name}: not installed", flush=True)
            continue
        found, seconds = timed(lambda other=other: other(groups, reference))
        apart = np.abs(found - ours).max()
        print(f"  {name}: {seconds:.1f} s, {seconds / own:.0f} times as long; largest difference of p {apart:.1e}", flush=True)


def _by_scipy(groups: list, reference: sparse.csr_matrix) -> np.ndarray:
    controls = reference.toarray()
    found = [mannwhitneyu(own.toarray(), controls, method="asymptotic", use_continuity=False).pvalue for own in groups]
    return np.stack(found)


def _by_scanpy(groups: list, reference: sparse.csr_matrix) -> np.ndarray | None:
    try:
        import scanpy
    except ImportError:
        return None
    labels = ["r"] * reference.shape[0] + [str(i) for i, own in enumerate(groups) for _ in range(own.shape[0])]
    obs = pd.DataFrame({"group": pd.Categorical(labels)}, index=[str(i) for i in range(len(labels))])
    adata = anndata.AnnData(sparse.vstack([reference, *groups]).tocsr(), obs=obs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scanpy.tl.rank_genes_groups(adata, "group", reference="r", method="wilcoxon", tie_correct=True)
    tables = [scanpy.get.rank_genes_groups_df(adata, str(i)).set_index("names") for i in range(len(groups))]
    return np.stack([table.loc[list(adata.var_names), "pvals"].to_numpy() for table in tables])


def timed(work: Callable) -> tuple:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


if __name__ == "__main__":
    main()
