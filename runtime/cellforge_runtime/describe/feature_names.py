"""What features are called where targets are looked up among them: by var_names, or by a column of var that holds the targets.

Published files often have Ensembl ids as var_names and the symbols, which targets are called by, in a column of var. A
target that is not found among the features is not removed from the scores that leave targets out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.words import normalise

_SYMBOLS = set(
    "genesymbol genesymbols symbol symbols genename genenames geneshortname featurename hgncsymbol gene genes name".split()
)
_IDS = set("geneid geneids ensemblid ensemblids ensembleid ensembl ensg featureid featureids id".split())
_ENSEMBL = re.compile(r"ENS[A-Z]*G\d{6,}(?:\.\d+)?")
LOOKED_AT = 200


def are_ensembl(names: Sequence[str]) -> bool:
    """Whether most names are Ensembl ids of genes, judged by the first."""
    some = [str(name) for name in names[:LOOKED_AT]]
    return bool(some) and sum(1 for name in some if _ENSEMBL.fullmatch(name)) > len(some) / 2


def known_names(adata: Any) -> frozenset[str]:
    """var_names; where they are Ensembl ids also the symbols beside them: what a label is compared with."""
    names = frozenset(map(str, adata.var_names))
    if not are_ensembl(adata.var_names):
        return names
    return names.union(*(_texts(adata.var, column) for column in _columns(adata.var, _SYMBOLS)))


def names_with_targets(var: pd.DataFrame, targets: Collection[str]) -> tuple[list[str], str | None]:
    """Names of the features, and the column of var they come from: None for var_names.

    A column is taken where at least twice as many targets stand in it as in var_names. Features without a name there, or
    with one that others have too, keep their var_name.
    """
    own = [str(name) for name in var.index]
    wanted = set(targets)
    n_own = len(wanted.intersection(own))
    best, n_best = None, max(2 * n_own, 1) - 1
    for column in _columns(var, _SYMBOLS | _IDS):
        n = len(wanted.intersection(_texts(var, column)))
        if n > n_best:
            best, n_best = column, n
    if best is None:
        return own, None
    texts = _texts(var, best)
    counts = pd.Series(texts).value_counts()
    names = [text if text and counts[text] == 1 else name for text, name in zip(texts, own)]
    return (names, best) if len(set(names)) == len(names) else (own, None)


def _columns(var: pd.DataFrame, names: Collection[str]) -> list[str]:
    columns = [str(column) for column in var.columns]
    return [column for column in columns if normalise(column) in names and columns.count(column) == 1 and column in var.columns]


def _texts(var: pd.DataFrame, column: str) -> list[str]:
    """The column as text, "" where nothing stands."""
    values = var[column]
    return np.where(values.isna(), "", values.astype(str)).tolist()
