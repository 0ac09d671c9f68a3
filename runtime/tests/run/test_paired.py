"""Two runs on the same held-out conditions, compared one by one."""

import json
import subprocess
import sys

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.intervals import interval
from cellforge_runtime.run.held_out_conditions import FILE
from cellforge_runtime.run.paired import paired_runs

from .conftest import HONEST, run_cell


@pytest.fixture
def scored(tmp_path, folds):
    """Evaluates a model cell in a run folder of that name."""

    def score(name, source=HONEST, folds=folds):
        run = cf.Run(tmp_path / "pairs-cellforge" / name, device="cpu")
        return run, run.evaluate(run.fit(run_cell(source), folds))

    return score


# half of the mean change, and something of its own for each target: not the same change scaled
OTHER = HONEST.replace("+ self.mean for q", "+ self.mean * (1 + 0.1 * len(q.targets[0]) * np.sin(np.arange(30))) for q")


def test_the_difference_is_that_of_the_results_and_its_interval_that_of_the_differences(scored):
    (one, first), (two, second) = scored("r-1"), scored("r-2", OTHER)
    told = paired_runs(one.folder, two.folder)["unseen-perturbation/all"]
    metric = "pearson_delta_indep"
    of = [wire["scenarios"]["unseen-perturbation"]["parts"]["all"]["metrics"][metric] for wire in (first.wire, second.wire)]
    assert (told["primary"], told["n"], told["units"], told["level"]) == (metric, 10, 10, 0.95)
    assert told["difference"] == pytest.approx(of[1]["model"] - of[0]["model"], abs=2e-6)
    assert told["difference"] != 0
    by_label = [{each["label"]: each["scores"]["model"] for each in wire["scatter"]} for wire in (first.wire, second.wire)]
    naive = np.array([by_label[1][label] - by_label[0][label] for label in by_label[0]])  # scatter has four digits
    assert told["ci"] == pytest.approx(interval(naive), abs=2e-4)


def test_a_run_against_itself_differs_by_nothing(scored):
    run, _ = scored("r-1")
    told = paired_runs(run.folder, run.folder)["unseen-perturbation/all"]
    assert (told["difference"], told["ci"]) == (0.0, [0.0, 0.0])


def test_runs_on_other_folds_are_refused_by_name(scored, folds):
    from dataclasses import replace

    run, _ = scored("r-1")
    other_task = replace(folds.data.task, seeds=(7,))
    other, _ = scored("r-2", folds=cf.split(replace(folds.data, task=other_task)))
    with pytest.raises(CellForgeError, match="condition by condition"):
        paired_runs(run.folder, other.folder)


def test_below_six_units_the_level_of_the_interval_is_told(scored):
    folders = [scored(name, source)[0].folder for name, source in (("r-1", HONEST), ("r-2", OTHER))]
    for folder in folders:
        kept = json.loads((folder / FILE).read_text())
        kept["conditions"] = kept["conditions"][:4]
        (folder / FILE).write_text(json.dumps(kept))
    told = paired_runs(*folders)["unseen-perturbation/all"]
    assert (told["n"], told["units"], told["level"]) == (4, 4, 1 - 2 / 16)


def test_the_command_tells_each_run_or_what_is_wrong_with_it(scored, tmp_path):
    run, _ = scored("r-1")
    words = [sys.executable, "-m", "cellforge_runtime.run.paired", run.folder, run.folder, tmp_path / "nowhere"]
    told = json.loads(subprocess.run(words, capture_output=True, check=True, text=True).stdout)
    assert told[0]["parts"]["unseen-perturbation/all"]["n"] == 10
    assert told[1]["problem"]["code"] == "run/not-scored"
