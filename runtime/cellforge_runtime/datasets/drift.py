"""Cells that change with the time in culture, whether they were treated or not, and controls taken at several times."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cellforge_runtime.datasets.ladder_screens import TIMES, TIMES_BETWEEN
from cellforge_runtime.datasets.screen import CONTROL, Screen
from cellforge_runtime.errors import CellForgeError

SHARE_OF_GENES = 0.4
HALF_TIME = 6.0  # hours until half of the change that there will be


@dataclass(frozen=True)
class Drift:
    """Two genes in five change with time in every cell: most at first, less and less later.

    Parameters
    ----------
    size
        Standard deviation over the drifting genes of the logarithmic change after a very long time.
    control_times
        Hours at which control cells are taken; `(0.0,)`: before anything was done, as where controls are not timed.
    """

    size: float = 0.8
    control_times: tuple[float, ...] = TIMES

    def with_controls(self, screen: Screen) -> Screen:
        """The screen with a group of control cells for each of the times, together as many as before.

        Controls at all other times of the screen are known and not measured.
        """
        [control] = [each for each in screen.conditions if each.label == CONTROL]
        taken = sorted(set(map(float, self.control_times)))
        known = sorted({*TIMES, *TIMES_BETWEEN} - set(taken))
        groups = [replace(control, time=time, is_measured=time in taken) for time in [*taken, *known]]
        conditions = (*groups, *(each for each in screen.conditions if each.label != CONTROL))
        return replace(screen, conditions=conditions, control_weight=screen.control_weight / len(taken))

    def log_changes(self, screen: Screen, n_genes: int, rng: np.random.Generator) -> np.ndarray:
        """What time alone adds to the log rates, (conditions, genes)."""
        at_last = rng.normal(0.0, self.size, size=n_genes) * (rng.random(n_genes) < SHARE_OF_GENES)
        times = np.array([condition.time or 0.0 for condition in screen.conditions])
        return (times / (times + HALF_TIME))[:, None] * at_last


def checked(drift: Drift | None, kind: str) -> Drift | None:
    """The drift of a kind that can have one.

    Raises
    ------
    CellForgeError
        `simulate/no-drift`: the kind has no times; `simulate/no-controls`: no time to take controls at, or one below 0.
    """
    if drift is not None and kind != "time":
        raise CellForgeError(
            "simulate/no-drift",
            message="Only cells that are taken at several times can drift.",
            expected='kind "time" where drift is given.',
            found=f"kind {kind!r}.",
            remedy='simulate("time", drift=Drift()), or leave drift out.',
        )
    if drift is not None and (not drift.control_times or min(drift.control_times) < 0):
        raise CellForgeError(
            "simulate/no-controls",
            message="Controls have to be taken at some time.",
            expected="one or more times in hours, none below 0.",
            found=f"control_times={drift.control_times!r}.",
            remedy="Leave control_times out for the times of the cytokines.",
        )
    return drift
