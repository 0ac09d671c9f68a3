"""Numbers measured on the data that a turn of the debate may cite, by stable ids."""

from __future__ import annotations

from typing import Any

import numpy as np

from cellforge_runtime.describe.conditions import ALL, CONTROL, Conditions
from cellforge_runtime.describe.control_groups import matching_told, unmatched_times


def facts(
    found: Conditions, *, n_features: int, matrix: dict[str, Any], simulated: bool, min_cells: int = 0
) -> list[dict[str, Any]]:
    """The wire format `Fact`; counts over the conditions of the task. Below `min_cells` cells a condition is not scored."""
    conditions = found.conditions
    singles = [each for each in conditions if len(each.targets) == 1]
    pairs = [each for each in conditions if len(each.targets) == 2]
    alone = {(each.targets[0], each.context) for each in singles}
    both = sum(all((target, each.context) in alone for target in each.targets) for each in pairs)
    one = sum(any((target, each.context) in alone for target in each.targets) for each in pairs)
    cells = [each.n_cells for each in conditions]
    targets = {target for each in conditions for target in each.targets}
    n_contexts = len({each.context for each in conditions} - {None}) or 1
    median = float(np.median(cells)) if cells else 0.0
    told = [
        ("conditions", len(conditions), "conditions", f"{len(conditions):,} conditions."),
        ("perturbations", len(targets), "targets", f"{len(targets):,} different targets."),
        ("singles", len({each.targets for each in singles}), "perturbations",
         f"{len({each.targets for each in singles}):,} perturbations measured alone."),
        ("pairs", len(pairs), "conditions", f"{len(pairs):,} conditions are pairs of targets."),
        ("pairs-both-seen", both, "conditions", f"Of {len(pairs):,} pairs {both:,} have both targets measured alone."),
        ("pairs-one-seen", one, "conditions", f"Of {len(pairs):,} pairs {one:,} have a target measured alone."),
        ("cells-per-condition", median, "cells", f"{median:g} cells in the median condition."),
        ("fewest-cells", min(cells, default=0), "cells", f"{min(cells, default=0):,} cells in the smallest condition."),
        ("contexts", n_contexts, "contexts", f"{n_contexts:,} context{'s' * (n_contexts != 1)}."),
        ("control-cells", found.n_control_cells, "cells", f"{found.n_control_cells:,} control cells."),
        ("control-cells-per-context", _fewest_controls(found), "cells",
         f"{_fewest_controls(found):,} control cells in the context that has fewest."),
        ("perturbed-cells", sum(cells), "cells", f"{sum(cells):,} perturbed cells."),
        ("features", n_features, "features", f"{n_features:,} features."),
        ("doses", len({each.dose for each in conditions} - {None}), "doses", _levels(found, "dose")),
        ("times", len({each.time for each in conditions} - {None}), "times", _levels(found, "time")),
    ]  # fmt: skip
    without = {each.time for each in unmatched_times(found, min_cells)}
    if any(each.time is not None for each in conditions):
        told.append(("times-without-controls", len(without), "times", matching_told(found)))
    if matrix.get("filled") is not None:
        told.append(("filled", round(matrix["filled"], 4), "share", f"{matrix['filled']:.1%} of the values are not 0."))
    if simulated:
        told.append(("simulated", 1, "", "The data is simulated and says so."))
    return [{"id": key, "value": float(value), "unit": unit, "text": text} for key, value, unit, text in told]


def _levels(found: Conditions, name: str) -> str:
    n = len({getattr(each, name) for each in found.conditions} - {None})
    return f"{n} {name}{'s' * (n != 1)}." if n else f"No {name} is varied."


def _fewest_controls(found: Conditions) -> int:
    """Control cells in the context, among those with conditions, that has fewest."""
    used = {each.context or ALL for each in found.conditions}
    codes = found.context_of[found.condition_of == CONTROL]
    counts = np.bincount(codes[codes >= 0], minlength=len(found.contexts))
    return int(min((counts[i] for i, name in enumerate(found.contexts) if name in used), default=0))
