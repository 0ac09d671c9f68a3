"""The obs columns of an object as they are judged: bounded in number and in levels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.columns import Coded, coded, find_column, hashable, text_of

COLUMNS = 300
LEVELS = 20_000
SEEN = 50_000


@dataclass(frozen=True)
class Table:
    """obs, with each column coded at most once; `keep` are the cells that are looked at."""

    obs: pd.DataFrame
    keep: np.ndarray

    @cached_property
    def names(self) -> list[str]:
        """The first COLUMNS column names that are not doubled, as text."""
        names = [str(column) for column in self.obs.columns[:COLUMNS]]
        return [name for name in dict.fromkeys(names) if names.count(name) == 1]

    @cached_property
    def _coded(self) -> dict[str, Coded | None]:
        return {}

    def column(self, name: str) -> Coded | None:
        """The column's labels and codes among the cells looked at; None for measurements and identifiers."""
        if name not in self._coded:
            self._coded[name] = self._read(name)
        return self._coded[name]

    def _read(self, name: str) -> Coded | None:
        series = self.obs[find_column(self.obs, name)]
        if pd.api.types.is_float_dtype(series.dtype) or pd.api.types.is_complex_dtype(series.dtype):
            head = series.iloc[:5000].dropna()
            if len(head) and head.nunique() > 200:
                return None
        if pd.api.types.is_datetime64_any_dtype(series.dtype):
            return None
        if not isinstance(series.dtype, pd.CategoricalDtype) and len(series) > 5000:
            head = hashable(series.iloc[:5000])
            if head.nunique() > 2500:
                return None
        found = coded(self.obs, name).within(self.keep)
        return found if len(found.labels) <= LEVELS else None


def obs_column(obs: pd.DataFrame, name: str) -> dict[str, Any]:
    """The wire format `ObsColumn`; a long column that is no category is counted in its first SEEN cells."""
    series = obs[find_column(obs, name)]
    seen = series if isinstance(series.dtype, pd.CategoricalDtype) else hashable(series.iloc[:SEEN])
    counts = seen.value_counts(dropna=True)
    counts = counts[counts > 0]
    n_unique, examples = len(counts), [text_of(value)[:80] for value in counts.index[:5]]
    return {
        "name": name,
        "dtype": str(series.dtype),
        "n_unique": int(n_unique),
        "n_missing": int(series.isna().sum()),
        "examples": examples,
    }


def same_partition(one: Coded, other: Coded) -> bool:
    """Whether two columns group the cells alike, whatever the groups are called."""
    n = n_joint(one, other)
    return n == len(one.labels) == len(other.labels)


def refines(fine: Coded, coarse: Coded) -> bool:
    """Whether each label of `fine` lies within one label of `coarse`."""
    return n_joint(fine, coarse) == len(fine.labels)


def told_by(fine: Coded, coarse: Coded) -> float:
    """Share of the cells whose `coarse` label is the commonest one of their `fine` label; a missing one is a label too."""
    if not len(fine.codes):
        return 1.0
    pairs = (fine.codes + 1) * (len(coarse.labels) + 1) + coarse.codes + 1
    joint, counts = np.unique(pairs, return_counts=True)
    most = np.zeros(len(fine.labels) + 1, dtype=np.int64)
    np.maximum.at(most, joint // (len(coarse.labels) + 1), counts)
    return float(most.sum() / len(fine.codes))


def n_joint(one: Coded, other: Coded) -> int:
    """How many pairs of labels occur together."""
    both = (one.codes >= 0) & (other.codes >= 0)
    return len(np.unique(one.codes[both] * (len(other.labels) + 1) + other.codes[both]))


def association(one: Coded, other: Coded) -> float:
    """Cramer's V of two columns, 0 to 1: 1 where one tells the other."""
    both = (one.codes >= 0) & (other.codes >= 0)
    n, rows, columns = int(both.sum()), len(one.labels), len(other.labels)
    if not n or min(rows, columns) < 2 or rows * columns > 4_000_000:
        return 0.0
    counts = np.bincount(one.codes[both] * columns + other.codes[both], minlength=rows * columns).reshape(rows, columns)
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / n
    with np.errstate(invalid="ignore", divide="ignore"):
        chi2 = float(np.nansum((counts - expected) ** 2 / expected))
    return float(np.sqrt(chi2 / (n * (min(rows, columns) - 1))))
