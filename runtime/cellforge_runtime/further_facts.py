"""`further_facts`: numbers that an analyst agent may ask for besides the profile, from a fixed list and bounded.

Only counts and summaries leave: never a level's name (donors may be named in one), never a cell's values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cellforge_runtime.assess import conditions_looked_at
from cellforge_runtime.data import CONTROL, EXCLUDED, Data, control_means, prepare
from cellforge_runtime.describe.columns import coded
from cellforge_runtime.describe.objects import object_named
from cellforge_runtime.describe.sources import source
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.part_result import rounded
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task

MOST_QUESTIONS = 4
MOST_LEVELS = 10_000

Told = tuple[float | None, str, str]  # value, unit, sentence


def further_facts(
    user_ns: Mapping[str, Any], name: str, task: Mapping[str, Any], asked: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """One wire `Fact` per question, in their order, with the ids `asked-QUESTION` or `asked-QUESTION-COLUMN`.

    Parameters
    ----------
    asked
        `{"question": one of QUESTIONS, "column": an obs column or ""}`, at most four.

    Raises
    ------
    CellForgeError
        `facts/unknown-question`, `facts/unknown-column`, or the data is not the task's.
    """
    if len(asked) > MOST_QUESTIONS:
        raise _refused("too-many-questions", f"at most {MOST_QUESTIONS} questions", f"{len(asked)}")
    adata = object_named(user_ns, name)
    wanted = Task.from_wire(task)
    data = prepare(adata, wanted)
    facts = []
    for each in asked:
        question, column = str(each.get("question", "")), str(each.get("column", "") or "")
        if question in COLUMN_QUESTIONS:
            levels = _levels(adata, wanted, column)
            value, unit, text = COLUMN_QUESTIONS[question](data, levels, column)
        elif question in QUESTIONS:
            value, unit, text = QUESTIONS[question](data)
        else:
            raise _refused("unknown-question", ", ".join([*QUESTIONS, *COLUMN_QUESTIONS]), question)
        ident = f"asked-{question}" + (f"-{column}" if question in COLUMN_QUESTIONS else "")
        facts.append({"id": ident, "value": None if value is None else rounded(value), "unit": unit, "text": text})
    return facts


def _condition_sizes(data: Data) -> Told:
    low, middle, high = np.percentile(data.n_cells, [10, 50, 90])
    return middle, "cells", f"Cells per condition: a tenth under {low:.0f}, half under {middle:.0f}, a tenth over {high:.0f}."


def _depth_ratio(data: Data) -> Told:
    """On log1p values, so a ratio of summed expression rather than of raw counts; of peaks the number that are open.

    Conditions kept from the design are left out.
    """
    if data.modality == "protein":
        return None, "ratio", "Not measured: centred log ratios add up to 0 in every cell."
    total = np.asarray(data.x.sum(axis=1)).ravel() if data.depth is None else data.depth
    is_looked_at = (data.condition_of >= 0) & ~np.isin(data.condition_of, list(split(data).blind))
    perturbed, control = total[is_looked_at], total[data.condition_of == CONTROL]
    ratio = float(np.median(perturbed) / max(np.median(control), 1e-12))
    what = "Summed expression" if data.depth is None else "Open peaks"
    return ratio, "ratio", f"{what} of perturbed over control cells, by medians: {ratio:.2f}."


def _filled_share(data: Data) -> Told:
    if data.modality == "protein":
        return None, "share", "Not measured: centred log ratios lie on both sides of 0 in every cell."
    filled = data.values_per_cell / max(data.x.shape[1], 1)
    return float(filled), "share", f"{filled:.0%} of all values are above 0."


def _targets_measured(data: Data) -> Told:
    targets = {target for condition in data.conditions for target in condition.targets}
    known = len(targets & set(data.features))
    return known / max(len(targets), 1), "share", f"{known} of {len(targets)} targets are measured features."


def _change_spread(data: Data) -> Told:
    """Sizes of change against matched controls of the conditions that may be looked at."""
    kept = conditions_looked_at(split(data))
    controls = control_means(data, np.flatnonzero(data.condition_of == CONTROL))
    matched = np.stack([controls.of(data.queries[i]) for i in kept])
    sizes = np.sqrt(((data.means[kept] - matched) ** 2).sum(axis=1))
    low, high = np.percentile(sizes, [10, 90])
    ratio = high / max(low, 1e-12)
    return float(ratio), "ratio", f"The strong tenth of conditions changes {ratio:.1f} times as much as the weak tenth."


def _level_sizes(data: Data, levels: np.ndarray, column: str) -> Told:
    sizes = np.bincount(levels[levels >= 0])
    sizes = sizes[sizes > 0]
    text = f"{column}: {len(sizes)} levels with {sizes.min():,} to {sizes.max():,} cells."
    return float(len(sizes)), "levels", text


def _levels_with_controls(data: Data, levels: np.ndarray, column: str) -> Told:
    used = set(levels[(levels >= 0) & (data.condition_of != EXCLUDED)].tolist())
    with_controls = set(levels[(levels >= 0) & (data.condition_of == CONTROL)].tolist())
    return len(with_controls) / max(len(used), 1), "share", f"{column}: {len(with_controls)} of {len(used)} levels hold controls."


def _conditions_in_one_level(data: Data, levels: np.ndarray, column: str) -> Told:
    spread = [len(set(levels[data.cells_of(i)].tolist())) for i in range(len(data.conditions))]
    alone = sum(n == 1 for n in spread)
    return alone / max(len(spread), 1), "share", f"{column}: {alone} of {len(spread)} conditions lie in one level alone."


QUESTIONS: Mapping[str, Callable[[Data], Told]] = {
    "condition-sizes": _condition_sizes,
    "depth-ratio": _depth_ratio,
    "filled-share": _filled_share,
    "targets-measured": _targets_measured,
    "change-spread": _change_spread,
}
COLUMN_QUESTIONS: Mapping[str, Callable[[Data, np.ndarray, str], Told]] = {
    "level-sizes": _level_sizes,
    "levels-with-controls": _levels_with_controls,
    "conditions-in-one-level": _conditions_in_one_level,
}


def _levels(adata: Any, task: Task, column: str) -> np.ndarray:
    """The column's codes in the order of `prepare`'s rows, (cells,); -1 where it is empty."""
    from cellforge_runtime.describe.conditions import part

    obs = source(adata, task.modality).obs
    if column not in obs.columns:
        raise _refused("unknown-column", "a column of obs", column)
    found = coded(obs, column, role="column")
    if len(set(found.codes.tolist())) > MOST_LEVELS:
        raise _refused("too-many-levels", f"a column with at most {MOST_LEVELS:,} levels", column)
    rows = np.flatnonzero(part(obs, task.where))
    rows = rows[np.argsort(obs.index.to_numpy().astype(str)[rows], kind="stable")]
    return np.asarray(found.codes)[rows]


def _refused(code: str, expected: str, found: str) -> CellForgeError:
    return CellForgeError(
        f"facts/{code}",
        message="This can't be measured for an agent.",
        expected=f"{expected}.",
        found=f"{found}.",
        remedy="Ask one of the listed questions about a column of the data.",
    )
