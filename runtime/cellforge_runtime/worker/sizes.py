"""How many trainable parameters a model has, and how many there are while it is being fitted."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Any

DEEPEST = 6


class Enough(BaseException):
    """Leaves a fit that was only begun to see how large the model is; no `except Exception` of its own stops it."""

    def __init__(self, parameters: int) -> None:
        super().__init__()
        self.parameters = parameters


def parameters_of(model: Any) -> int | None:
    """Elements of all torch parameters that hang on the model; None where it has none."""
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    found: dict[int, int] = {}
    seen: set[int] = set()

    def walk(value: Any, depth: int) -> None:
        if depth > DEEPEST or id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, torch.nn.Module):
            found.update({id(p): p.numel() for p in value.parameters() if p.requires_grad})
        elif isinstance(value, torch.nn.Parameter):
            found[id(value)] = value.numel()
        elif isinstance(value, dict):
            for inner in value.values():
                walk(inner, depth + 1)
        elif isinstance(value, (list, tuple, set)):
            for inner in value:
                walk(inner, depth + 1)
        elif hasattr(value, "__dict__") and not isinstance(value, type):
            walk(vars(value), depth + 1)

    walk(model, 0)
    return sum(found.values()) or None


def modules_alive() -> list[Any]:
    """Every torch module in this process."""
    torch = sys.modules.get("torch")
    if torch is None:
        return []
    # type(), not isinstance(): some of torch's own objects warn when they are asked what they are
    return [value for value in gc.get_objects() if issubclass(type(value), torch.nn.Module)]


def parameters_alive(beside: Sequence[Any] = ()) -> int:
    """Elements of the trainable parameters of all modules but those of `beside`, which came before."""
    earlier = {id(p) for module in beside for p in module.parameters()}
    found = {id(p): p.numel() for module in modules_alive() for p in module.parameters() if p.requires_grad}
    return sum(n for parameter, n in found.items() if parameter not in earlier)
