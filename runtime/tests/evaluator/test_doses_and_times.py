"""Doses and times: what is held out, what the curve baselines say, and that nothing of a held-out rung is seen."""

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime.baselines import BASELINES, applicable, best_by_inner_folds, fitted
from cellforge_runtime.course_facts import course_facts
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.datasets import simulate
from cellforge_runtime.describe import describe
from cellforge_runtime.splits import inner_folds, split
from cellforge_runtime.splits.ladders import ladders
from cellforge_runtime.splits.measured import Measured
from cellforge_runtime.splits.rules import RULES
from cellforge_runtime.splits.unseen_dose import highest, interior
from cellforge_runtime.splits.unseen_time import extrapolation, interpolation
from cellforge_runtime.task import Task
from cellforge_runtime.training.curves import AlongCurves, carried_along
from cellforge_runtime.training.targets import multi_hot
from cellforge_runtime.training_set import Query, TrainingSet
from hypothesis import given, settings
from hypothesis import strategies as st

SCENARIOS = {"dose": "unseen-dose", "time": "time"}
BEYOND = (5 - np.sqrt(11)) / (np.sqrt(11) - 1)  # how far 25 h lies beyond 11 h, in roots
PARTS = {"dose": ("interior", "highest"), "time": ("interpolation", "extrapolation")}


@pytest.fixture(scope="module", params=["dose", "time"])
def made(request):
    adata = simulate(request.param, seed=1, n_cells=4000, n_genes=200)
    task = Task.from_wire(describe({"adata": adata}, "adata", {"scenario": SCENARIOS[request.param]})["task"])
    return request.param, prepare(adata, task)


@st.composite
def courses(draw):
    """Some targets in some contexts at some doses, some of them with too few cells."""
    axis = draw(st.sampled_from(["dose", "time"]))
    names = draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=6, unique=True))
    conditions, cells = [], []
    for name in names:
        for context in draw(st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=2, unique=True)):
            for value in draw(st.lists(st.sampled_from([0.1, 1.0, 3.0, 10.0, 24.0]), min_size=1, max_size=5, unique=True)):
                conditions.append(Query((name,), context, **{axis: value}))
                cells.append(draw(st.sampled_from([12, 40])))
    controls = {"x": 50, "y": 50}
    return axis, Measured(conditions, np.array(cells), controls, min_cells=30, key=draw(st.text(max_size=3)))


@settings(max_examples=150, deadline=None)
@given(courses(), st.integers(2, 6), st.booleans())
def test_folds_hold_out_each_scored_condition_once_and_leave_no_trace_of_it(drawn, folds, leave_one_out):
    axis, measured = drawn
    for part, rule in RULES[SCENARIOS[axis]].items():
        is_top = part in ("highest", "extrapolation")
        found = rule(measured, folds, leave_one_out=leave_one_out)
        wanted = {"interior": interior, "highest": highest, "interpolation": interpolation, "extrapolation": extrapolation}
        held = [i for fold in found for i in fold.held_out]
        assert len(held) == len(set(held)) and set(held) <= set(wanted[part](measured))
        for fold in found:
            out = {(measured.conditions[i].targets, getattr(measured.conditions[i], axis)) for i in fold.held_out}
            for i in fold.train:
                query = measured.conditions[i]
                assert (query.targets, getattr(query, axis)) not in out
                if is_top:
                    assert all(query.targets != targets or getattr(query, axis) < value for targets, value in out)
            if not is_top:
                assert len({targets for targets, _ in out}) == len(out)  # neighbours stay in training


@settings(max_examples=60, deadline=None)
@given(courses())
def test_an_interior_condition_keeps_a_lower_and_a_higher_one_in_training(drawn):
    axis, measured = drawn
    if axis == "time":
        return
    for fold in RULES["unseen-dose"]["interior"](measured, 5, leave_one_out=True):
        for i in fold.held_out:
            own = measured.conditions[i]
            same = [
                q.dose
                for q in (measured.conditions[k] for k in fold.train)
                if (q.targets, q.context) == (own.targets, own.context)
            ]
            assert min(same) < own.dose < max(same)
    assert all(len(ladder.rungs) >= 3 for ladder in ladders(measured, "dose", 3))


def test_what_the_profile_announces_is_what_is_held_out(made):
    kind, data = made
    adata = simulate(kind, seed=1, n_cells=4000, n_genes=200)
    told = describe({"adata": adata}, "adata", {"scenario": SCENARIOS[kind]})["task"]["held_out"]
    row = next(row for row in told if row["scenario"] == SCENARIOS[kind])
    found = split(data)
    for part in row["parts"]:
        assert sum(len(fold.held_out) for fold in found if fold.part == part["part"]) == part["conditions"]


def test_every_part_has_outer_and_inner_folds_and_its_own_baselines(made):
    kind, data = made
    for fold in split(data):
        training = training_set(data, fold)
        assert inner_folds(training)
        names = applicable(fold.scenario, training)
        own = {"dose": {"dose-interpolation"}, "time": {"time-last", "time-sqrt", "time-linear"}}[kind]
        assert own <= set(names) and not {"additive", "context-delta"} & set(names)
        for name in names:
            assert np.isfinite(fitted(name, training).predict(queries(data, fold))).all()


def course(axis, changes, *, context="all", target="A"):
    """A training set in which the controls are zero and each condition is its change."""
    asked = [Query((target,), context, **{axis: value}) for value in changes]
    means = np.array([changes[value] for value in changes], dtype=float)
    return TrainingSet(
        features=[f"f{i}" for i in range(means.shape[1])],
        conditions=asked,
        means=means,
        n_cells=np.full(len(asked), 50),
        cells=np.zeros((0, means.shape[1])),
        condition_of=np.zeros(0, dtype=int),
        context_of=np.zeros(0, dtype=int),
        contexts=[context],
        controls={context: np.zeros(means.shape[1])},
        scenario=SCENARIOS[axis],
        part=PARTS[axis][0],
    )


@pytest.mark.parametrize(
    ("name", "axis", "at", "expected"),
    [
        ("dose-interpolation", "dose", 1.0, [1.0, 0.0]),
        ("dose-interpolation", "dose", 99.0, [3.0, 6.0]),  # the highest is held
        ("dose-interpolation", "dose", 0.0, [0.0, 0.0]),
        ("time-linear", "time", 0.5, [0.5, 0.0]),
        ("time-linear", "time", 6.0, [2.0, 3.0]),
        ("time-linear", "time", 16.0, [4.0, 9.0]),  # the line goes on
        ("time-sqrt", "time", 0.25, [0.5, 0.0]),
        ("time-sqrt", "time", 25.0, [3.0 + 2 * BEYOND, 6.0 + 6 * BEYOND]),
        ("time-last", "time", 2.0, [1.0, 0.0]),
        ("time-last", "time", 99.0, [3.0, 6.0]),
    ],
)
def test_curve_baselines_by_hand(name, axis, at, expected):
    training = course(axis, {1.0: [1.0, 0.0], 11.0: [3.0, 6.0]})
    asked = replace(Query(("A",)), **{axis: at})
    np.testing.assert_allclose(fitted(name, training).change([asked])[0], expected)


def test_a_course_measured_elsewhere_serves_where_the_context_has_none_and_a_stranger_gets_the_mean():
    training = course("dose", {1.0: [2.0], 3.0: [4.0]})
    training = replace(training, controls={"all": np.zeros(1), "other": np.ones(1)}, contexts=["all", "other"])
    model = fitted("dose-interpolation", training)
    assert model.change([Query(("A",), "other", dose=3.0)])[0, 0] == 4.0
    assert model.change([Query(("B",), "all", dose=3.0)])[0, 0] == 3.0


def test_where_nothing_can_be_held_out_inside_the_average_of_all_is_taken():
    assert best_by_inner_folds(course("time", {3.0: [1.0, 2.0]})) == "mixture"


def test_what_is_carried_along_never_holds_a_conditions_own_measurement(made):
    kind, data = made
    training = training_set(data, split(data)[0])
    other = replace(training, means=training.means.copy())
    own = training.conditions[0]
    other.means[0] += 5.0
    curve = BASELINES[{"dose": "dose-interpolation", "time": "time-sqrt"}[kind]]
    np.testing.assert_array_equal(curve().fit(training).from_others(own), curve().fit(other).from_others(own))
    assert np.isfinite(carried_along(training, training.conditions)).all()


def test_codes_along_curves_are_alike_for_near_amounts_and_nothing_where_nothing_varies():
    training = course("dose", {1.0: [1.0], 3.0: [2.0], 10.0: [3.0]})
    codes, _ = AlongCurves(multi_hot(training), training).of([Query(("A",), dose=d) for d in (2.9, 3.0, 10.0)])
    near, far = np.abs(codes[0] - codes[1]).max(), np.abs(codes[1] - codes[2]).max()
    assert near < far
    flat = replace(training, conditions=[replace(query, dose=None) for query in training.conditions])
    assert AlongCurves(multi_hot(flat), flat).width == 1


def test_transient_changes_are_counted_and_those_that_stay_are_not():
    asked = [Query(("A",), time=t) for t in (1.0, 4.0, 16.0)]
    come_and_gone = np.array([[1.0] * 30, [0.9] * 30, [0.1] * 30])
    stays = np.array([[0.3] * 30, [0.8] * 30, [1.0] * 30])
    error = np.full((3, 60), 0.01**2)
    [fact] = course_facts(asked, np.hstack([come_and_gone, stays]), error)
    assert fact["id"] == "transient-share" and fact["value"] == 0.5
    assert course_facts([Query(("A",))], stays[:1], error[:1, :30]) == []
    assert course_facts(asked, stays * 0, error[:, :30])[0]["value"] is None
