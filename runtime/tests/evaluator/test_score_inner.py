"""A candidate on inner folds: beside the baselines on the same folds, blind to what the first outer fold holds out."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.score_inner import Candidate, score_inner, score_inner_folds
from cellforge_runtime.splits import split
from jsonschema import Draft202012Validator

CONTRACT = Path(__file__).parents[3] / "schema" / "contracts" / "inner-scores.json"

# predicts the mean training change for every query: what the baseline training-mean does
MEAN = """
import numpy as np


class Model:
    def __init__(self, share=1.0, **training):
        self.share = share

    def fit(self, train, validation, *, seed, device, progress):
        self.change = self.share * np.asarray(train.delta()).mean(axis=0)
        self.train = train
        return self

    def predict(self, queries):
        return np.asarray(self.train.matched_controls(queries)) + self.change

    def report(self):
        return {"shrinkage": self.share}
"""
COMPONENT = "\n    def predict_component(self, queries):\n        return self.predict(queries) + 0.5\n"


def told(wire):
    """All but the time it took."""
    return {**wire, "seconds": 0}


def test_a_copy_of_a_baseline_scores_what_the_baseline_scores(data_of):
    from cellforge_runtime.assessed_part import observed_inside, without_blind
    from cellforge_runtime.baselines import fitted
    from cellforge_runtime.data import training_set
    from cellforge_runtime.metrics.registry import METRICS
    from cellforge_runtime.splits import inner_folds

    folds = split(data_of("unseen-perturbation"))
    wire = score_inner_folds(folds, Candidate(MEAN, {"share": 1.0}), device="cpu")
    training = without_blind(training_set(folds.data, folds[0]), folds)
    scores = []
    for inner in inner_folds(training):
        predicted = fitted("training-mean", inner.train).predict(inner.queries)
        scores += list(METRICS[wire["metric"]].function(predicted, observed_inside(inner, training)))
    part = wire["parts"][0]
    assert part["conditions"] == len(scores) == len(part["scores"])
    assert part["candidate"]["value"] == pytest.approx(np.mean(scores), rel=1e-4)
    assert part["gain"]["value"] == pytest.approx(part["candidate"]["value"] - part["baseline"]["value"], abs=1e-5)
    assert part["factor"] == 1.0 and part["component"] is None and wire["overall"]["component_gain"] is None


def test_the_scores_have_the_wire_form(screen, task):
    made = screen([(f"G{i:02d}",) for i in range(8)])
    wanted = task("unseen-perturbation")
    first = {"source": MEAN + COMPONENT, "training": {"share": 0.5}, "knowledge": None, "earlier": []}
    wire = score_inner({"adata": made.adata}, "adata", wanted.to_wire(), first)
    Draft202012Validator(json.loads(CONTRACT.read_text())).validate(json.loads(json.dumps(wire, allow_nan=False)))
    assert wire["task_hash"] == wanted.hash and wire["failure"] is None
    assert wire["overall"]["component_gain"]["value"] < 1


def test_what_the_first_outer_fold_holds_out_changes_nothing_but_the_ceiling(scenario, data_of):
    folds = split(data_of(scenario))
    firsts = [next(fold for fold in folds if fold.part == part) for part in dict.fromkeys(fold.part for fold in folds)]
    fold = firsts[0]
    x = folds.data.x.copy()
    hidden = np.concatenate([np.flatnonzero(np.isin(folds.data.condition_of, fold.held_out)), fold.scoring_controls])
    x[hidden] = np.random.default_rng(0).uniform(0, 9, size=(len(hidden), x.shape[1]))
    one = replace(folds, folds=(fold,))
    noisy = replace(one, data=replace(folds.data, x=x))
    parts = [score_inner_folds(each, Candidate(MEAN), device="cpu")["parts"][0] for each in (one, noisy)]
    first, second = ({**part, "ceiling": None} for part in parts)
    assert first == second


def test_a_gain_is_positive_where_the_candidate_is_better(data_of):
    folds = split(data_of("unseen-perturbation"))
    folds = replace(folds, data=replace(folds.data, task=replace(folds.data.task, primary="mse")))
    good = score_inner_folds(folds, Candidate(MEAN, {"share": 1.0}), device="cpu")
    earlier = {"candidate": 1, "parts": [part["scores"] for part in good["parts"]]}
    bad = score_inner_folds(folds, Candidate(MEAN, {"share": 9.0}, None, [earlier]), device="cpu")
    assert not good["higher_is_better"] and bad["overall"]["gain"]["value"] < good["overall"]["gain"]["value"]
    assert bad["overall"]["against"][0]["candidate"] == 1
    assert bad["overall"]["against"][0]["gain"]["value"] < 0
    same = score_inner_folds(folds, Candidate(MEAN, {"share": 1.0}, None, [earlier]), device="cpu")
    assert same["overall"]["against"][0]["gain"]["value"] == pytest.approx(0, abs=1e-4)


def test_a_cell_that_fails_is_told_of_and_scores_nothing(data_of):
    folds = split(data_of("unseen-perturbation"))
    wire = score_inner_folds(folds, Candidate(MEAN.replace("self.train = train", "1 / 0")), device="cpu")
    assert wire["failure"]["code"] == "worker/model-failed" and "division" in wire["failure"]["found"]
    assert wire["parts"] == [] and wire["overall"] is None


def test_scores_of_other_conditions_are_refused(data_of):
    folds = split(data_of("unseen-perturbation"))
    earlier = {"candidate": 1, "parts": [[0.1, 0.2]]}
    with pytest.raises(CellForgeError, match="earlier candidate"):
        score_inner_folds(folds, Candidate(MEAN, {}, None, [earlier]), device="cpu")


def test_the_same_cell_scores_the_same_again(data_of):
    folds = split(data_of("unseen-combination"))
    one, two = (score_inner_folds(folds, Candidate(MEAN), device="cpu") for _ in range(2))
    assert told(one) == told(two)
    assert [part["part"] for part in one["parts"]] == [part for _, part in folds.parts()]


def with_few_controls(screen, task):
    """A screen with 8 controls in context B: its conditions are held out inside, and not scored outside."""
    adata = screen([(f"G{i:02d}",) for i in range(12)], contexts=("A", "B")).adata
    is_extra = (adata.obs["perturbation"] == "control").to_numpy() & (adata.obs["cell_type"] == "B").to_numpy()
    is_extra[np.flatnonzero(is_extra)[:8]] = False
    return split(prepare(adata[~is_extra].copy(), task("unseen-perturbation", context="cell_type")))


@pytest.mark.parametrize("primary", ["pearson_delta_indep", "mse"])
def test_a_ceiling_says_of_how_many_conditions_it_is_where_some_have_too_few_controls(screen, task, primary):
    from cellforge_runtime.assess import conditions_looked_at
    from cellforge_runtime.ceiling import ceiling_span
    from cellforge_runtime.data import CONTROL, training_set
    from cellforge_runtime.halves import agreement
    from cellforge_runtime.metrics.registry import METRICS
    from cellforge_runtime.splits import inner_folds

    folds = with_few_controls(screen, task)
    folds = replace(folds, data=replace(folds.data, task=replace(folds.data.task, primary=primary)))
    wire = score_inner_folds(folds, Candidate(MEAN), device="cpu")
    [part] = wire["parts"]
    halves = agreement(folds.data, conditions_looked_at(folds), np.flatnonzero(folds.data.condition_of == CONTROL))
    asked = [query for inner in inner_folds(training_set(folds.data, folds[0])) for query in inner.queries]
    by_id = halves.correlation if primary == "pearson_delta_indep" else halves.squared_error
    own = np.array([by_id[i] for query in asked if (i := folds.data.queries.index(query)) in by_id])
    assert part["conditions"] == len(asked) and part["ceiling_n"] == len(own) < len(asked)
    np.testing.assert_allclose(part["ceiling"], [end.mean() for end in ceiling_span(METRICS[primary], own)], rtol=1e-4)
    assert wire["overall"]["conditions"] == len(asked) and wire["overall"]["room_n"] == len(own)
    Draft202012Validator(json.loads(CONTRACT.read_text())).validate(json.loads(json.dumps(wire, allow_nan=False)))


def test_a_ceiling_of_all_conditions_needs_no_number_of_its_own(data_of):
    wire = score_inner_folds(split(data_of("unseen-perturbation")), Candidate(MEAN), device="cpu")
    assert wire["parts"][0]["ceiling"] is not None and "ceiling_n" not in wire["parts"][0]
    assert wire["overall"]["room"] is not None and "room_n" not in wire["overall"]


def test_conditions_of_which_none_has_halves_have_no_ceiling(screen, task, monkeypatch):
    from cellforge_runtime import score_inner as module
    from cellforge_runtime.halves import Halves

    monkeypatch.setattr(module, "agreement", lambda *_: Halves({}, {}))
    wire = score_inner_folds(with_few_controls(screen, task), Candidate(MEAN), device="cpu")
    assert wire["parts"][0]["ceiling"] is None and wire["overall"]["room"] is None
