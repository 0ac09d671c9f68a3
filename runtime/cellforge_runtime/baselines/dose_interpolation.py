"""dose-interpolation: a target's changes at other doses, joined by straight lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.baselines.curve import Curve, Point, piecewise, with_origin


class DoseInterpolation(Curve):
    """Linear in log(1 + dose / lowest measured dose), from no change at dose 0; beyond the highest dose its change is held.

    So it is linear in small doses and logarithmic in large ones, and saturates where nothing is known, as dose-response
    curves do.
    """

    id = "dose-interpolation"
    axis = "dose"
    scenarios = ("unseen-dose",)

    def _at(self, points: Sequence[Point], at: float) -> np.ndarray:
        lowest = min((value for value, _ in points if value > 0), default=1.0)
        return piecewise(with_origin(points), at, lambda dose: float(np.log1p(max(dose, 0.0) / lowest)), goes_on=False)
