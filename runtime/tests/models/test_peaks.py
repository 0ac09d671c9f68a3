"""The loss of peaks: least at what was seen, and no change where the log odds do not move."""

from __future__ import annotations

import numpy as np
import pytest
from cellforge_runtime.training import bernoulli_loss, moved_odds

torch = pytest.importorskip("torch")


def test_the_loss_is_the_negative_log_likelihood_of_open_cells():
    share, seen = torch.tensor([[0.2, 0.03], [0.5, 0.9]]), torch.tensor([[0.1, 0.05], [0.4, 0.8]])
    weight = torch.tensor([1.0, 3.0])
    naive = [
        -w * (t * np.log(p) + (1 - t) * np.log(1 - p))
        for p_row, t_row, w in zip(share.tolist(), seen.tolist(), weight.tolist())
        for p, t in zip(p_row, t_row)
    ]
    assert float(bernoulli_loss(share, seen, weight)) == pytest.approx(np.mean(naive), rel=1e-5)


def test_the_loss_is_least_at_what_was_seen_and_takes_shares_beyond_0_and_1():
    seen, weight = torch.tensor([[0.004, 0.3, 1.2]]), torch.ones(1)
    share = torch.tensor([[-0.1, 0.05, 0.5]], requires_grad=True)
    adam = torch.optim.Adam([share], lr=0.002)
    for _ in range(2000):
        adam.zero_grad()
        bernoulli_loss(share, seen, weight).backward()
        adam.step()
    found = share.detach().numpy()[0]
    assert found[:2] == pytest.approx([0.004, 0.3], abs=0.01) and found[2] > 0.95
    assert torch.isfinite(bernoulli_loss(torch.tensor([[-0.2, 1.4, 0.5]]), seen, weight))


def test_log_odds_that_do_not_move_change_nothing():
    share = torch.tensor([0.0, 0.001, 0.2, 1.1])
    assert torch.equal(moved_odds(share, torch.zeros(4)), torch.zeros(4))
    opened = share + moved_odds(share, torch.full((4,), 2.0))
    assert (opened > share)[:3].all() and (opened[:3] < 1).all()
