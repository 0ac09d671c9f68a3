"""`must_be`: an argument of another kind than a function takes, refused with what to give instead."""

from __future__ import annotations

from cellforge_runtime.errors import CellForgeError


def must_be(value: object, kind: type, what: str, remedy: str) -> None:
    """Refuse `value` where it is no `kind`; `what` names the call and its argument, `remedy` is the line to write.

    Raises
    ------
    CellForgeError
        `call/other-argument`.
    """
    if isinstance(value, kind):
        return
    raise CellForgeError(
        "call/other-argument",
        message=f"{what} is of another kind.",
        expected=f"cellforge_runtime's {kind.__name__}.",
        found=f"{type(value).__module__}.{type(value).__qualname__}.",
        remedy=remedy,
    )
