"""Methods of a fold scored side by side: the same scores, nothing left behind, and an end when one fails."""

import sys
import threading

import numpy as np
import pytest
from cellforge_runtime.data import prepare
from cellforge_runtime.datasets import simulate
from cellforge_runtime.differential import rank_sum
from cellforge_runtime.fold_scores import MODEL, score_fold
from cellforge_runtime.side_by_side import side_by_side, without_stderr
from cellforge_runtime.splits import split
from cellforge_runtime.task import Task


@pytest.mark.parametrize(
    ("kind", "task"),
    [
        ("null", {"scenarios": ("unseen-perturbation",)}),
        ("interaction", {"separator": "+", "scenarios": ("unseen-combination",)}),
    ],
)
def test_threads_score_what_one_thread_scores(kind, task):
    data = prepare(simulate(kind, seed=1), Task(perturbation="perturbation", control="control", value_state="counts", **task))
    fold = split(data)[0]
    guesses = {MODEL: [np.asarray(data.means)[list(fold.held_out)] * share for share in (0.9, 1.1)]}
    one, four = (score_fold(data, fold, guesses, n_threads=n) for n in (1, 4))
    assert list(one.scores) == list(four.scores) and len(one.scores) > 4
    for name, scores in one.scores.items():
        for metric, values in scores.items():
            np.testing.assert_array_equal(values, four.scores[name][metric], err_msg=f"{name} {metric}")
    for metric, values in one.halves.items():
        np.testing.assert_array_equal(values, four.halves[metric], err_msg=metric)


def test_what_stands_on_standard_error_is_the_same_stream_afterwards_whoever_ends_first(capsys):
    """Two threads within at once, the first to come being the first to go."""
    before, inside, first_is_out = sys.stderr, threading.Barrier(2), threading.Event()

    def first():
        with without_stderr():
            inside.wait()
        first_is_out.set()

    def second():
        with without_stderr():
            inside.wait()
            first_is_out.wait()
            print("not shown", file=sys.stderr)

    side_by_side([first, second], 2)
    assert sys.stderr is before and capsys.readouterr().err == ""


def test_tests_in_threads_are_silent_and_agree(capsys):
    rng = np.random.default_rng(0)
    blocks = [np.log1p(rng.poisson(2, (40, 300))).astype(np.float32) for _ in range(9)]
    alone = [rank_sum([block], blocks[0])[0] for block in blocks[1:]]
    together = side_by_side([lambda block=block: rank_sum([block], blocks[0])[0] for block in blocks[1:]], 4)
    np.testing.assert_array_equal(alone, together)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("n_threads", [1, 2])
def test_where_a_piece_fails_its_error_is_told_and_pieces_that_have_not_begun_are_left_out(n_threads):
    done = []

    def fails():
        raise ValueError("no such profile")

    with pytest.raises(ValueError, match="no such profile"):
        side_by_side([fails, *(lambda i=i: done.append(i) for i in range(200))], n_threads)
    assert len(done) < 200
    assert threading.active_count() < 20  # none waits for more
