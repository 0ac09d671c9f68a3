"""What an analyst agent may ask besides the profile: counts and summaries, never a name or a cell."""

import json
from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.datasets import simulate
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.further_facts import COLUMN_QUESTIONS, QUESTIONS, further_facts
from cellforge_runtime.task import Task
from scipy import sparse


@pytest.fixture(scope="module")
def screen():
    adata = simulate("interaction", seed=0, n_cells=4_000)
    task = Task(perturbation="perturbation", control="control", separator="+", batch="batch", value_state="counts",
                scenarios=["unseen-combination"])  # fmt: skip
    return {"adata": adata}, task.to_wire()


def test_every_question_is_answered_with_a_number_and_a_sentence(screen):
    space, task = screen
    asked = [{"question": q, "column": ""} for q in QUESTIONS] + [{"question": q, "column": "batch"} for q in COLUMN_QUESTIONS]
    facts = [further_facts(space, "adata", task, [each])[0] for each in asked]
    json.dumps(facts, allow_nan=False)
    assert all(isinstance(fact["value"], float) and fact["text"].endswith(".") for fact in facts)
    assert len({fact["id"] for fact in facts}) == len(asked)


def test_counts_are_those_of_the_data(screen):
    space, task = screen
    obs = space["adata"].obs
    (levels,) = further_facts(space, "adata", task, [{"question": "level-sizes", "column": "batch"}])
    sizes = obs["batch"].value_counts()
    assert levels["value"] == len(sizes)
    assert f"{sizes.min():,} to {sizes.max():,} cells" in levels["text"]
    (with_controls,) = further_facts(space, "adata", task, [{"question": "levels-with-controls", "column": "batch"}])
    own = obs.loc[obs["perturbation"] == "control", "batch"].nunique()
    assert with_controls["value"] == pytest.approx(own / len(sizes))


def test_what_contexts_differ_in_is_no_change(data_of):
    """The size of a change is that against the controls of its own context."""
    data = data_of("unseen-context")
    apart = data.x + 3.0 * (data.context_of == 1)[:, None].astype(np.float32)
    near, far = (QUESTIONS["change-spread"](each)[0] for each in (data, replace(data, x=apart)))
    assert far == pytest.approx(near, rel=1e-3)


def test_proteins_have_no_depth_to_compare(data_of):
    value, _, text = QUESTIONS["depth-ratio"](replace(data_of("unseen-perturbation"), modality="protein"))
    assert value is None and text.startswith("Not measured")


def test_the_filled_share_of_proteins_is_not_told_as_if_ratios_were_amounts(data_of):
    """Ratios below 0 were counted among the values above 0: "100% of all values are above 0"."""
    value, _, text = QUESTIONS["filled-share"](replace(data_of("unseen-perturbation"), modality="protein"))
    assert value is None and text.startswith("Not measured")


def test_zeros_that_are_stored_fill_nothing(data_of):
    data = data_of("unseen-perturbation")
    x = sparse.csr_matrix(data.x)
    x.data[::2] = 0.0
    assert QUESTIONS["filled-share"](replace(data, x=x))[0] == pytest.approx(np.count_nonzero(x.data) / np.prod(x.shape))


def test_no_level_is_named(screen):
    space, task = screen
    named = space["adata"].copy()
    named.obs["donor"] = "Ann Example"
    facts = [further_facts({"adata": named}, "adata", {**task, "fingerprint": ""}, [{"question": q, "column": "donor"}])
             for q in COLUMN_QUESTIONS]  # fmt: skip
    assert "Ann" not in json.dumps(facts)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param([{"question": "cells", "column": ""}], "facts/unknown-question", id="not on the list"),
        pytest.param([{"question": "level-sizes", "column": "nothing"}], "facts/unknown-column", id="no such column"),
        pytest.param([{"question": "depth-ratio"}] * 5, "facts/too-many-questions", id="more than four"),
    ],
)
def test_what_is_not_on_the_list_is_refused(screen, asked, code):
    with pytest.raises(CellForgeError) as refused:
        further_facts(*(screen[0], "adata", screen[1]), asked)
    assert refused.value.code == code
