"""Invariance: what a fold holds out can't reach its predictions."""

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.baselines import BASELINES, applicable, best_by_inner_folds, fitted, inner_scores
from cellforge_runtime.data import queries, training_set
from cellforge_runtime.splits import split


def with_noise(data, cells):
    """The data with random numbers in place of these cells."""
    x = data.x.copy()
    x[cells] = np.random.default_rng(99).uniform(0, 9, size=(len(cells), x.shape[1]))
    return replace(data, x=x)


def hidden_cells(data, fold):
    held = np.flatnonzero(np.isin(data.condition_of, fold.held_out))
    return np.concatenate([held, fold.scoring_controls])


def test_invariance_of_every_baseline_in_every_fold(scenario, data_of):
    data = data_of(scenario)
    folds = split(data)
    seen = set()
    for fold in folds:
        noisy = with_noise(data, hidden_cells(data, fold))
        asked = queries(data, fold)
        before, after = training_set(data, fold), training_set(noisy, fold)
        for name in applicable(fold.scenario, before):
            one, two = (fitted(name, training).predict(asked) for training in (before, after))
            assert one.tobytes() == two.tobytes(), (name, fold.part)
            seen.add(name)
    missing = {name for name, each in BASELINES.items() if scenario in each.scenarios} - seen
    assert not missing - {"training-mean-matched"}  # needs doses or times: test_training_mean_matched.py


def test_invariance_of_the_choice_of_a_baseline(scenario, data_of):
    data = data_of(scenario)
    for fold in split(data):
        noisy = with_noise(data, hidden_cells(data, fold))
        before, after = training_set(data, fold), training_set(noisy, fold)
        assert best_by_inner_folds(before) == best_by_inner_folds(after)
        assert inner_scores(before) == inner_scores(after)


def test_noise_in_training_cells_does_change_predictions(scenario, data_of):
    data = data_of(scenario)
    fold = split(data)[0]
    noisy = with_noise(data, np.flatnonzero(np.isin(data.condition_of, fold.train)))
    one, two = (fitted("training-mean", training_set(d, fold)).predict(queries(d, fold)) for d in (data, noisy))
    assert not np.allclose(one, two)


@pytest.mark.parametrize("name, scenario", [("norman", "unseen-combination"), ("kang", "unseen-context")])
def test_invariance_on_published_data(name, scenario, real):
    data = real(name, scenario)
    data = replace(data, x=data.x.toarray())
    fold = split(data)[0]
    noisy = with_noise(data, hidden_cells(data, fold))
    asked = queries(data, fold)
    before, after = training_set(data, fold), training_set(noisy, fold)
    for baseline in applicable(scenario, before):
        assert fitted(baseline, before).predict(asked).tobytes() == fitted(baseline, after).predict(asked).tobytes()
