"""Folds are disjoint, ignore row order, and hold each perturbation out once."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.data import prepare, training_set
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.splits import inner_folds, split
from cellforge_runtime.splits.measured import Measured
from cellforge_runtime.splits.rules import INSIDE, RULES
from cellforge_runtime.training_set import Query
from hypothesis import given, settings
from hypothesis import strategies as st

TARGETS = st.sampled_from("ABCDEFGHIJKLMN")
SETS = st.sets(TARGETS, min_size=1, max_size=3).map(lambda names: tuple(sorted(names)))


@st.composite
def measured_screens(draw):
    names = draw(st.lists(SETS, min_size=1, max_size=25, unique=True))
    contexts = draw(st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=3, unique=True))
    conditions = [Query(targets, context) for targets in names for context in contexts]
    conditions = [query for query in conditions if draw(st.integers(0, 4)) > 0] or conditions
    sizes = draw(st.lists(st.integers(20, 60), min_size=len(conditions), max_size=len(conditions)))
    controls = {context: draw(st.sampled_from([5, 50])) for context in contexts}
    return Measured(conditions, np.array(sizes), controls, 30, draw(st.text(max_size=4)))


def all_rules():
    return [(scenario, part, rule) for rules in (RULES, INSIDE) for scenario, of in rules.items() for part, rule in of.items()]


@pytest.mark.parametrize("scenario, part, rule", all_rules(), ids=lambda value: value if isinstance(value, str) else "")
@given(measured=measured_screens(), leave_one_out=st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_is_held_out_is_nowhere_in_training(scenario, part, rule, measured, leave_one_out):
    for fold in rule(measured, 5, leave_one_out=leave_one_out):
        train = [measured.conditions[i] for i in fold.train]
        held = [measured.conditions[i] for i in fold.held_out]
        assert train and held and not set(fold.train) & set(fold.held_out)
        assert all(measured.why_not(i) is None for i in fold.held_out)
        alone = {(query.targets[0], query.context) for query in train if len(query.targets) == 1}
        anywhere = {target for query in train for target in query.targets}
        for query in held:
            if scenario == "unseen-context":
                assert query.context not in {other.context for other in train}
                assert query.targets in {other.targets for other in train}
            if scenario == "unseen-perturbation":
                assert not set(query.targets) & anywhere
            if scenario == "unseen-combination":
                seen = [target for target in query.targets if (target, query.context) in alone]
                assert len(seen) == int(part[-1]) and not (set(query.targets) - set(seen)) & anywhere
                assert not any(set(query.targets) <= set(other.targets) for other in train)


@given(measured=measured_screens())
@settings(max_examples=60, deadline=None)
def test_each_condition_is_scored_once_a_way(measured):
    for scenario, part, rule in all_rules():
        scored = Counter(i for fold in rule(measured, 5, leave_one_out=True) for i in fold.held_out)
        most = 2 if part == "seen-1" else 1
        assert all(times <= most for times in scored.values()), (scenario, part)


@given(measured=measured_screens(), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_folds_do_not_depend_on_the_order_of_conditions(measured, seed):
    order = np.random.default_rng(seed).permutation(len(measured.conditions))
    shuffled = replace(measured, conditions=[measured.conditions[i] for i in order], n_cells=measured.n_cells[order])
    for _, _, rule in all_rules():
        one = rule(measured, 5, leave_one_out=True)
        two = rule(shuffled, 5, leave_one_out=True)
        assert [{measured.conditions[i] for i in f.held_out} for f in one] == [
            {shuffled.conditions[i] for i in f.held_out} for f in two
        ]


def test_predictions_of_shuffled_rows_are_the_same_to_the_byte(scenario, screen, task, sparse_of):
    from cellforge_runtime.baselines import applicable, fitted
    from cellforge_runtime.data import queries

    conditions = [("G00",), ("G01",), ("G02",), ("G03",), ("G00", "G01"), ("G02", "G03")]
    contexts = ("A", "B", "C") if scenario == "unseen-context" else ("all",)
    adata = sparse_of(screen(conditions, contexts=contexts).adata)
    shuffled = adata[np.random.default_rng(1).permutation(adata.n_obs)]
    wanted = task(scenario, context="cell_type" if scenario == "unseen-context" else None)
    one, two = prepare(adata, wanted), prepare(shuffled, wanted)
    assert one.content == two.content
    for a, b in zip(split(one), split(two)):
        assert [one.label(i) for i in a.held_out] == [two.label(i) for i in b.held_out]
        left, right = training_set(one, a), training_set(two, b)
        for name in applicable(scenario, left):
            assert fitted(name, left).predict(queries(one, a)).tobytes() == (
                fitted(name, right).predict(queries(two, b)).tobytes()
            )


def test_another_value_task_or_seed_gives_other_folds(screen, task):
    made = screen([(f"G{i:02d}",) for i in range(20)])

    def held(adata, wanted):
        return [frozenset(fold.held_out) for fold in split(prepare(adata, wanted))]

    first = held(made.adata, task("unseen-perturbation"))
    assert held(made.adata, task("unseen-perturbation")) == first
    assert held(made.adata, task("unseen-perturbation", primary="mse")) == first
    assert held(made.adata, task("unseen-perturbation", seeds=(7,))) != first
    changed = made.adata.copy()
    changed.X[3, 3] += 0.5
    assert held(changed, task("unseen-perturbation")) != first


def test_controls_are_split_in_equal_halves_of_every_context(data_of):
    data = data_of("unseen-context")
    for fold in split(data):
        both = np.concatenate([fold.model_controls, fold.scoring_controls])
        assert np.array_equal(np.sort(both), np.flatnonzero(data.condition_of == -1))
        model, scoring = (np.bincount(data.context_of[c]) for c in (fold.model_controls, fold.scoring_controls))
        assert np.abs(model - scoring).max() <= 1


def test_a_training_set_with_a_held_out_condition_is_refused(scenario, data_of):
    data = data_of(scenario)
    fold = split(data)[0]
    leaking = replace(fold, train=np.append(fold.train, fold.held_out[0]))
    with pytest.raises(CellForgeError, match="holds something of what its fold holds out"):
        training_set(data, leaking)


def test_inner_folds_keep_the_rule_of_the_scenario(scenario, data_of):
    data = data_of(scenario)
    for fold in split(data):
        training = training_set(data, fold)
        for inner in inner_folds(training):
            assert not set(inner.queries) & set(inner.train.conditions)
            rows = [set(map(bytes, side.cells[side.condition_of == -1])) for side in (inner.train, inner.held_out)]
            assert rows[0] and rows[1] and not rows[0] & rows[1]
            if scenario == "unseen-perturbation":
                targets = {t for query in inner.train.conditions for t in query.targets}
                assert not targets & {t for query in inner.queries for t in query.targets}


def test_where_no_target_was_seen_inner_folds_have_something_to_score(data_of):
    folds = [fold for fold in split(data_of("unseen-combination")) if set(fold.part_of.values()) == {"seen-0"}]
    assert folds
    for fold in folds:
        training = training_set(data_of("unseen-combination"), fold)
        inside = inner_folds(training)
        asked = [query for inner in inside for query in inner.queries]
        alone = [query for query in training.conditions if len(query.targets) == 1]
        assert set(alone) <= set(asked) and len(asked) == len(set(asked))
        for inner in inside:
            seen = {target for query in inner.train.conditions for target in query.targets}
            assert not any(seen & set(query.targets) for query in inner.queries)


def test_a_fifth_of_thirty_conditions_is_kept_from_the_design(screen, task):
    made = screen([(f"P{i:02d}",) for i in range(35)], cells=31)
    folds = split(prepare(made.adata, task("unseen-perturbation")))
    names = Counter(name for fold in folds for name in fold.part_of.values())
    assert names == {"all": 28, "design_blind": 7}
    assert folds.blind == {i for fold in folds for i, name in fold.part_of.items() if name == "design_blind"}


def test_counts_of_the_published_pairs(real):
    folds = split(real("norman", "unseen-combination"))
    assert Counter(fold.part_of[i] for fold in folds for i in fold.held_out) == {"seen-2": 5, "seen-1": 13, "seen-0": 15}
