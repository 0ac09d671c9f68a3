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


def are_numbers(names: Sequence[str]) -> bool:
    """Whether the first names are numbers alone, as anndata numbers features that nobody named."""
    return len(names) > 0 and all(str(name).isdecimal() for name in names[:LOOKED_AT])


def known_names(adata: Any) -> frozenset[str]:
    """var_names; where they are Ensembl ids or numbers also the symbols beside them: what a label is compared with."""
    names = frozenset(map(str, adata.var_names))
    if not (are_ensembl(adata.var_names) or are_numbers(adata.var_names)):
        return names
    return names.union(*(_texts(adata.var, column) for column in _columns(adata.var, _SYMBOLS)))


def names_with_targets(var: pd.DataFrame, targets: Collection[str]) -> tuple[list[str], str | None]:
    """Names of the features, and the column of var they come from: None for var_names.

    A column is taken where at least twice as many targets stand in it as in var_names, or where var_names are numbers: then
    the first that names most features. Features without a name there, or with one that others have too, keep their var_name.
    """
    own = [str(name) for name in var.index]
    wanted = set(targets)
    n_own = len(wanted.intersection(own))
    best, n_best = None, max(2 * n_own, 1) - 1
    for column in _columns(var, _SYMBOLS | _IDS):
        n = len(wanted.intersection(_texts(var, column)))
        if n > n_best:
            best, n_best = column, n
    if best is None and are_numbers(own):
        best = next((column for column in _columns(var, _SYMBOLS) + _columns(var, _IDS) if _names_most(var, column)), None)
    if best is None:
        return own, None
    texts = _texts(var, best)
    counts = pd.Series(texts).value_counts()
    names = [text if text and counts[text] == 1 else name for text, name in zip(texts, own)]
    return (names, best) if len(set(names)) == len(names) else (own, None)


def _columns(var: pd.DataFrame, names: Collection[str]) -> list[str]:
    columns = [str(column) for column in var.columns]
    return [column for column in columns if normalise(column) in names and columns.count(column) == 1 and column in var.columns]


def _names_most(var: pd.DataFrame, column: str) -> bool:
    """Whether more than half of the features have a name of their own there, and no number."""
    counts = pd.Series([text for text in _texts(var, column) if text and not text.isdecimal()], dtype=object).value_counts()
    return int((counts == 1).sum()) > len(var) / 2


def _texts(var: pd.DataFrame, column: str) -> list[str]:
    """The column as text, "" where nothing stands."""
    values = var[column]
    return np.where(values.isna(), "", values.astype(str)).tolist()
