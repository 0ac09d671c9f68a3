"""The words for scenario parts, baselines and numbers; the same in picture and text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_PARTS = {
    "seen-2": "both targets seen",
    "seen-1": "one target seen",
    "seen-0": "no target seen",
}
_BLIND = "design_blind"
MINUS = "\N{MINUS SIGN}"


def part_title(scenario: str, part: str) -> str:
    """Such as "Unseen combination, both targets seen"."""
    words = [scenario.replace("-", " ").capitalize()]
    rule = part.removesuffix(_BLIND).rstrip("/-")
    if rule not in ("", "all"):
        words.append(_PARTS.get(rule, rule.replace("-", " ").replace("_", " ")))
    if part.endswith(_BLIND):
        words.append("kept from the design")
    return ", ".join(words)


def baseline_title(baseline: str) -> str:
    """The baseline's id as words."""
    return baseline.replace("-", " ")


def is_bounded(info: Mapping[str, Any]) -> bool:
    """Whether a metric's values lie in a range such as [-1, 1], where two decimals say all; errors have no such range."""
    return info["range"][1] is not None


def number(value: float | None, *, bounded: bool = True) -> str:
    """Such as "0.71" or "−0.02"; small errors keep two digits ("0.00042"); "not scored" for none."""
    if value is None:
        return "not scored"
    if not bounded and value != 0 and abs(value) < 0.1:
        text = f"{value:.5f}" if abs(value) < 0.001 else f"{value:.4f}"
    else:
        text = f"{value:.2f}"
    text = text.lstrip("-") if float(text) == 0 else text
    return text.replace("-", MINUS, 1)


def interval(ci: Sequence[float] | None, *, bounded: bool = True) -> str:
    """Such as "[0.69, 0.86]"; empty for none."""
    return "" if ci is None else f"[{number(ci[0], bounded=bounded)}, {number(ci[1], bounded=bounded)}]"


def modality_title(modality: str) -> str:
    """As a heading has it."""
    return {"rna": "RNA", "protein": "protein", "atac": "chromatin"}.get(modality, modality)
