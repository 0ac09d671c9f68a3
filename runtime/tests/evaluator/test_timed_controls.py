"""Controls that were taken over time: each condition is compared with those of its context and time, everywhere alike."""

from dataclasses import replace

import numpy as np
import pytest
from cellforge_runtime import ceiling, halves
from cellforge_runtime.baselines import applicable, fitted
from cellforge_runtime.data import control_means, prepare, queries, training_set
from cellforge_runtime.datasets import Drift, known_truth, simulate
from cellforge_runtime.describe import describe
from cellforge_runtime.describe.control_groups import control_groups, nearest_time
from cellforge_runtime.exports.cells import cell_pairs
from cellforge_runtime.facts import measured_facts
from cellforge_runtime.fences.tiny_slice import tiny_slice
from cellforge_runtime.observe import observe
from cellforge_runtime.peaks import depth_weights
from cellforge_runtime.prediction import FoldPrediction, Predictions
from cellforge_runtime.scoring import score_run, wire_result
from cellforge_runtime.splits import inner_folds, split
from cellforge_runtime.task import Task
from cellforge_runtime.training.sampled_cells import sampled_cells
from cellforge_runtime.training_set import Query, TrainingSet
from cellforge_runtime.worker.reordered import reordered

AT = (1.0, 4.0, 16.0)  # cytokines were given for 1, 2, 4, 8 and 16 h


def data_of(adata):
    return prepare(adata, Task.from_wire(describe({"adata": adata}, "adata", {"scenario": "time"})["task"]))


@pytest.fixture(scope="module")
def drifting():
    """Cells change with time alone; controls at every time."""
    return simulate("time", seed=5, n_cells=4500, n_genes=200, drift=Drift())


@pytest.fixture(scope="module")
def data(drifting):
    return data_of(drifting)


@pytest.fixture(scope="module")
def gaps():
    """The same with controls at three of the five times."""
    return data_of(simulate("time", seed=5, n_cells=4500, n_genes=200, drift=Drift(control_times=AT)))


def as_one_group(data):
    """The same cells without the times of controls, as they were compared before."""
    return replace(data, time_of=None)


def test_drift_is_not_taken_for_an_effect(drifting, data):
    """Share of features found changed at 16 h by what does nothing."""
    silent = known_truth(drifting).silent_targets
    late = np.array([i for i, query in enumerate(data.queries) if query.targets[0] in silent and query.time == 16])
    fold = replace(split(data)[0], held_out=late)
    matched, pooled = (observe(each, fold).is_changed.mean() for each in (data, as_one_group(data)))
    print(f"found changed: {matched:.1%} against controls of the same time, {pooled:.1%} against all")
    assert matched < 0.01 and pooled > 0.05


def test_the_change_of_each_condition_is_that_of_its_treatment(drifting, data):
    truth = known_truth(drifting)
    active = [i for i, q in enumerate(data.queries) if q.targets[0] not in truth.silent_targets and q.time >= 8]

    def agreement(data):
        means = control_means(data, np.flatnonzero(data.condition_of == -1))
        change = {i: data.means[i] - means.of(data.queries[i]) for i in active}
        wanted = {i: truth.change(data.queries[i].targets[0], amount=data.queries[i].time) for i in active}
        return np.mean([np.corrcoef(change[i], wanted[i])[0, 1] for i in active])

    matched, pooled = agreement(data), agreement(as_one_group(data))
    print(f"changes agree with the true ones: {matched:.2f} against controls of the same time, {pooled:.2f} against all")
    assert matched > pooled + 0.05


def test_everything_scored_is_against_controls_of_the_same_time(data):
    for fold in list(split(data))[:2]:
        observed, training = observe(data, fold), training_set(data, fold)
        for row, condition in enumerate(fold.held_out):
            time = data.queries[condition].time
            for name, cells in (("C_m", fold.model_controls), ("C_s", fold.scoring_controls)):
                own = cells[data.time_of[cells] == time]
                naive = np.asarray(data.x[own].mean(axis=0)).ravel()
                np.testing.assert_allclose(getattr(observed, name)[row], naive, rtol=1e-5)
            own = np.flatnonzero((data.condition_of == -1) & (data.time_of == time))
            np.testing.assert_allclose(observed.C[row], np.asarray(data.x[own].mean(axis=0)).ravel(), rtol=1e-5)
            np.testing.assert_allclose(observed.spread[row], data.x[own].toarray().astype(float).std(axis=0, ddof=1), atol=1e-5)
        np.testing.assert_allclose(training.matched_controls(queries(data, fold)), observed.C_m)
        moved = training.delta().mean(axis=0)
        np.testing.assert_allclose(observed.O, observed.C_m + moved, atol=1e-9)


@pytest.mark.parametrize(
    "screen, told",
    [
        pytest.param("data", "matched by context and time.", id="each time has controls"),
        pytest.param("gaps", "of a time without controls of its own, and are compared with the nearest", id="some have none"),
        pytest.param("untimed", "matched by context, not by time.", id="none has"),
    ],
)
def test_the_result_says_which_controls_were_compared_with(screen, told, request):
    found = request.getfixturevalue(screen)
    folds = split(data_of(found) if screen == "untimed" else found)
    empty = Predictions(folds, (), "Model", "cpu", 0.0, "")
    assert any(told in note for note in wire_result(empty, [])["notes"])


def test_halves_hold_as_many_controls_of_every_time(data):
    for fold in split(data):
        sides = [np.unique(data.time_of[cells], return_counts=True)[1] for cells in (fold.model_controls, fold.scoring_controls)]
        assert np.abs(sides[0] - sides[1]).max() <= 1
        for inner in inner_folds(training_set(data, fold)):
            model, scoring = ([side.n_controls.at[key] for key in side.n_controls.at] for side in (inner.train, inner.held_out))
            assert len(model) == 5 and np.abs(np.array(model) - scoring).max() <= 1


def test_inner_folds_are_scored_against_controls_of_the_same_time_that_training_never_saw(data):
    training = training_set(data, split(data)[0])
    inner = inner_folds(training)[0]
    for side in (inner.train, inner.held_out):
        for query, mean in zip(inner.queries, side.matched_controls(inner.queries)):
            own = side.control_rows(query)
            assert (side.control_time_of[own] == query.time).all()
            np.testing.assert_allclose(mean, np.asarray(side.cells[own].mean(axis=0)).ravel(), rtol=1e-5)
    one, two = (side.matched_controls(inner.queries) for side in (inner.train, inner.held_out))
    assert not np.allclose(one, two)


def with_times_as_contexts(data):
    """The same cells and conditions, with each time as a context that has controls of its own."""
    times = sorted({query.time for query in data.queries})
    conditions = [replace(each, context=f"{each.time:g}") for each in data.conditions]
    names = [f"{time:g}" for time in times]
    return replace(data, conditions=conditions, contexts=names, context_of=np.searchsorted(times, data.time_of), time_of=None)


def of_modality(data, modality):
    """The values read as another modality; only what is done with them matters here."""
    depth = np.asarray((data.x > 0).sum(axis=1)).ravel().astype(float)
    values = {"rna": data.x, "protein": data.x.toarray(), "atac": (data.x > 0).astype(np.float32)}
    return replace(data, x=values[modality], modality=modality, depth=depth if modality == "atac" else None)


@pytest.mark.parametrize("modality", ["rna", "protein", "atac"])
def test_matching_by_time_is_matching_by_context_where_each_time_is_one(data, modality, monkeypatch):
    monkeypatch.setattr(ceiling, "SPLITS", 2)
    monkeypatch.setattr(halves, "SPLITS", 2)
    timed = of_modality(data, modality)
    other, fold = with_times_as_contexts(timed), split(data)[0]
    one, two = observe(timed, fold), observe(other, fold)
    for name in ("T", "C", "C_m", "C_s", "O", "spread", "is_changed", "T_top", "is_top"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name), err_msg=name)
    made, also_made = one.made(one.C_m), two.made(two.C_m)
    np.testing.assert_array_equal(made.is_changed, also_made.is_changed)
    np.testing.assert_array_equal(made.energy, also_made.energy)
    first, second = ceiling.half_scores(timed, fold, one), ceiling.half_scores(other, fold, two)
    for name in first.keys() - {"discrimination"}:  # a rank among the conditions of a context
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)
    controls, ids = np.flatnonzero(timed.condition_of == -1), np.arange(len(timed.conditions))
    agree = [halves.agreement(each, ids, controls) for each in (timed, other)]
    assert agree[0] == agree[1]
    told = [{fact["id"]: fact for fact in measured_facts((each, ids), agree[0], [])} for each in (timed, other)]
    for name in ("effect-size", "top3-share"):
        assert told[0][name] == told[1][name]
    np.testing.assert_array_equal(*(training_set(each, fold).delta() for each in (timed, other)))


def test_a_time_without_controls_is_compared_with_the_nearest_that_has_them(gaps):
    means = control_means(gaps, np.flatnonzero(gaps.condition_of == -1))
    against = {query.time: gaps.controls_for(i)[1] for i, query in enumerate(gaps.queries)}
    assert against == {1: 1, 2: 1, 4: 4, 8: 4, 16: 16}
    context = gaps.contexts[0]
    assert means.of(Query(("x",), context, time=8.0)) is means.at[context, 4.0]
    assert means.of(Query(("x",), context)) is means[context]
    assert nearest_time((1.0, 3.0), 2.0) == 1.0  # of two as near the earlier one


@pytest.mark.parametrize(
    ("times", "cells", "found"),
    [
        pytest.param([1.0, 4.0], [10, 10], {"A": (1.0, 4.0)}, id="two times"),
        pytest.param([1.0, 4.0], [10, 9], {}, id="too few cells at one of two"),
        pytest.param([0.0, 4.0], [50, 50], {}, id="one of the conditions' times"),
        pytest.param([0.0, 1.0, 4.0, np.nan], [50, 10, 10, 50], {"A": (0.0, 1.0, 4.0)}, id="and one before"),
    ],
)
def test_controls_are_taken_over_time_where_two_times_of_conditions_have_enough(times, cells, found):
    time_of = np.repeat(times, cells)
    treated = [("A", 1.0), ("A", 4.0), ("A", 16.0)]
    assert control_groups(treated, ["A"], np.zeros(len(time_of), dtype=int), time_of).times == found


def test_a_context_without_times_of_its_own_is_compared_as_one_group():
    context_of, time_of = np.repeat([0, 0, 1, 1], 20), np.repeat([1.0, 4.0, np.nan, 9.0], [20, 20, 35, 5])
    groups = control_groups([("A", 1.0), ("A", 4.0), ("B", 1.0)], ["A", "B"], context_of, time_of)
    assert groups.of("A", 4.0) == ("A", 4.0) and groups.of("B", 1.0) == ("B", None)


def result_of(data):
    folds = split(data)
    folds = replace(folds, folds=tuple(folds)[:1])
    items = [
        FoldPrediction(fold, 1, fitted("time-sqrt", training_set(data, fold)).predict(queries(data, fold)), None)
        for fold in folds
    ]
    return score_run(Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash"))


@pytest.fixture(scope="module")
def untimed():
    return simulate("time", seed=2, n_cells=2600, n_genes=200)


def test_the_times_of_controls_that_are_not_taken_over_time_change_nothing(untimed, monkeypatch):
    monkeypatch.setattr(ceiling, "SPLITS", 2)
    wanted = result_of(data_of(untimed))
    rng = np.random.default_rng(0)
    is_control = (untimed.obs["perturbation"] == "control").to_numpy()
    for few in ([1.0] * 11 + [2.0] * 9, [np.nan] * 20):  # enough cells at one of the conditions' times only; or at none
        drawn = rng.choice([0.0, 0.5, 30.0, np.nan], is_control.sum())
        drawn[rng.choice(len(drawn), 20, replace=False)] = few
        other = untimed.copy()
        other.obs.loc[is_control, "time_h"] = drawn
        assert result_of(data_of(other)) == wanted


def test_training_sets_keep_the_controls_of_each_time_in_their_files(data, tmp_path):
    training = training_set(data, split(data)[0])
    training.write(tmp_path)
    read = TrainingSet.read(tmp_path)
    assert list(read.controls.at) == list(training.controls.at) and read.n_controls.at == training.n_controls.at
    np.testing.assert_array_equal(read.control_time_of, training.control_time_of)
    np.testing.assert_array_equal(read.delta(), training.delta())
    np.testing.assert_array_equal(*(side.matched_variance(training.conditions) for side in (read, training)))
    few = training.subset([3, 0], cells=False)
    assert len(few.control_time_of) == few.cells.shape[0] == (training.condition_of == -1).sum()


def test_training_sets_without_such_controls_are_written_as_before(untimed, tmp_path):
    training = training_set(data_of(untimed), split(data_of(untimed))[0])
    training.write(tmp_path)
    assert "time" not in " ".join(path.name for path in tmp_path.iterdir()) + (tmp_path / "names.json").read_text().split("[")[0]
    assert not TrainingSet.read(tmp_path).controls.at


def test_what_a_trial_is_given_keeps_controls_and_times_together(data):
    small = tiny_slice(split(data))
    again, features = reordered(small.train, seed=3)
    for train, order in ((small.train, slice(None)), (again, features)):
        assert len(train.controls.at) == 5
        for query in train.conditions:
            own = np.asarray(train.cells[train.control_rows(query)].mean(axis=0)).ravel()
            np.testing.assert_allclose(train.controls.of(query), own, rtol=1e-5)
            np.testing.assert_allclose(train.controls.of(query), small.train.controls.of(query)[order])


def test_cells_are_sampled_from_the_controls_of_the_same_time(data):
    training = training_set(data, split(data)[0])
    late = training.subset([i for i, query in enumerate(training.conditions) if query.time == 16][:1])
    rows = late.control_rows(late.conditions[0])
    others = np.setdiff1d(np.flatnonzero(late.condition_of == -1), rows)
    cells = late.cells.toarray()
    cells[others] = 50.0  # nothing of them may be seen
    spread = sampled_cells(replace(late, cells=cells), 5).spread
    assert len(rows) < len(others) and np.abs(spread).max() < 50


@pytest.mark.parametrize("name", ["no-change", "training-mean", "time-last", "time-linear", "time-sqrt", "nearest", "mixture"])
def test_baselines_start_from_the_controls_of_the_time_asked_for(data, name):
    fold = split(data)[0]
    training, asked = training_set(data, fold), queries(data, fold)
    if name not in applicable(fold.scenario, training):
        pytest.skip(f"{name} does not apply")
    model = fitted(name, training)
    np.testing.assert_allclose(model.predict(asked) - model.change(asked), training.matched_controls(asked), atol=1e-12)
    assert np.ptp([training.controls.of(query).sum() for query in asked]) > 0 or len({query.time for query in asked}) == 1


def test_cells_for_other_packages_stand_beside_the_controls_of_their_time(gaps):
    folds = split(gaps)
    items = [
        FoldPrediction(fold, 1, fitted("no-change", training_set(gaps, fold)).predict(queries(gaps, fold)), None)
        for fold in folds
    ]
    for pair in cell_pairs(Predictions(folds, tuple(items), "A plan", "cpu", 1.0, "hash")):
        shown = pair.real.obs[pair.real.obs["perturbation"] == "control"].groupby("context", observed=True).size()
        assert set(shown.index) == set(pair.contexts) and all(" · " in name for name in pair.contexts)
        for name, n in shown.items():
            assert n == len(gaps.controls_of(gaps.contexts[0], float(name.split(" · ")[1])))
        assert set(pair.predicted["model"].obs["context"]) == set(pair.contexts)


def test_depth_that_changes_with_time_is_compared_within_the_time():
    """Peaks: cells of a condition are weighted to the depths of its own controls, not of all."""
    rng = np.random.default_rng(0)
    depth = np.concatenate([rng.lognormal(6, 0.3, 300), rng.lognormal(7, 0.3, 300), rng.lognormal(7, 0.3, 300)])
    condition_of, group_of = np.repeat([-1, -1, 0], 300), np.repeat([0, 1, 1], 300)
    own = depth_weights(depth, condition_of, group_of)[600:]
    pooled = depth_weights(depth, condition_of, np.zeros(900, dtype=int))[600:]
    assert own.std() < 0.3 < pooled.std()


def test_predictions_of_a_kept_model_change_against_the_controls_of_the_time(data, tmp_path):
    from cellforge_runtime.final.predict import read_controls
    from cellforge_runtime.run.refit import write_controls

    means = control_means(data, np.flatnonzero(data.condition_of == -1))
    write_controls(tmp_path / "controls.npz", means)
    read = read_controls(tmp_path / "controls.npz", list(means))
    for query in [*data.queries, Query(("new",), data.contexts[0], time=3.0)]:
        np.testing.assert_array_equal(read.of(query), means.of(query))
    write_controls(tmp_path / "plain.npz", control_means(as_one_group(data), np.flatnonzero(data.condition_of == -1)))
    with np.load(tmp_path / "plain.npz") as plain:
        assert plain.files == ["controls"]
