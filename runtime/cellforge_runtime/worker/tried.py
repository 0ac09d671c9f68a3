"""What a trial asks of losses, tensors and predictions, and the failure that names a broken promise."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cellforge_runtime.training_set import Query


class TrialFailed(Exception):
    """A promise of the contract that the model did not keep; `told` goes into `trial.json`."""

    def __init__(
        self, failure: str, message: str, *, expected: str = "", found: str = "", remedy: str = "", method: str = ""
    ) -> None:
        super().__init__(message)
        self.told = {
            "class": failure,
            "message": message,
            "expected": expected,
            "found": found,
            "remedy": remedy,
            "method": method,
        }


def check_losses(stages: Sequence[Sequence[Any]]) -> list[str]:
    """Warnings about the curves that `fit` told, one a stage; a stage whose last loss is no number fails."""
    curves = [[float(loss) for loss in stage if loss is not None] for stage in stages]
    curves = [curve for curve in curves if curve]
    if not curves:
        return ["fit told no loss: progress(epoch=, epochs=, loss=) shows the analyst that training works."]
    for curve in curves:
        if not math.isfinite(curve[-1]):
            first = next(i for i, loss in enumerate(curve) if not math.isfinite(loss))
            raise TrialFailed(
                "nan-loss",
                "The loss became NaN or infinite.",
                expected="a finite loss.",
                found=f"{curve[-1]} at the end; the first such loss was number {first + 1} of {len(curve)}.",
                remedy="Lower the learning rate, clip gradients, add a small number before a logarithm, root or division.",
                method="fit",
            )
    last = curves[-1]
    if not all(map(math.isfinite, last)):
        return ["The loss was not finite for a while."]
    third = len(last) // 3  # one batch's loss says little
    if third > 1 and np.mean(last[-third:]) > np.mean(last[:third]):
        return [f"The loss did not fall: {np.mean(last[:third]):.3g} at first, {np.mean(last[-third:]):.3g} at the end."]
    return []


def check_tensors(model: Any, device: str) -> list[str]:
    """That the model's tensors are where fit was told to put them, or on the CPU."""
    found = {tensor.device.type for tensor in _tensors(model)}
    elsewhere = found - {device, "cpu"}
    if elsewhere:
        raise TrialFailed(
            "device",
            "The model put tensors on a device of its own choice.",
            expected=f"{device}, as given to fit.",
            found=", ".join(sorted(elsewhere)) + ".",
            remedy="Use the device that fit is given: network.to(device).",
            method="fit",
        )
    if found == {"cpu"} and device != "cpu":
        return [f"fit was given {device}, and everything is on the CPU."]
    return []


def as_profiles(predicted: Any, method: str, queries: Sequence[Query], *, features: Sequence[str], device: str) -> np.ndarray:
    """The predictions as float64, (queries, features), if that is what they are."""
    tensor_device = getattr(getattr(predicted, "device", None), "type", "cpu")
    if tensor_device not in (device, "cpu"):
        raise TrialFailed("device", f"{method} gave a tensor on {tensor_device}.", expected=f"{device} or cpu.", method=method)
    wanted = f"numbers of shape ({len(queries)}, {len(features)}): {len(queries)} queries, {len(features)} features."
    remedy = f"Let {method}(queries) return a float array (n_queries, n_features) of mean log1p profiles."
    found = _array(predicted, method, wanted, remedy)
    if found.shape != (len(queries), len(features)):
        told = f"shape {found.shape}."
        raise TrialFailed("shape", f"{method} gave another shape.", expected=wanted, found=told, remedy=remedy, method=method)
    if not np.isfinite(found).all():
        is_bad = ~np.isfinite(found)
        first = queries[int(np.argmax(is_bad.any(axis=1)))].label
        raise TrialFailed(
            "nan-prediction",
            f"{method} gave NaN or infinity.",
            expected="a finite number for every feature.",
            found=f"{int(is_bad.sum()):,} of {is_bad.size:,} values, first for {first!r}.",
            remedy="Look for a division by zero, a logarithm of zero, or a target or context that was never trained on.",
            method=method,
        )
    return found.astype(np.float64)


def _array(predicted: Any, method: str, wanted: str, remedy: str) -> np.ndarray:
    detach = getattr(predicted, "detach", None)
    try:
        found = np.asarray(detach().cpu().numpy() if detach else predicted)
    except ValueError as error:
        raise TrialFailed(
            "shape", f"{method} gave rows of unequal length.", expected=wanted, found=str(error), remedy=remedy, method=method
        ) from None
    if found.dtype.kind not in "fiu":
        told = f"{type(predicted).__name__} of dtype {found.dtype}."
        failure = "shape" if predicted is None else "dtype"
        raise TrialFailed(failure, f"{method} gave no numbers.", expected=wanted, found=told, remedy=remedy, method=method)
    return found


def plain_report(model: Any) -> dict[str, Any]:
    """What `report()` tells, which has to be plain JSON to reach the result."""
    report = getattr(model, "report", None)
    if not callable(report):
        return {}
    told = report()
    try:
        return json.loads(json.dumps(dict(told)))
    except (TypeError, ValueError) as error:
        raise TrialFailed(
            "dtype",
            "report() gave values that are not plain JSON.",
            expected="a dict of text, float(...), int(...), lists and dicts.",
            found=f"{error}.",
            remedy="Wrap numbers of numpy and torch: float(x), x.tolist().",
            method="report",
        ) from None


def is_far(first: np.ndarray, second: np.ndarray, most: float) -> bool:
    """Whether any value differs by more than `most`."""
    return bool(np.abs(first - second).max(initial=0.0) > most + 1e-7)


def _tensors(model: Any) -> Iterator[Any]:
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(model, "__dict__"):
        return
    waiting, seen = list(vars(model).values()), set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, torch.nn.Module):
            yield from value.parameters()
            yield from value.buffers()
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, (list, tuple)):
            waiting += value
