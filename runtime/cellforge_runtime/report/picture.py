"""The result as a picture: from the baselines over the model to the noise ceiling, one row a scenario part."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from cellforge_runtime.report.words import baseline_title, interval, is_bounded, number, part_title

_MODEL, _BASELINE, _INK, _MUTED, _GOOD, _CEILING = "#1976d2", "#9e9e9e", "#212121", "#5f6368", "#2e7d32", "#8a8a8a"
_WIDTH, _ROW, _HEAD, _FOOT, _DPI = 7.2, 1.25, 0.55, 0.55, 120
_UNKNOWN = {"label": "", "higher_is_better": True, "range": [None, 1.0]}  # a metric that the result does not describe
_LINE = 100  # characters of the sentence under a row


def result_png(wire: Mapping[str, Any]) -> bytes:
    """PNG of the primary metric, drawn without touching the user's pyplot."""
    info = next((each for each in wire["metric_info"] if each["id"] == wire["primary"]), _UNKNOWN)
    rows = [
        (part_title(scenario, part), found, found["metrics"].get(wire["primary"]))
        for scenario, parts in wire["scenarios"].items()
        for part, found in parts["parts"].items()
    ]
    height = _HEAD + _ROW * max(len(rows), 1) + _FOOT
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    _head(figure, wire, info, height)
    span = _span([metric for _, _, metric in rows if metric])
    for i, (title, found, metric) in enumerate(rows):
        top = height - _HEAD - i * _ROW
        _row(figure, (top, height, span), (title, found, metric), info)
    _legend(figure, height)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _head(figure: Figure, wire: Mapping[str, Any], info: Mapping[str, Any], height: float) -> None:
    label = info["label"] or wire["primary"]
    y = 1 - 0.3 / height
    title = "Scores on held-out conditions" + (" (simulated data)" if wire["simulated"] else "")
    figure.text(0.03, y, title, weight="bold", size=10, color=_INK, va="center")
    figure.text(0.97, y, label, size=8.5, color=_MUTED, ha="right", va="center")


def _row(
    figure: Figure,
    place: tuple[float, float, tuple[float, float]],
    told: tuple[str, Mapping[str, Any], Mapping[str, Any] | None],
    info: Mapping[str, Any],
) -> None:
    top, height, span = place
    title, found, metric = told

    def at(below: float) -> float:
        return (top - below) / height

    figure.text(0.03, at(0.12), title, weight="bold", size=9, color=_INK, va="center")
    score = "not scored" if metric is None else _score(metric, bounded=is_bounded(info))
    figure.text(0.97, at(0.12), f"n = {found['conditions']}    {score}", size=9, color=_INK, ha="right", va="center")
    axes = figure.add_axes((0.04, at(0.55), 0.92, 0.3 / height))
    _axis(axes, span)
    if metric is not None:
        _marks(axes, metric, found["best_baseline"], higher_is_better=info["higher_is_better"])
    is_better = found["verdict"] == "better-than-baselines"
    lines = textwrap.wrap(found["sentence"], _LINE)[:2]
    figure.text(0.045, at(0.78), "\n".join(lines), size=8, color=_INK, va="top", linespacing=1.25)
    # colour is for the mark, words stay in ink
    below = 0.78 + 0.155 * max(len(lines), 1)
    figure.add_artist(Line2D([0.034, 0.034], [at(0.77), at(below)], color=_GOOD if is_better else _BASELINE, linewidth=2))


def _score(metric: Mapping[str, Any], *, bounded: bool) -> str:
    return f"{number(metric['model'], bounded=bounded)} {interval(metric['ci'], bounded=bounded)}"


def _axis(axes: Axes, span: tuple[float, float]) -> None:
    axes.set_xlim(*span)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=7, colors=_MUTED, length=2, pad=1)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#d0d0d0")


def _marks(axes: Axes, metric: Mapping[str, Any], best_id: str | None, *, higher_is_better: bool = True) -> None:
    sign = 1.0 if higher_is_better else -1.0
    values = {b: s["value"] for b, s in metric["baselines"].items() if s["value"] is not None}
    ceiling = metric["ceiling"]
    if ceiling is not None:
        width = max(ceiling[1] - ceiling[0], 1e-9)
        axes.add_patch(Rectangle((ceiling[0], 0.2), width, 0.6, fill=False, hatch="/////", edgecolor=_CEILING, linewidth=0))
    best = values.get(best_id) if best_id is not None else None
    floor = values.get("no-change", min(values.values(), key=lambda value: sign * value, default=None))
    if best is not None and floor is not None:
        _bar(axes, floor, best, "#c4c4c4")
    if best is not None and metric["model"] is not None and sign * metric["model"] > sign * best:
        _bar(axes, best, metric["model"], _MODEL)
    for value in values.values():
        axes.plot([value, value], [0.28, 0.72], color=_BASELINE, linewidth=1.2)
    if best is not None:
        axes.plot([best, best], [0.15, 0.85], color=_INK, linewidth=2.4, solid_capstyle="butt")
        axes.annotate(
            baseline_title(best_id), (best, 0.9), size=6.5, color=_MUTED, ha="center", va="bottom", annotation_clip=False
        )
    if metric["model"] is not None:
        if metric["ci"] is not None:
            axes.plot(metric["ci"], [0.5, 0.5], color=_INK, linewidth=1.1, marker="|", markersize=6)
        axes.plot(metric["model"], 0.5, "o", color=_MODEL, markersize=7, markeredgecolor="white")


def _bar(axes: Axes, start: float, end: float, colour: str) -> None:
    axes.add_patch(Rectangle((min(start, end), 0.42), abs(end - start), 0.16, color=colour, linewidth=0))


def _span(metrics: list[Mapping[str, Any]]) -> tuple[float, float]:
    values = [0.0]
    for metric in metrics:
        values += [metric["model"], *(metric["ci"] or ()), *(metric["ceiling"] or ())]
        values += [score["value"] for score in metric["baselines"].values()]
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    margin = 0.04 * ((high - low) or 1.0)
    return low - margin, high + margin


def _legend(figure: Figure, height: float) -> None:
    axes = figure.add_axes((0.03, 0.05 / height, 0.94, 0.25 / height))
    axes.set_axis_off()
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 1)
    axes.plot([1, 1], [0.2, 0.8], color=_BASELINE, linewidth=1.2)
    axes.plot([16, 16], [0.1, 0.9], color=_INK, linewidth=2.4)
    axes.plot([33, 37], [0.5, 0.5], color=_INK, linewidth=1.1, marker="|", markersize=5)
    axes.plot(35, 0.5, "o", color=_MODEL, markersize=6, markeredgecolor="white")
    axes.add_patch(Rectangle((54, 0.2), 3, 0.6, fill=False, hatch="/////", edgecolor=_CEILING, linewidth=0))
    for x, words in ((3, "baselines"), (18, "best baseline"), (39, "model, 95 %"), (59, "noise ceiling")):
        axes.text(x, 0.5, words, size=7.5, color=_MUTED, va="center")
