"""Columns of obs as codes and text, whatever their dtype: categories with unused levels, numbers, booleans, missing."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cellforge_runtime.describe.problem import CellForgeError, few


@dataclass(frozen=True)
class Coded:
    """One column: `codes` per cell into `labels`, -1 where it is missing; every label has at least one cell."""

    name: str
    codes: np.ndarray  # (cells,)
    labels: tuple[str, ...]

    def counts(self) -> np.ndarray:
        """Cells per label, (labels,)."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.labels))

    def within(self, keep: np.ndarray) -> Coded:
        """The same cells, with those outside `keep` made missing and labels that are gone dropped."""
        return _compact(self.name, np.where(keep, self.codes, -1), self.labels)


def text_of(value: Any) -> str:
    """A label as the analyst writes it: `1.0` is `1`, `True` is `True`, bytes are decoded, blanks at its ends are gone, and an
    accent is one with its letter, however it is stored."""
    if isinstance(value, bytes):
        return composed(value.decode("utf-8", "replace")).strip()
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return composed(str(value)).strip()


def composed(text: str) -> str:
    """The one of several ways to store the same letters that labels are compared in: an accent with its letter (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def padded_labels(written: Iterable[str]) -> list[str]:
    """Those labels that begin or end with a blank, as they are written."""
    return sorted(label for label in written if label != label.strip())


def decomposed_labels(written: Iterable[str]) -> list[str]:
    """Those labels whose accents are stored apart from their letters, as they are read."""
    return sorted({composed(label) for label in written if label != composed(label)})


def written_labels(obs: pd.DataFrame, name: str) -> list[str]:
    """The labels of a column that are text, as they are stored."""
    column = find_column(obs, name)
    if column is None or isinstance(obs[column], pd.DataFrame):
        return []
    return [label for label in hashable(obs[column]).dropna().unique() if isinstance(label, str)]


def coded(obs: pd.DataFrame, name: str, *, role: str = "column") -> Coded:
    """One column of `obs` as codes and text labels.

    Raises
    ------
    CellForgeError
        `task/no-such-column`: obs has no such column; the nearest names are told.
    """
    column = find_column(obs, name)
    if column is None:
        raise _no_such_column(obs, name, role)
    series = obs[column]
    if isinstance(series, pd.DataFrame):
        raise CellForgeError(
            "data/duplicated-column",
            f'obs has several columns named "{name}"',
            expected="one column of each name",
            found=f'{series.shape[1]} columns "{name}"',
            remedy="rename or drop all but one of them",
        )
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = np.asarray(series.cat.codes, dtype=np.int64)
        values: Sequence[Any] = list(series.cat.categories)
    else:
        try:
            codes, uniques = pd.factorize(series, use_na_sentinel=True)
        except TypeError:
            codes, uniques = pd.factorize(hashable(series), use_na_sentinel=True)
        values = list(uniques)
    labels = [text_of(value) for value in values]
    merged = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    if len(merged) < len(labels):  # 1 and "1", "A549" and "A549 " are one label
        codes = np.array([*(merged[label] for label in labels), -1], dtype=np.int64)[codes]
    return _compact(str(name), np.asarray(codes, dtype=np.int64), tuple(merged))


def hashable(series: pd.Series) -> pd.Series:
    """A column whose cells hold lists, sets or arrays with these as text, `['A', 'B']`; any other as it is.

    Sets have no order and are sorted; an empty list is a missing value.
    """
    try:
        pd.factorize(series)
    except TypeError:
        return series.map(_listed)
    return series


def _listed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | set):
        texts = [text_of(each) for each in value]
        texts = texts if isinstance(value, list) else sorted(texts)
        return f"[{', '.join(map(repr, texts))}]" if texts else None
    try:
        hash(value)
    except TypeError:
        return str(value)
    return value


def find_column(obs: pd.DataFrame, name: str) -> Any:
    """The column key that reads as `name`, or None."""
    if name in obs.columns:
        return name
    return next((column for column in obs.columns if str(column) == name), None)


def _compact(name: str, codes: np.ndarray, labels: Sequence[str]) -> Coded:
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    used = np.flatnonzero(counts)
    order = used[np.argsort([labels[i] for i in used], kind="stable")] if len(used) else used
    place = np.full(len(labels) + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return Coded(name, place[codes], tuple(labels[i] for i in order))


def _no_such_column(obs: pd.DataFrame, name: str, role: str) -> CellForgeError:
    names = [str(column) for column in obs.columns]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return CellForgeError(
        "task/no-such-column",
        f'obs has no column "{name}" for the {role}',
        expected=f'a column "{name}" in obs',
        found=few(near + [n for n in names if n not in near]) if names else "no columns in obs",
        remedy=f'Was it renamed? Set the {role} to "{near[0]}" if that is it, or to another column of obs.'
        if near
        else f"Set the {role} to a column of obs.",
    )
