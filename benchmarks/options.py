"""Options of the component library on one simulated screen, nothing else changed: `.venv/bin/python benchmarks/options.py`.

One network an option, trained on each of the first folds of a part without inner folds, shrinkage or fallback: what the
option is worth, not what the model falls back on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import Data, control_means, queries, training_set
from cellforge_runtime.datasets import KINDS, simulate
from cellforge_runtime.metrics.correlation import row_correlation
from cellforge_runtime.splits import Fold
from cellforge_runtime.training.evidence import Steps, fitted_by_evidence
from cellforge_runtime.worker.work import load_source
from figures import folds_of
from screens import SIMULATED

CELLS = Path(__file__).parents[1] / "tests" / "fixtures" / "cells"
GIVEN = ("learning_rate", "weight_decay", "dropout", "max_epochs", "batch_size")
BASELINES = ("additive", "multi-hot-ridge")


def main() -> None:
    made = {cell["option"]: cell for cell in json.loads((CELLS / "option-cells.json").read_text(encoding="utf-8"))}
    # what a network fitted by evidence is takes options of other slots with it
    made["evidence"] = json.loads((CELLS / "evidence-cells.json").read_text(encoding="utf-8"))[0]
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kind", default="interaction", choices=[kind for kind in KINDS if kind in SIMULATED])
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--cells", type=int, default=6000)
    arguments.add_argument("--folds", type=int, default=2)
    arguments.add_argument("--only", nargs="*", choices=list(made), default=list(made))
    told = arguments.parse_args()
    folds = folds_of(simulate(told.kind, seed=told.seed, n_cells=told.cells), SIMULATED[told.kind], "seen-2")
    for name in (*BASELINES, *told.only):
        scored = [_scores(folds.data, fold, name, made) for fold in list(folds)[: told.folds]]
        correlation, error = (np.concatenate(column) for column in zip(*scored))
        print(
            f"{name:18s} pearson_delta_indep {correlation.mean():.3f}  mse {error.mean():.5f}  {len(error)} conditions",
            flush=True,
        )


def _scores(data: Data, fold: Fold, name: str, made: dict[str, dict]) -> tuple[np.ndarray, np.ndarray]:
    """pearson_delta_indep and mse of each held-out condition."""
    train, asked = training_set(data, fold), queries(data, fold)
    predicted = fitted(name, train).predict(asked) if name in BASELINES else _trained(made[name], train).predict(asked)
    own, scoring = control_means(data, fold.model_controls), control_means(data, fold.scoring_controls)
    C_m, C_s = (np.stack([means.of(query) for query in asked]) for means in (own, scoring))
    observed = data.means[fold.held_out]
    return row_correlation(predicted - C_m, observed - C_s), ((predicted - observed) ** 2).mean(axis=1)


class _Alone:
    """The network of a model class by itself."""

    def __init__(self, model: object, described: object, network: object) -> None:
        self.model, self.described, self.network = model, described, network

    def predict(self, asked: list) -> np.ndarray:
        from cellforge_runtime.training.shrunk import _answer

        return _answer(self.network, self.described, asked, "cpu")


def _trained(cell: dict, train: object) -> _Alone:
    settings = {name: cell["training"][name] for name in GIVEN if name in cell["training"]}
    model = load_source(cell["source"])["Model"](**settings)
    model.progress = None
    described = model._describe(train)
    if model.fitted_by == "evidence":
        return _Alone(model, described, fitted_by_evidence(lambda: model.build(described), described, Steps(150), seed=42)[0])
    return _Alone(model, described, model._network(described, 42)[0])


if __name__ == "__main__":
    main()
