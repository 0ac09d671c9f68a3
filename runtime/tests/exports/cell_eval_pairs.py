"""Simulated pairs of predicted and real cells, and what the package cell-eval says of them.

The expected values in cell-eval-0.8.2.json were written by that package itself:

    python -m venv /tmp/venv && /tmp/venv/bin/pip install cell-eval==0.8.2 pdex==0.3.0 scanpy==1.11.5
    /tmp/venv/bin/python runtime/tests/exports/cell_eval_pairs.py
"""

import json
import tempfile
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
from scipy import sparse

EXPECTED = Path(__file__).parent / "cell-eval-0.8.2.json"
FEATURES, CELLS, CONTROLS = 240, 40, 90
NAMES = [f"G{i:03d}" for i in range(0, 80, 10)] + ["drug", "silent"]


def pair(kind):
    """Predicted and real cells; kinds: "model", "constant", "sparse" (many zeros), "silent" (nothing changes)."""
    rng = np.random.default_rng(["model", "constant", "sparse", "silent"].index(kind))
    features = [f"G{i:03d}" for i in range(FEATURES)]
    level = rng.gamma(0.3 if kind == "sparse" else 2.0, 1.5, FEATURES)
    effects = {name: rng.normal(0, 0.9, FEATURES) * (rng.random(FEATURES) < 0.35) for name in NAMES}
    for name in NAMES if kind == "silent" else ["silent"]:
        effects[name] = np.zeros(FEATURES)
    mean = np.mean(list(effects.values()), axis=0)
    guessed = {name: mean if kind == "constant" else 0.6 * own + 0.4 * mean for name, own in effects.items()}
    sides = []
    for known in (guessed, effects):
        rows, labels = [rng.poisson(level, (CONTROLS, FEATURES))], ["control"] * CONTROLS
        for name in NAMES:
            rows.append(rng.poisson(level * np.exp(known[name]), (CELLS, FEATURES)))
            labels += [name] * CELLS
        counts = np.concatenate(rows).astype(float)
        x = np.log1p(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) * 1e3).astype(np.float32)
        obs = pd.DataFrame({"perturbation": labels}, index=[f"c{i}" for i in range(len(labels))])
        held = sparse.csr_matrix(x) if kind == "sparse" else x
        if kind == "silent":  # of distances that are all alike the package's 32-bit rounding would decide pearson_edistance
            held = held.astype(np.float64)
        sides.append(anndata.AnnData(held, obs=obs, var=pd.DataFrame(index=features)))
    return tuple(sides)


def by_the_package(predicted, real):
    """The per-perturbation table of cell-eval, {column: {perturbation: value or None}}."""
    import polars as pl
    from cell_eval import MetricsEvaluator

    with tempfile.TemporaryDirectory() as folder:
        evaluator = MetricsEvaluator(
            predicted.copy(), real.copy(), control_pert="control", pert_col="perturbation", outdir=folder, num_threads=1
        )
        found, _ = evaluator.compute(profile="full", skip_metrics=["clustering_agreement"], write_csv=False, break_on_error=True)
    names = found["perturbation"].to_list()
    numbers = found.drop("perturbation").with_columns(pl.all().cast(pl.Float64).fill_nan(None))
    return {column: dict(zip(names, numbers[column].to_list())) for column in numbers.columns}


if __name__ == "__main__":
    told = {kind: by_the_package(*pair(kind)) for kind in ("model", "constant", "sparse", "silent")}
    EXPECTED.write_text(json.dumps(told, indent=0, sort_keys=True) + "\n")
