"""What the modalities beside the first say of themselves on inner folds, and how protein follows RNA."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from cellforge_runtime.assessed_part import Assessed
from cellforge_runtime.data import CONTROL, Data, control_means
from cellforge_runtime.halves import Halves
from cellforge_runtime.part_result import rounded

LEAST_MATCHED = 3
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def modality_facts(modality: str, halves: Halves, assessed: Sequence[Assessed]) -> list[dict[str, Any]]:
    """The wire `Fact`s `MODALITY-half-agreement`, `-best-baseline-score` and `-ceiling-room`, as the first's are told."""
    told = {"protein": "proteins", "rna": "RNA"}[modality]
    agree = float(np.mean(list(halves.correlation.values())))
    found = [("half-agreement", agree, "Pearson of change", f"In {told} two halves of a condition's cells agree at {agree:.2f}.")]
    first = next((each for each in assessed if each.wire["decision"] == "go"), assessed[0] if assessed else None)
    if first is not None and np.isfinite(first.best_score):
        where = f"{first.wire['scenario']}, {first.wire['part']}"
        text = f"In {told} the best baseline on inner folds of {where} is {first.best_baseline}: {first.best_score:.2f}."
        found.append(("best-baseline-score", first.best_score, "primary metric", text))
        if first.room is not None:
            text = f"In {told} {first.room:.2f} is left from there to the noise ceiling."
            found.append(("ceiling-room", first.room, "primary metric", text))
    return [
        {"id": f"{modality}-{name}", "value": rounded(value), "unit": unit, "text": text} for name, value, unit, text in found
    ]


def lag_fact(rna: Data, protein: Data, looked_at: np.ndarray) -> list[dict[str, Any]]:
    """The wire `Fact` `rna-protein-agreement`: changes of proteins against those of the RNA of the same name."""
    place = {name.upper(): i for i, name in enumerate(rna.features)}
    pairs = [
        (place[word.upper()], j)
        for j, name in enumerate(protein.features)
        for word in [next((w for w in _NAME.findall(name) if w.upper() in place), None)]
        if word is not None
    ]
    if len(pairs) < LEAST_MATCHED:
        text = f"Not measured: {len(pairs)} proteins have the name of a gene in the RNA."
        return [{"id": "rna-protein-agreement", "value": None, "unit": "Pearson of change", "text": text}]
    genes, proteins = (np.array(side) for side in zip(*pairs))
    one, two = (_change(each, looked_at)[:, columns] for each, columns in ((rna, genes), (protein, proteins)))
    agree = float(np.corrcoef(one.ravel(), two.ravel())[0, 1]) if one.std() > 0 and two.std() > 0 else 0.0
    text = f"Changes of {len(pairs)} proteins and of the RNA of the same name agree at {agree:.2f}, noise included."
    return [{"id": "rna-protein-agreement", "value": rounded(agree), "unit": "Pearson of change", "text": text}]


def _change(data: Data, looked_at: np.ndarray) -> np.ndarray:
    controls = control_means(data, np.flatnonzero(data.condition_of == CONTROL))
    return data.means[looked_at] - np.stack([controls.of(data.queries[i]) for i in looked_at])
