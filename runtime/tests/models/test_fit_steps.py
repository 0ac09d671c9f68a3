"""What a fit says it is doing: before its first epoch, on each inner fold, and on all of them."""

import json

import pytest
from cellforge_runtime.splits import inner_folds
from cellforge_runtime.worker.progress import ProgressFile

from .generated import model_cells, model_of, small_screen

SETTINGS = {"max_epochs": 20, "members": 2, "learning_rate": 0.01}
OF_DESCENT = {"patience": 10, "batch_size": 8, "dropout": 0.0, "weight_decay": 0.01}
CELLS = {"descent": "additive none delta low-rank bernoulli shrink-to-baseline", "evidence": "evidence full ensemble additive"}


def told_by(fitted_by, progress):
    source = next(made["source"] for made in model_cells() if made["name"] == CELLS[fitted_by])
    train = small_screen()
    settings = SETTINGS | (OF_DESCENT if fitted_by == "descent" else {})
    model_of(source)(**settings).fit(train, None, seed=1, device="cpu", progress=progress)
    return len(inner_folds(train))


@pytest.mark.parametrize("fitted_by", ["descent", "evidence"])
def test_every_step_is_said_before_its_first_epoch(fitted_by):
    calls = []
    n = told_by(fitted_by, lambda **told: calls.append(told))
    said = [(call["step"]["name"], call["step"]["number"], call["step"]["of"]) for call in calls if call["epochs"] == 0]
    networks = [("whole", 1, 2), ("whole", 2, 2)] if fitted_by == "descent" else [("whole", 1, 1)]
    assert said == [("baseline", 1, 1), *(("inner-fold", i + 1, n) for i in range(n)), *networks]
    assert all(call["loss"] is not None for call in calls if call["epochs"])


@pytest.mark.parametrize("fitted_by", ["descent", "evidence"])
def test_share_grows_with_inner_folds_and_networks_and_ends_at_one(fitted_by):
    calls = []
    n = told_by(fitted_by, lambda **told: calls.append(told))
    shares = [call["share"] for call in calls]
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
    begins = {
        call["step"]["number"]: call["share"] for call in calls if call["step"]["name"] == "inner-fold" and not call["epochs"]
    }
    assert begins == {i + 1: pytest.approx(i / (n + SETTINGS["members"])) for i in range(n)}


def test_what_is_written_while_a_fit_goes_on_names_its_step(tmp_path, monkeypatch):
    monkeypatch.setattr("cellforge_runtime.worker.progress.SECONDS_BETWEEN", 0.0)
    file = ProgressFile(tmp_path / "progress.json")
    written = []

    def progress(**told):
        file(**told)
        written.append(json.loads((tmp_path / "progress.json").read_text()))

    told_by("evidence", progress)
    assert written[0]["step"] == {"name": "baseline", "number": 1, "of": 1}
    assert (written[0]["epochs"], written[0]["share"], written[0]["curve"]) == (0, 0.0, [])
    assert written[-1]["step"]["name"] == "whole" and written[-1]["share"] == pytest.approx(1)
    # each step has a curve of its own, of its epochs alone
    assert all(point[1] is not None for each in written for point in each["curve"])


def test_a_share_that_a_fit_tells_is_taken_as_it_is(tmp_path):
    file = ProgressFile(tmp_path / "progress.json")
    file(epoch=1, epochs=10, loss=1.0, share=0.4)
    file.flush()
    assert json.loads((tmp_path / "progress.json").read_text())["share"] == 0.4
