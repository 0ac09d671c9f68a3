"""The cells that src/core/experiment/cells/fixtures.spec.ts keeps in tests/fixtures/cells."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from cellforge_runtime.training_set import Query, TrainingSet
from cellforge_runtime.worker.work import load_source

FOLDER = Path(__file__).parents[3] / "tests" / "fixtures" / "cells"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.json") if not path.stem.endswith("-cells"))


def cells(notebook: str) -> list[dict]:
    return json.loads((FOLDER / f"{notebook}.json").read_text(encoding="utf-8"))


def code(notebook: str) -> list[dict]:
    return [cell for cell in cells(notebook) if cell["kind"] == "code"]


def model_cells() -> list[dict]:
    """Every variant of the model cell: networks trained by descent, then those fitted by evidence."""
    files = (FOLDER / "model-cells.json", FOLDER / "evidence-cells.json")
    return [cell for file in files for cell in json.loads(file.read_text(encoding="utf-8"))]


def model_of(source: str) -> type:
    return load_source(source)["Model"]


def small_screen(*, scenario: str = "unseen-context", seed: int = 0) -> TrainingSet:
    """Four of five targets in each of three contexts, 30 features: the sizes that model-cells.json counts for."""
    rng = np.random.default_rng(seed)
    targets, contexts = [f"T{i}" for i in range(5)], ["a", "b", "c"]
    conditions = [Query((targets[(k + c) % 5],), context) for c, context in enumerate(contexts) for k in range(4)]
    effects = {target: rng.normal(size=30) for target in targets}
    levels = {context: 3 + rng.normal(size=30) for context in contexts}
    blocks, condition_of, context_of = [], [], []
    for c, context in enumerate(contexts):
        blocks.append(levels[context] + rng.normal(size=(60, 30)))
        condition_of += [-1] * 60
        context_of += [c] * 60
    for i, query in enumerate(conditions):
        blocks.append(levels[query.context] + effects[query.targets[0]] + rng.normal(size=(40, 30)))
        condition_of += [i] * 40
        context_of += [contexts.index(query.context)] * 40
    cells, condition_of, context_of = np.vstack(blocks), np.array(condition_of), np.array(context_of)
    return TrainingSet(
        features=[f"F{i}" for i in range(30)],
        conditions=conditions,
        means=np.stack([cells[condition_of == i].mean(axis=0) for i in range(len(conditions))]),
        n_cells=np.full(len(conditions), 40),
        cells=cells,
        condition_of=condition_of,
        context_of=context_of,
        contexts=contexts,
        controls={x: cells[(condition_of == -1) & (context_of == c)].mean(axis=0) for c, x in enumerate(contexts)},
        scenario=scenario,
        inner_folds=2,
    )
