"""What a result tells along doses and times: measured and predicted change, and which rungs were held out."""

import json
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.baselines import fitted
from cellforge_runtime.data import prepare, queries, training_set
from cellforge_runtime.datasets import simulate
from cellforge_runtime.describe import describe
from cellforge_runtime.metrics.registry import METRICS
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.scoring import score_parts, wire_result
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task
from jsonschema import Draft202012Validator

SCENARIOS = {"dose": "unseen-dose", "time": "time"}
RESULT = Path(__file__).parents[3] / "schema" / "contracts" / "result.json"


@pytest.fixture(scope="module", params=["dose", "time"])
def told(request):
    """The axis, the scored parts by the model "no change plus the training mean", and the wire result."""
    adata = simulate(request.param, seed=1, n_cells=4000, n_genes=200)
    task = Task.from_wire(describe({"adata": adata}, "adata", {"scenario": SCENARIOS[request.param]})["task"])
    folds = split(prepare(adata, task))
    items = []
    for fold in folds:
        answer = fitted("training-mean", training_set(folds.data, fold)).predict(queries(folds.data, fold))
        items.append(FoldPrediction(fold, 42, answer, None))
    predictions = Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash")
    parts = score_parts(predictions)
    return request.param, parts, wire_result(predictions, parts)


def test_courses_have_the_wire_form(told):
    _, _, wire = told
    Draft202012Validator(json.loads(RESULT.read_text())).validate(json.loads(json.dumps(wire, allow_nan=False)))
    assert 0 < len(wire["courses"]) <= 60


def test_every_scored_rung_is_marked_and_told_as_it_was_scored(told):
    axis, parts, wire = told
    expected = {}
    for part in parts:
        for (found, place), query in zip(part.rows, part.queries):
            key = (" + ".join(query.targets), getattr(query, axis), part.part)
            expected[key] = (found.observed_change[place], found.predicted_change[place])
    features = parts[0].folds.data.features
    marked = {}
    for course in wire["courses"]:
        assert course["axis"] == axis
        at = [features.index(name) for name in course["features"]]
        for point in course["points"]:
            if point["held_out"] is not None:
                marked[course["label"], point["value"], point["held_out"]] = at, point
    assert set(marked) == set(expected)
    for key, (at, point) in marked.items():
        measured, predicted = expected[key]
        np.testing.assert_allclose(point["measured"], measured[at], rtol=1e-3)
        np.testing.assert_allclose(point["predicted"], predicted[at], rtol=1e-3)


def test_the_best_baseline_of_its_part_stands_beside_every_held_out_rung(told):
    axis, parts, wire = told
    expected = {}
    for part in parts:
        best = wire["scenarios"][part.scenario]["parts"][part.part]["best_baseline"]
        for (found, _), query in zip(part.rows, part.queries):
            own = training_set(part.folds.data, found.fold)
            change = [fitted(name, own).predict([query])[0] for name in (best, "no-change")]
            expected[" + ".join(query.targets), getattr(query, axis), part.part] = change[0] - change[1]
    features = parts[0].folds.data.features
    points = [(course, point) for course in wire["courses"] for point in course["points"]]
    assert all(("baseline" in point) == (point["held_out"] is not None) for _, point in points)
    held_out = [(course, point) for course, point in points if point["held_out"] is not None]
    assert len(held_out) == len(expected)
    for course, point in held_out:
        at = [features.index(name) for name in course["features"]]
        change = expected[course["label"], point["value"], point["held_out"]]
        np.testing.assert_allclose(point["baseline"], change[at], rtol=1e-3, atol=1e-9)


def test_a_course_rises_and_has_no_prediction_where_nothing_was_held_out(told):
    axis, _, wire = told
    lone = [point for course in wire["courses"] for point in course["points"] if point["held_out"] is None]
    assert bool(lone) == (axis == "dose")  # the first of these times is asked about as well, the lowest dose is not
    assert all(point["predicted"] is None for point in lone)
    for course in wire["courses"]:
        values = [point["value"] for point in course["points"]]
        assert values == sorted(values) and len(set(values)) > 1
        assert any(point["held_out"] for point in course["points"])


def test_features_are_those_of_largest_measured_change_and_the_largest_courses_come_first(told):
    _, _, wire = told
    sizes = []
    for course in wire["courses"]:
        largest = np.abs([point["measured"] for point in course["points"]]).max(axis=0)
        assert list(largest) == sorted(largest, reverse=True)
        sizes.append(largest.sum())
    assert sizes[0] > 2 * sizes[-1]


def test_a_task_without_doses_and_times_has_no_courses(told):
    from cellforge_runtime.courses_scored import courses_scored

    assert courses_scored([], METRICS["pearson_delta_indep"]) == {}
