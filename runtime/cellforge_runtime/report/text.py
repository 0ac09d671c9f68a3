"""The result as plain text: verdicts, then tables that stand by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cellforge_runtime.report.apart import cell_eval_lines, interaction_lines, shared_target_lines
from cellforge_runtime.report.words import baseline_title, interval, is_bounded, modality_title, number, part_title

Part = tuple[str, Mapping[str, Any]]
INTERVALS = (
    "Intervals: 95 %, over independent conditions (targets, where several conditions share one): bootstrap from ten on, "
    "an exact sign-flip test from six to nine, and below six their range, which claims less than 95 %."
)
_ORDER = ("headline", "table", "last")


def result_text(wire: Mapping[str, Any]) -> str:
    """The verdict of every scenario part, then its scores; the literature's raw correlations come last."""
    parts = [
        (part_title(scenario, part), found)
        for scenario, parts in wire["scenarios"].items()
        for part, found in parts["parts"].items()
    ]
    lines = ["Simulated data: no cell was measured.", ""] if wire["simulated"] else []
    each = _by_modality(parts, wire)
    for title, found, _ in each:
        lines += [f"{title}: {found['sentence']}"]
    for title, found, info in each:
        lines += ["", f"{title} (n = {found['conditions']} held-out conditions, {found['folds']} folds)"]
        lines += _table(found, info)
        lines += interaction_lines(found, info)
        lines += shared_target_lines(found, info)
    lines += _knowledge_lines(wire.get("knowledge"))
    lines += cell_eval_lines(wire.get("cell_eval"))
    lines += ["", INTERVALS]
    looks = wire["looks"]
    many = f"Held-out conditions were scored {looks} times; after many looks the intervals are too narrow."
    lines += ["Held-out conditions were scored once." if looks == 1 else many]
    lines += [f"Note: {note}" for note in wire["notes"]]
    return "\n".join(lines)


def _by_modality(parts: list[Part], wire: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any], Any]]:
    """Every part, or every modality of every part with the metrics in its own words."""
    beside = wire.get("modalities", {})
    told = []
    for title, found in parts:
        for name, own in found.get("modalities", {"": {}}).items():
            info = beside[name]["metric_info"] if name in beside else wire["metric_info"]
            told.append((f"{title}, {modality_title(name)}" if name else title, {**found, **own}, info))
    return told


def _knowledge_lines(told: Mapping[str, Any] | None) -> list[str]:
    """What tables of prior knowledge were worth; nothing where there were none."""
    if told is None:
        return []
    names = ", ".join(table["name"] for table in told["tables"])
    lines = ["", f"Prior knowledge ({names}; {told['covered']} of {told['targets']} targets) {told['note']}."]
    lines += [f"  {part_title(part['scenario'], part['part'])}: {part['sentence']}" for part in told["outer"]]
    relied = told["relied"]
    return lines if relied is None else [*lines, f"  The model relied on it in {relied['kept']} of {relied['fits']} fits."]


def _table(found: Mapping[str, Any], metric_info: Any) -> list[str]:
    infos = sorted(metric_info, key=lambda info: _ORDER.index(info["shown"]))
    shown = [info for info in infos if info["id"] in found["metrics"]]
    others = _baselines(found)
    head = ["", "model", "95 %", *[baseline_title(b) for b in others], "ceiling", "n"]
    rows = [head]
    for info in shown:
        metric = found["metrics"][info["id"]]
        best, bounded = metric["baselines"], is_bounded(info)
        rows.append(
            [
                info["label"],
                number(metric["model"], bounded=bounded),
                interval(metric["ci"], bounded=bounded),
                *[number(best[b]["value"], bounded=bounded) if b in best else "" for b in others],
                _ceiling(metric, bounded=bounded),
                str(metric["n"]) if metric["n"] == found["conditions"] else f"{metric['n']} of {found['conditions']}",
            ]
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def _ceiling(metric: Mapping[str, Any], *, bounded: bool) -> str:
    """With the number of conditions where halves of some could not be scored."""
    span = interval(metric["ceiling"], bounded=bounded)
    return f"{span} (n = {metric['ceiling_n']})" if "ceiling_n" in metric else span


def _baselines(found: Mapping[str, Any]) -> list[str]:
    """The best baseline and the two that every reader knows: all of them are in `Result.table()`."""
    everything = {baseline for metric in found["metrics"].values() for baseline in metric["baselines"]}
    wanted = [found["best_baseline"], "no-change", "training-mean", "additive"]
    return [b for b in dict.fromkeys(wanted) if b in everything]
