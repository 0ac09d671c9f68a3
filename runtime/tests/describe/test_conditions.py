"""Conditions: complete, the same in any order of cells, and what the splits work on."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.conditions import CONTROL, EXCLUDED, conditions
from cellforge_runtime.describe.fingerprint import fingerprint
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = ["ctrl", "A1", "B1", "A1+B1", "C1+ctrl", "multiple", "HLA-A", None]
TASK = {"perturbation": "condition", "control": "ctrl", "separator": "+", "context": "cell_type"}


def _object(labels: list[str | None], contexts: list[str]) -> ad.AnnData:
    obs = pd.DataFrame({"condition": labels, "cell_type": contexts}, index=[f"c{i}" for i in range(len(labels))])
    return ad.AnnData(np.arange(len(labels) * 3, dtype=np.float32).reshape(-1, 3), obs=obs)


cells = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["T", "B"])), min_size=4, max_size=60)


@settings(max_examples=60, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_order_of_cells_changes_nothing(rows, random) -> None:
    adata = _object([label for label, _ in rows], [context for _, context in rows])
    order = list(range(len(rows)))
    random.shuffle(order)
    one = conditions(adata, TASK, require_control=False)
    other = conditions(adata[order], TASK, require_control=False)
    assert one.conditions == other.conditions
    np.testing.assert_array_equal(one.condition_of[order], other.condition_of)
    assert sorted(one.excluded, key=str) == sorted(other.excluded, key=str)
    assert fingerprint(adata, TASK) == fingerprint(adata[order].copy(), TASK)


@settings(max_examples=60, deadline=None)
@given(cells)
def test_every_cell_is_on_one_side_or_counted_as_left_out(rows) -> None:
    found = conditions(_object([label for label, _ in rows], [c for _, c in rows]), TASK, require_control=False)
    n_excluded = int((found.condition_of == EXCLUDED).sum())
    assert sum(each.n_cells for each in found.excluded) == n_excluded
    assert sum(each.n_cells for each in found.conditions) + found.n_control_cells + n_excluded == len(rows)
    assert len({each.label for each in found.conditions}) == len(found.conditions)
    for i, each in enumerate(found.conditions):
        assert (found.condition_of == i).sum() == each.n_cells
    assert ((found.condition_of == CONTROL) <= (found.context_of >= 0)).all()


def test_labels_that_mean_the_same_are_one_condition() -> None:
    labels = ["ctrl", "A1+B1", "B1+A1", "A1+ctrl", "A1", "ctrl+A1"]
    found = conditions(_object(labels, ["T"] * 6), TASK)
    assert [(each.label, each.n_cells) for each in found.conditions] == [("A1", 3), ("A1+B1", 2)]


def test_doses_in_other_units_are_compared() -> None:
    labels = ["DMSO", "JQ1_100nM", "JQ1_0.1uM", "JQ1_10uM"]
    task = {"perturbation": "condition", "control": "DMSO", "dose": {"from": "label", "column": "condition"}}
    found = conditions(_object(labels, ["T"] * 4), task)
    assert [(each.targets, each.dose, each.n_cells) for each in found.conditions] == [(("JQ1",), 0.1, 2), (("JQ1",), 10.0, 1)]


def test_contexts_without_controls_are_left_out_and_told() -> None:
    found = conditions(_object(["ctrl", "A1", "A1"], ["T", "T", "B"]), TASK)
    assert [each.context for each in found.conditions] == ["T"]
    assert [(each.label, each.n_cells) for each in found.excluded] == [("B", 1)]


@pytest.mark.parametrize("change", ["value", "label", "name", "nothing used"])
def test_the_fingerprint_follows_what_is_used(change: str, made) -> None:
    def build() -> ad.AnnData:
        return made({"condition": ["ctrl", "STAT1", "IRF1"], "note": ["a", "b", "c"]}, levels=2)

    one, other = build(), build()
    if change == "value":
        other.X[3, 2] = other.X[3, 2] + 1
    elif change == "label":
        other.obs.loc["cell0", "condition"] = "STAT1"
    elif change == "name":
        other.var_names = ["other", *other.var_names[1:]]
    else:
        other.obs["note"] = "changed"
    same = fingerprint(one, TASK) == fingerprint(other, TASK)
    assert same == (change == "nothing used")


def test_what_the_profile_counts_is_what_the_cells_split(made) -> None:
    adata = made({"condition": ["ctrl", "STAT1", "IRF1", "STAT1+IRF1", "multiple"]}, levels=2)
    told = describe({"adata": adata}, "adata", {})
    found = conditions(adata, told["task"])
    listed = {(each["label"], each["n_cells"]) for each in told["profile"]["conditions"][1:]}
    assert listed == {(each.label, each.n_cells) for each in found.conditions}
    assert told["profile"]["conditions"][0]["n_cells"] == found.n_control_cells
    assert told["task"]["excluded_labels"] == ["multiple"]
