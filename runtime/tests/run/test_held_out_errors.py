"""Intervals of later predictions hold as many of them as they say."""

import numpy as np
import pytest
from cellforge_runtime.run.held_out_errors import where_others_lie


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
@pytest.mark.parametrize(("n", "level"), [(5, 4 / 6), (20, 19 / 21), (39, 0.95), (60, 0.95)])
def test_one_more_lies_between_the_ends_as_often_as_is_said(n, level, shape):
    """The quantiles of the n held-out errors held .87 of further ones where n is 20, .90 where it is 39, and said 95 %."""
    rng = np.random.default_rng(0)
    drawn = getattr(rng, shape)(size=(n + 1, 40_000))
    low, high = where_others_lie(drawn[:n])
    held = ((low <= drawn[n]) & (drawn[n] <= high)).mean()
    assert held == pytest.approx(level, abs=0.006)  # five standard errors
