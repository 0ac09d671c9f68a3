"""The training mean at the query's dose and time: by hand, only where these vary, and blind to what is held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.baselines import applicable, fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.datasets import simulate
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from cellforge_runtime.training_set import Query

NAME = "training-mean-matched"


@pytest.fixture(scope="module")
def dosed():
    dose = {"from": "column", "column": "dose"}
    task = Task(
        perturbation="perturbation", control="control", value_state="counts", dose=dose, scenarios=("unseen-perturbation",)
    )
    return prepare(simulate("dose", seed=4, n_cells=4000, n_genes=200), task)


def test_it_is_the_mean_change_at_the_nearest_dose(dosed):
    training = training_set(dosed, split(dosed)[0])
    assert NAME in applicable("unseen-perturbation", training)
    model, change = fitted(NAME, training), training.delta()
    at = {dose: [i for i, query in enumerate(training.conditions) if query.dose == dose] for dose in (0.1, 1.0, 3.0, 10.0)}
    asked = [Query(("nobody",), training.conditions[0].context, dose, None) for dose in (0.1, 1.0, 1.7, 50.0, None)]
    expected = [change[at[0.1]], change[at[1.0]], change[at[1.0]], change[at[10.0]], change]
    np.testing.assert_allclose(model.change(asked), [rows.mean(axis=0) for rows in expected])


def test_it_is_not_fitted_where_nothing_varies(data_of):
    data = data_of("unseen-perturbation")
    assert NAME not in applicable("unseen-perturbation", training_set(data, split(data)[0]))


def test_what_is_held_out_can_not_reach_it(dosed):
    fold = split(dosed)[0]
    hidden = np.concatenate([np.flatnonzero(np.isin(dosed.condition_of, fold.held_out)), fold.scoring_controls])
    x = dosed.x.toarray()
    noisy = x.copy()
    noisy[hidden] = np.random.default_rng(9).uniform(0, 9, size=(len(hidden), x.shape[1]))
    asked = queries(dosed, fold)
    one, two = (fitted(NAME, training_set(replace(dosed, x=each), fold)).predict(asked) for each in (x, noisy))
    assert one.tobytes() == two.tobytes()
