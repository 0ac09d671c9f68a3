"""`Space`: which settings may be tried between which bounds, checked before any work."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cellforge_runtime.errors import CellForgeError

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution


def distributions(space: Mapping[str, Any]) -> dict[str, BaseDistribution]:
    """The space in Optuna's words.

    Parameters
    ----------
    space
        By setting: `(least, greatest)`, whole numbers where both are; `(least, greatest, "log")`; or a list to pick from.

    Raises
    ------
    CellForgeError
        `search/space`: an entry is none of these. `search/no-optuna`: Optuna is not installed.
    """
    check_optuna()
    return {name: _distribution(name, bounds) for name, bounds in space.items()}


def check_optuna() -> None:
    """That settings can be searched for at all."""
    if importlib.util.find_spec("optuna") is None:
        raise CellForgeError(
            "search/no-optuna",
            message="Settings can't be searched for.",
            expected="the package optuna in this kernel, which proposes them.",
            found="no such package.",
            remedy='Install it, %pip install "cellforge-runtime[search]", or leave trials out: cf.Search(candidate, ...).',
        )


def _distribution(name: str, bounds: Any) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(bounds, list) and bounds:
        return CategoricalDistribution(bounds)
    *span, how = bounds if isinstance(bounds, tuple) and len(bounds) == 3 else (*_pair(name, bounds), "even")
    is_number = all(isinstance(end, int | float) and not isinstance(end, bool) for end in span)
    if not is_number or how not in ("even", "log") or not span[0] < span[1] or (how == "log" and span[0] <= 0):
        raise _problem(name, bounds)
    kind = IntDistribution if all(isinstance(end, int) for end in span) else FloatDistribution
    return kind(span[0], span[1], log=how == "log")


def _pair(name: str, bounds: Any) -> tuple[Any, Any]:
    if not isinstance(bounds, tuple) or len(bounds) != 2:
        raise _problem(name, bounds)
    return bounds


def _problem(name: str, bounds: Any) -> CellForgeError:
    return CellForgeError(
        "search/space",
        message=f"The setting {name} can't be searched for.",
        expected='(least, greatest), (least, greatest, "log") with both above 0, or a list to pick from.',
        found=f"{bounds!r}"[:100] + ".",
        remedy=f'Write for instance space={{"{name}": (0.001, 0.1, "log")}}.',
    )
