"""The words for scenario parts, baselines and numbers; the same in picture and text."""

from __future__ import annotations

from collections.abc import Sequence

_PARTS = {
    "seen-2": "both targets seen",
    "seen-1": "one target seen",
    "seen-0": "no target seen",
    "design_blind": "kept from the design",
}
MINUS = "\N{MINUS SIGN}"


def part_title(scenario: str, part: str) -> str:
    """Such as "Unseen combination, both targets seen"."""
    name = scenario.replace("-", " ").capitalize()
    return name if part == "all" else f"{name}, {_PARTS.get(part, part.replace('-', ' ').replace('_', ' '))}"


def baseline_title(baseline: str) -> str:
    """The baseline's id as words."""
    return baseline.replace("-", " ")


def number(value: float | None, decimals: int = 2) -> str:
    """Such as "0.71" or "−0.02"; "not scored" for none. Numbers too small for the decimals keep two digits."""
    if value is None:
        return "not scored"
    if value != 0 and abs(value) < 0.5 * 10**-decimals:
        text = f"{value:.2g}"
    else:
        text = f"{value:.{decimals}f}"
        text = text.lstrip("-") if float(text) == 0 else text
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def interval(ci: Sequence[float] | None) -> str:
    """Such as "[0.69, 0.86]"; empty for none."""
    return "" if ci is None else f"[{number(ci[0])}, {number(ci[1])}]"
