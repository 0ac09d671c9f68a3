"""What a baseline beneath a model says of the own features of targets that nobody perturbed."""

import numpy as np
from cellforge_runtime.baselines import fitted
from cellforge_runtime.baselines.own_features import with_own_features
from cellforge_runtime.data import full_training_set, prepare
from cellforge_runtime.training_set import Query

TARGETS = [(f"G{i:02d}",) for i in range(8)]


def training(screen, task, silent=()):
    made = screen(TARGETS, silent=silent)
    return full_training_set(prepare(made.adata, task("unseen-perturbation")), "unseen-perturbation")


def test_an_unseen_target_moves_its_own_feature_as_others_did_and_nothing_else(screen, task):
    train = training(screen, task)
    mean = fitted("training-mean-shrunk", train)
    asked = [Query(("G40",)), Query(("G41", "G42")), Query(("G00",)), Query(("unmeasured",))]
    plain, moved = mean.change(asked), with_own_features(mean, train).change(asked)
    place = [train.features.index(name) for name in ("G40", "G41", "G42")]
    differs = {(row, column) for row, column in zip(*np.nonzero(plain != moved))}
    assert differs == {(0, place[0]), (1, place[1]), (1, place[2])}  # a seen target's own is known
    own = [train.delta()[row, train.features.index(name)] for row, (name,) in enumerate(q.targets for q in train.conditions)]
    assert min(own) < moved[0, place[0]] < max(own) < 0
    predicted = with_own_features(mean, train).predict(asked)
    np.testing.assert_allclose(predicted, train.matched_controls(asked) + moved)


def test_where_own_features_do_not_move_the_baseline_is_left_as_it_is(screen, task):
    train = training(screen, task, silent=[name for (name,) in TARGETS])
    mean = fitted("training-mean", train)
    assert with_own_features(mean, train) is mean


def test_few_targets_or_none_among_the_features_tell_nothing(screen, task):
    train = training(screen, task)
    for few in (train.subset([0, 1]), train.subset([])):
        mean = fitted("training-mean", train)
        assert with_own_features(mean, few) is mean
