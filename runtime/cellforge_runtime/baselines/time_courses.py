"""time-linear, time-sqrt, time-last: a target's changes at other times, joined or carried on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.baselines.curve import Curve, Point, piecewise, with_origin


class TimeLinear(Curve):
    """Straight lines between neighbouring times, from no change at time 0; the last line goes on."""

    id = "time-linear"
    axis = "time"
    scenarios = ("time",)

    def _at(self, points: Sequence[Point], at: float) -> np.ndarray:
        return piecewise(with_origin(points), at, lambda time: time, goes_on=True)


class TimeSqrt(Curve):
    """The same, straight in the square root of time: early changes are fast."""

    id = "time-sqrt"
    axis = "time"
    scenarios = ("time",)

    def _at(self, points: Sequence[Point], at: float) -> np.ndarray:
        first = min(points[0][0], 0.0)
        return piecewise(with_origin(points), at, lambda time: float(np.sqrt(max(time - first, 0.0))), goes_on=True)


class TimeLast(Curve):
    """The change at the nearest measured time, as it is."""

    id = "time-last"
    axis = "time"
    scenarios = ("time",)

    def _at(self, points: Sequence[Point], at: float) -> np.ndarray:
        # of two as near the earlier one
        return min(points, key=lambda point: (abs(point[0] - at), point[0]))[1]
