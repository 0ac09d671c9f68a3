"""What is told apart from the headline: pairs that are no sums, compounds that are no new mechanism, columns of cell-eval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cellforge_runtime.report.words import baseline_title, is_bounded, number, part_title

_MOST = 5
_COLUMNS = ("mae", "pearson_delta", "discrimination_score_l1", "overlap_at_N", "de_direction_match")


def _beside(scores: Mapping[str, Any], rivals: Sequence[str | None], info: Mapping[str, Any]) -> str:
    """The model's value, those of the rivals that were scored, and the number of conditions."""
    bounded = is_bounded(info)
    shown = [f"model {number(scores['model'], bounded=bounded)}"]
    for rival in dict.fromkeys(rivals):
        if rival in scores["baselines"]:
            shown.append(f"{baseline_title(rival)} {number(scores['baselines'][rival], bounded=bounded)}")
    return f"{', '.join(shown)} (n = {scores['n']})"


def interaction_lines(found: Mapping[str, Any], info: Sequence[Mapping[str, Any]]) -> list[str]:
    """Strongly non-additive pairs with their scores beside baselines; nothing where there are no such pairs to judge."""
    told = found.get("interactions")
    if told is None:
        return []
    many = f"{told['non_additive']} of {told['pairs']} pairs are strongly non-additive"
    lines = [f"  {many} ({told['beyond_noise']} depart from the sum beyond noise)."]
    if not told["non_additive"]:
        return lines
    infos = {each["id"]: each for each in info}
    for name, scores in told["scores"].items():
        beside = _beside(scores, [found["best_baseline"], "additive", "training-mean"], infos[name])
        lines.append(f"    {infos[name]['label']} on them: {beside}")
    for each in told["each"][:_MOST]:
        seen, said = each["observed"], each["predicted"]
        pairs = [
            f"{name.replace('_', ' ')} {number(seen[name])} (predicted {number(said[name])})"
            for name in ("magnitude", "model_fit")
        ]
        lines.append(f"    {each['label']}: {each['share']:.0%} of its squared change is no sum; {', '.join(pairs)}")
    return lines


def shared_target_lines(found: Mapping[str, Any], info: Sequence[Mapping[str, Any]]) -> list[str]:
    """Held-out compounds whose known targets were all hit in training, beside those that hit something new."""
    told = found.get("shared_targets")
    if told is None:
        return []
    many = f"{told['shared']} of {told['conditions']} conditions are of compounds whose known targets"
    lines = [f'  {many} (obs["{told["column"]}"]) were all hit in training.']
    infos = {each["id"]: each for each in info}
    for name, groups in told["scores"].items():
        for group, words in (("shared", "on them"), ("new", "on compounds that hit something new")):
            scores = groups[group]
            if not scores["n"] or not told["shared"]:
                continue
            beside = _beside(scores, [found["best_baseline"], "training-mean"], infos[name])
            lines.append(f"    {infos[name]['label']} {words}: {beside}")
    for each in told["each"][:_MOST]:
        hits, others = ", ".join(each["targets"]), ", ".join(each["also_hit_by"])
        lines.append(f"    {each['compound']} ({hits}): hit in training by {others}")
    return lines


def cell_eval_lines(told: Mapping[str, Any] | None) -> list[str]:
    """A few of the columns; all of them are in `Result.wire`."""
    if told is None:
        return []
    lines = ["", f"Columns of cell-eval {told['version']}. {told['note']}"]
    for part in told["parts"]:
        lines.append(f"  {part_title(part['scenario'], part['part'])} (n = {part['n']})")
        for column in _COLUMNS:
            values = part["columns"][column]
            words = ", ".join(f"{baseline_title(name)} {_three(value)}" for name, value in values.items())
            lines.append(f"    {column}: {words}")
    return lines


def _three(value: float | None) -> str:
    return "not scored" if value is None else f"{value:.3f}"
