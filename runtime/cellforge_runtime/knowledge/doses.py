"""`DoseLikeness`: how far what is known of a target at one dose tells of another dose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cellforge_runtime.training_set import Query

DECADES = 1.0  # doses ten times apart are believed by exp(-1/2), a hundred times by exp(-2)


class DoseLikeness:
    """A Gaussian of the distance between doses in decades; 1 throughout where training has no two doses.

    A condition without a dose, or at dose 0, lies a decade below the lowest dose of training.
    """

    def __init__(self, trained: Sequence[Query]) -> None:
        doses = {query.dose for query in trained if query.dose is not None and query.dose > 0}
        self.is_varied = len(doses) > 1
        self.nothing = min(doses, default=1.0) / 10

    def between(self, some: Sequence[Query], others: Sequence[Query]) -> np.ndarray | float:
        """(some, others)"""
        if not self.is_varied:
            return 1.0
        mine, theirs = (np.array([self._place(query) for query in side]) for side in (some, others))
        return np.exp(-0.5 * ((mine[:, None] - theirs[None, :]) / DECADES) ** 2)

    def _place(self, query: Query) -> float:
        return float(np.log10(query.dose if query.dose is not None and query.dose > 0 else self.nothing))
