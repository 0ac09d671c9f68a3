"""How strongly a target acts at a dose or after a time; without either, fully."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cellforge_runtime.datasets.screen import Screen, SimulatedCondition

SOFTNESS, GRADUAL = 0.05, 0.15
HALF_DOSES, HILL = (0.15, 6.0), (1.0, 2.0)  # micromolar; exponent
# hours to rise, hours until the fall begins, hours to fall, what stays
COURSES = ((0.7, 2.0, 2.0, 0.05), (1.0, 3.0, 4.0, 0.1), (4.0, 0.0, 1.0, 1.0), (7.0, 0.0, 1.0, 1.0))
PACES = (0.7, 1.4)
OWN_RISE = 3.0  # hours


class Strength(Protocol):
    """What multiplies a target's inputs to the programmes, and what it does outside them."""

    softness: float

    def of(self, condition: SimulatedCondition, targets: list[int], n_programmes: int) -> tuple[np.ndarray, np.ndarray]:
        """(targets, programmes) and (targets, 1)."""
        ...


@dataclass(frozen=True)
class Full:
    """Every condition acts at full strength, whatever its dose or time."""

    softness: float = SOFTNESS

    def of(self, condition: SimulatedCondition, targets: list[int], n_programmes: int) -> tuple[np.ndarray, np.ndarray]:
        return np.ones((len(targets), n_programmes)), np.ones((len(targets), 1))


@dataclass(frozen=True)
class HillDose:
    """Hill's equation: d^n / (d^n + K^n), with K and n a drug's own."""

    half: np.ndarray  # (targets,)
    exponent: np.ndarray  # (targets,)
    softness: float = GRADUAL

    def of(self, condition: SimulatedCondition, targets: list[int], n_programmes: int) -> tuple[np.ndarray, np.ndarray]:
        dose, half, exponent = condition.dose or 0.0, self.half[targets], self.exponent[targets]
        share = (dose**exponent / (dose**exponent + half**exponent))[:, None]
        # more than 1, so that a programme is on before everything is bound
        return np.repeat(1.4 * share, n_programmes, axis=1), share


@dataclass(frozen=True)
class ImpulseTime:
    """An impulse for each programme: it rises, and falls back to what stays (after Chechik and Koller, 2009)."""

    pace: np.ndarray  # (targets,)
    softness: float = GRADUAL

    def of(self, condition: SimulatedCondition, targets: list[int], n_programmes: int) -> tuple[np.ndarray, np.ndarray]:
        time = (condition.time or 0.0) * self.pace[targets]  # (targets,)
        rise, begin, fall, stays = (np.array(column) for column in zip(*COURSES[:n_programmes]))
        up = 1 - np.exp(-time[:, None] / rise)
        down = stays + (1 - stays) * np.exp(-np.maximum(time[:, None] - begin, 0.0) / fall)
        return 1.4 * up * down, (1 - np.exp(-time / OWN_RISE))[:, None]


def strength_of(kind: str, screen: Screen, rng: np.random.Generator) -> Strength:
    """The strength of a kind's targets."""
    n = len(screen.target_genes)
    if kind in ("dose", "compounds"):
        return HillDose(np.exp(rng.uniform(*np.log(HALF_DOSES), size=n)), rng.uniform(*HILL, size=n))
    if kind == "time":
        return ImpulseTime(np.exp(rng.uniform(*np.log(PACES), size=n)))
    return Full()
