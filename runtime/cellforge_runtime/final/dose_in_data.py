"""A dose that somebody typed, as a number in the unit of the data: converted, or refused where that is not sure."""

from __future__ import annotations

from collections.abc import Collection

from cellforge_runtime.describe.quantities import in_base_units
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About


def dose_in_data(value: float, units: Collection[str], label: str, about: About) -> float:
    """The dose that the model was trained on under this amount.

    Parameters
    ----------
    value
        In the base unit of `units` (micromolar, ng/ml), or as typed where there is none.
    units
        As typed beside the number; empty: a number alone, which is in the unit of the data.

    Raises
    ------
    CellForgeError
        `predict/unit`: the unit does not turn into that of the data, the data tell none, or a number alone could be meant
        in more than one.
    """
    if not units:
        return _alone(value, label, about)
    base = in_base_units(1.0, next(iter(units)))
    name = "" if about.dose_unit is None else about.dose_unit["name"]
    own = in_base_units(1.0, name) if name else None
    if base is None or own is None or own.unit != base.unit:
        raise _refused(label, _of_data(about), " or ".join(sorted(units)), _way(about))
    return float(f"{value / own.value:.12g}")


def written(value: float, about: About) -> str:
    """A dose of the data as it may be typed: with its unit where that is one that is read."""
    name = (about.dose_unit or {}).get("name") or ""
    return f"{value:g} {name}" if name and in_base_units(1.0, name) is not None else f"{value:g}"


def _alone(value: float, label: str, about: About) -> float:
    others = (about.dose_unit or {}).get("written") or ()
    if not others:
        return value
    raise _refused(
        label, f"a dose with its unit: the data write {' and '.join(others[:3])}", f"{value:g} without one", _way(about)
    )


def _of_data(about: About) -> str:
    if about.dose_unit is None:
        return "a dose as a number in the data's own unit: this model was kept before units were"
    name, others = about.dose_unit["name"], about.dose_unit["written"]
    if name:
        return f"a dose in {name}, the unit of the data, or in one that turns into it"
    if others:
        several = " and ".join(others[:3])
        return f"a `Query` with the dose of the data, which write {several}: these do not turn into each other"
    return "a dose as a number in the data's own unit, which the data do not tell"


def _way(about: About) -> str:
    doses = about.amounts("dose")
    return f'Write, for example, "... @ {written(doses[0], about)}".' if doses else "Leave the dose out."


def _refused(label: str, expected: str, found: str, remedy: str) -> CellForgeError:
    return CellForgeError(
        "predict/unit",
        message=f"The dose of {label!r} can't be told in the unit of the data.",
        expected=f"{expected}.",
        found=f"{found}.",
        remedy=remedy,
    )
