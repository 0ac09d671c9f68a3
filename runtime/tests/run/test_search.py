"""Candidates chosen afresh inside each training set: by inner folds alone, in the folds and in the final refit."""

import json
from pathlib import Path

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.assessed_part import without_blind
from cellforge_runtime.baselines import BASELINES, applicable
from cellforge_runtime.data import queries, training_set
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.score_inner import Candidate as InnerCandidate
from cellforge_runtime.score_inner import score_inner_folds
from cellforge_runtime.search.inside import Inside, inner_judge
from cellforge_runtime.splits import inner_folds
from jsonschema import Draft202012Validator

from .conftest import HONEST, with_fit
from .test_stop import watch_for

CONTRACT = Path(__file__).parents[3] / "schema" / "contracts" / "result.json"
WRONG = HONEST.replace("+ self.mean for", "- self.mean for")  # every change turned round
# 0.4 in the last ten features is what all perturbations share; knocked-down features are lowered: better than the mean
KNOWING = HONEST.replace(
    "return np.stack([self.controls[q.context] + self.mean for q in queries])",
    """return np.stack([self._of(q) for q in queries])

    def _of(self, query):
        mean, own = self.mean.copy(), int(query.targets[0][1:])
        mean[: 10] = 0.0
        mean[own] = -0.8 * self.controls[query.context][own]
        return self.controls[query.context] + mean""",
)


@pytest.fixture
def three(cell):
    return cf.Search(
        cf.Candidate(cell(HONEST), name="mean"),
        cf.Candidate(cell(WRONG), name="turned round"),
        cf.Candidate(cell(KNOWING), name="knows its targets"),
    )


def test_each_fold_takes_what_its_own_inner_folds_bear_out(run, folds, three, cell):
    predictions = run.fit(three, folds)
    assert [item.choice.taken for item in predictions] == ["candidate-3", "candidate-3"]
    alone = cf.Run(run.folder.parent / "r-2", device="cpu").fit(cell(KNOWING), folds)
    assert [item.model.tobytes() for item in predictions] == [item.model.tobytes() for item in alone]
    by_id = {one.id: one for one in predictions.items[0].choice.tried}
    assert by_id["candidate-3"].score > by_id["candidate-1"].score > by_id["candidate-2"].score
    assert (by_id["candidate-2"].status, by_id["candidate-2"].inner_folds) == ("dropped", 1)
    assert by_id["candidate-1"].inner_folds == by_id["candidate-3"].inner_folds == 3


def test_what_a_fold_holds_out_changes_neither_its_choice_nor_its_scores(run, folds, three):
    before = run.fit(three, folds)
    fold = folds[0]
    hidden = np.concatenate([np.flatnonzero(np.isin(folds.data.condition_of, fold.held_out)), fold.scoring_controls])
    x = folds.data.x.copy()
    x[hidden] = np.random.default_rng(9).normal(5, 3, size=x[hidden].shape)
    object.__setattr__(folds.data, "x", x)
    folds.data.__dict__.pop("means", None)
    after = cf.Run(run.folder.parent / "r-2", device="cpu").fit(three, folds)
    one, other = before.of(fold, 42), after.of(fold, 42)
    assert one.choice.wire() == other.choice.wire()
    assert one.model.tobytes() == other.model.tobytes()


def test_inner_scores_are_those_that_refinement_goes_by(folds):
    told = score_inner_folds(folds, InnerCandidate(HONEST), device="cpu")
    inside = Inside("fold-0", lambda: without_blind(training_set(folds.data, folds[0]), folds), inner_judge(folds.data))
    scores = []
    for rung, inner in enumerate(inner_folds(training_set(folds.data, folds[0]))):
        assert inside.given(rung).means.tobytes() == inner.train.means.tobytes()
        predicted = inner.train.matched_controls(inner.queries) + inner.train.delta().mean(axis=0)
        scores += list(inside.score(rung, predicted))
    assert np.mean(scores) == pytest.approx(told["parts"][0]["candidate"]["value"], abs=1e-5)
    best, theirs = inside.best_baseline
    assert best == told["parts"][0]["best_baseline"]
    assert np.mean(theirs) == pytest.approx(told["parts"][0]["baseline"]["value"], abs=1e-5)


def test_best_baseline_takes_the_place_of_candidates_that_are_worse(run, folds, cell):
    worse = cf.Search(cf.Candidate(cell(WRONG)), cf.Candidate(cell(WRONG), {"other": 1}))
    predictions = run.fit(worse, folds)
    for item in predictions:
        assert item.choice.taken == "best-baseline"
        training = training_set(folds.data, item.fold)
        assert item.choice.baseline in applicable("unseen-perturbation", training)
        own = BASELINES[item.choice.baseline]().fit(training)
        np.testing.assert_array_equal(item.model, own.predict(queries(folds.data, item.fold)))


def test_a_candidate_that_fails_is_out_and_the_others_go_on(run, folds, cell):
    search = cf.Search(
        cf.Candidate(cell(with_fit("raise ValueError('no such layer')")), name="broken"), cf.Candidate(cell(KNOWING))
    )
    predictions = run.fit(search, folds)
    assert [item.choice.taken for item in predictions] == ["candidate-2", "candidate-2"]
    broken = predictions.items[0].choice.tried[0]
    assert broken.status == "failed" and "no such layer" in broken.why


def test_all_candidates_failing_is_told_as_the_first_failure(run, folds, cell):
    broken = cell(with_fit("raise ValueError('no such layer')"))
    with pytest.raises(CellForgeError) as caught:
        run.fit(cf.Search(cf.Candidate(broken), cf.Candidate(broken, {"other": 1})), folds)
    assert caught.value.code == "worker/model-failed"


def test_a_budget_that_is_used_up_leaves_the_first_candidate_and_says_so(run, folds, cell):
    search = cf.Search(cf.Candidate(cell(HONEST)), cf.Candidate(cell(KNOWING)), minutes=0)
    predictions = run.fit(search, folds)
    assert {item.choice.taken for item in predictions} == {"candidate-1"}
    assert "budget" in predictions.items[0].choice.why
    assert {one.status for one in predictions.items[0].choice.tried} == {"stopped"}


def test_result_tells_candidates_and_choices_in_the_wire_form(run, folds, three):
    result = run.evaluate(run.fit(three, folds))
    Draft202012Validator(json.loads(CONTRACT.read_text())).validate(json.loads(json.dumps(result.wire, allow_nan=False)))
    rows = {row["id"]: row for row in result.wire["candidates"]}
    assert rows["candidate-3"]["chosen"] and "taken in 2 of 2 folds" in rows["candidate-3"]["name"]
    assert rows["candidate-2"]["inner"] is None and not rows["candidate-2"]["chosen"]
    assert rows["best-baseline"]["inner"] < rows["candidate-3"]["inner"]
    assert [choice["taken"] for choice in result.wire["choices"]] == ["candidate-3", "candidate-3"]


def test_refit_applies_the_rule_on_all_conditions_and_keeps_what_it_took(run, folds, three, tmp_path):
    final = run.refit(three, folds.data)
    assert final.about.by_kind["unseen-perturbation/all"]["choice"]["taken"] == "candidate-3"
    final.save(tmp_path / "model")
    asked = [cf.Query(("G15",))]
    np.testing.assert_array_equal(cf.load_model(tmp_path / "model").predict(asked).X, final.predict(asked).X)


def test_a_baseline_that_was_taken_is_kept_as_any_model(run, folds, cell, tmp_path):
    final = run.refit(cf.Search(cf.Candidate(cell(WRONG)), cf.Candidate(cell(WRONG), {"other": 1})), folds.data)
    assert final.about.by_kind["unseen-perturbation/all"]["choice"]["taken"] == "best-baseline"
    final.save(tmp_path / "model")
    predicted = cf.load_model(tmp_path / "model").predict([cf.Query(("G15",))])
    assert np.isfinite(predicted.X).all()


def test_settings_beside_a_search_are_refused(run, folds, three):
    with pytest.raises(CellForgeError) as caught:
        run.fit(three, folds, hidden=8)
    assert caught.value.code == "search/settings" and "hidden" in str(caught.value)


def test_shares_never_fall_and_end_at_one(run, folds, three):
    run.fit(three, folds)
    shares = [json.loads(line)["share"] for line in (run.folder / "progress.jsonl").read_text().splitlines()]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert not (run.folder / "kept").exists()


def test_a_stopped_search_goes_on_where_it_was(run, folds, cell):
    # waits for ever on the last inner fit of the first race, after it said so in the one folder it may write to
    endless = cell(with_fit('open("started", "w").write("yes")\nwhile True: progress(epoch=1, epochs=2, loss=1.0)'))
    stopping = watch_for(run.folder / "checkpoints" / "fold-0-inner-0-candidate-2" / "started", (run.folder / "stop").touch)
    with pytest.raises(cf.Stopped, match="of 4 fits are kept"):
        run.fit(cf.Search(cf.Candidate(cell(KNOWING)), cf.Candidate(endless)), folds)
    stopping.join()
    kept = sorted(path.name for path in (run.folder / "kept").iterdir())
    predictions = run.fit(cf.Search(cf.Candidate(cell(KNOWING)), cf.Candidate(cell(WRONG))), folds)
    assert len(kept) in (1, 2) and {item.choice.taken for item in predictions} == {"candidate-1"}


def test_a_stop_between_two_stages_of_a_search_stops_it(run, folds, three, monkeypatch):
    """Where the kernel itself works: no fit runs, so nothing looks for the file but what comes next."""
    from cellforge_runtime.search.arena import Arena

    halve = Arena.halve

    def stopping(self, rung):
        (run.folder / "stop").touch()
        halve(self, rung)

    monkeypatch.setattr(Arena, "halve", stopping)
    with pytest.raises(cf.Stopped, match="kept"):
        run.fit(three, folds)
    assert json.loads((run.folder / "status.json").read_text())["state"] == "stopped"
    assert not (run.folder / "stop").exists()
    monkeypatch.undo()
    assert len(run.fit(three, folds)) == 2  # the same cell again goes on


@pytest.mark.parametrize("step", ["Inside.__init__", "Arena.chosen"])
def test_a_stop_while_the_kernel_chooses_stops_before_the_next_fit(run, folds, three, monkeypatch, step):
    from cellforge_runtime.search import arena, inside

    owner, name = {"Inside.__init__": (inside.Inside, "__init__"), "Arena.chosen": (arena.Arena, "chosen")}[step]
    done, fits = getattr(owner, name), []

    def stopping(*args):
        (run.folder / "stop").touch()
        return done(*args)

    monkeypatch.setattr(owner, name, stopping)
    monkeypatch.setattr("cellforge_runtime.run.run._piece_of", lambda *args: fits.append(args))
    with pytest.raises(cf.Stopped):
        run.fit(three, folds)
    assert not fits
