"""The AnnData and MuData objects in a user's namespace: metadata only, nothing is read or computed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cellforge_runtime.describe.problem import CellForgeError, few

MOST = 100
_HISTORY = re.compile(r"_+|_i*\d+|_i+|In|Out|exit|quit|get_ipython")


def objects(user_ns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The wire format `FoundObject`, by name; IPython's own names and names that start with _ are left out."""
    found = []
    for name, value in list(user_ns.items()):
        kind = kind_of(value)
        # cells are written with the name: what is none, as `globals()["my data"] = ...` makes it, can't be used
        is_name = isinstance(name, str) and name.isidentifier() and not name.startswith("_")
        if kind is None or not is_name or _HISTORY.fullmatch(name):
            continue
        n_cells, n_features = shape_of(value)
        found.append({"name": name, "type": kind, "n_cells": n_cells, "n_features": n_features})
        if len(found) == MOST:
            break
    return sorted(found, key=lambda each: each["name"])


def kind_of(value: Any) -> str | None:
    """AnnData or MuData, by the names of its classes: neither package is imported for it."""
    for base in type(value).__mro__:
        module = base.__module__.partition(".")[0]
        if (module, base.__name__) in (("anndata", "AnnData"), ("mudata", "MuData")):
            return base.__name__
    return None


def shape_of(value: Any) -> tuple[int, int]:
    """Cells and features."""
    return int(value.n_obs), int(value.n_vars)


def object_named(user_ns: Mapping[str, Any], name: str) -> Any:
    """The object of that name.

    Raises
    ------
    CellForgeError
        `data/no-object`: no such name (deleted or never made); `data/not-anndata`: something else.
    """
    known = [each["name"] for each in objects(user_ns)]
    if name not in user_ns:
        raise CellForgeError(
            "data/no-object",
            f'There is no object "{name}" in this kernel',
            expected="the name of an AnnData or MuData",
            found=few(known) if known else "no AnnData and no MuData",
            remedy="Run the cell that makes it again, or choose another object."
            if known
            else 'Load one, for example adata = anndata.read_h5ad("file.h5ad").',
        )
    value = user_ns[name]
    if kind_of(value) is None:
        raise CellForgeError(
            "data/not-anndata",
            f'"{name}" is no AnnData',
            expected="an AnnData or a MuData",
            found=f"an object of type {type(value).__name__}",
            remedy=f"Choose {few(known)}." if known else "Load one with anndata.read_h5ad.",
        )
    return value
