"""Published methods, fitted in environments of their own on the same folds and scored by the same evaluator.

`run.fit(cf.adapters.gears(), folds)` gives predictions as any model's. Nothing of a published package is imported here, and
nothing of ours before it is asked for: a worker in a foreign environment imports this package, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cellforge_runtime.adapters.adapter import Adapter

__all__ = ["ADAPTERS", "Adapter", "biolord", "gears", "scgen"]


def gears(**settings: Any) -> Adapter:
    """GEARS (cell-gears): genes knocked out or activated, alone and in pairs, in one context.

    `gene2go=PATH` names a table of gene and GO terms; without it no gene is like another.
    """
    return _adapter("gears", settings)


def scgen(**settings: Any) -> Adapter:
    """scGen (pertpy's): a perturbation in a cell type or other context in which it was not measured."""
    return _adapter("scgen", settings)


def biolord(**settings: Any) -> Adapter:
    """biolord: genes alone and in pairs, and unseen contexts. `gene2go=PATH` as for GEARS."""
    return _adapter("biolord", settings)


def _adapter(name: str, settings: dict[str, Any]) -> Adapter:
    from cellforge_runtime.adapters.adapter import Adapter

    return Adapter(name, **settings)


def __getattr__(name: str) -> object:
    if name in ("ADAPTERS", "Adapter"):
        from cellforge_runtime.adapters import adapter

        return getattr(adapter, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
