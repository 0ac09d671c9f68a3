"""How often 95 % intervals hold the mean that they are of: `npm run benchmark -- --only intervals`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from cellforge_runtime.intervals import interval

UNITS = (6, 8, 10, 15, 25, 40, 100)
TARGETS = (8, 12, 20)  # of which pairs are made
Draw = Callable[[np.random.Generator, int], np.ndarray]

SCORES: dict[str, Draw] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "skewed (exponential less its mean)": lambda rng, n: rng.exponential(size=n) - 1.0,
    "heavy tails (t of 3)": lambda rng, n: rng.standard_t(3, size=n),
}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="npm run benchmark -- --only intervals")
    arguments.add_argument("--draws", type=int, default=2000)
    told = arguments.parse_args()
    print(f"share of {told.draws:,} draws in which the interval holds the true mean, 0 (s.e. about .005)", flush=True)
    print(f"{'units':36s}" + "".join(f"{n:>7d}" for n in UNITS))
    for name, draw in SCORES.items():
        shares = (held(told.draws, lambda rng, n=n, draw=draw: interval(draw(rng, n))) for n in UNITS)
        print(f"{name:36s}" + "".join(f"{share:7.3f}" for share in shares), flush=True)
    print(f"{'pairs that share targets, targets':36s}" + "".join(f"{n:>7d}" for n in TARGETS))
    for name, draw in SCORES.items():
        shares = (held(told.draws, lambda rng, n=n, draw=draw: of_pairs(rng, n, draw)) for n in TARGETS)
        print(f"{name:36s}" + "".join(f"{share:7.3f}" for share in shares), flush=True)


def of_pairs(rng: np.random.Generator, n_targets: int, draw: Draw) -> tuple[float, float] | None:
    """Two pairs a target; a pair's score is what its two targets add, and noise of its own."""
    of_target = draw(rng, n_targets)
    pairs = [(i, (i + step) % n_targets) for step in (1, 2) for i in range(n_targets)]
    scores = np.array([of_target[a] + of_target[b] for a, b in pairs]) + draw(rng, len(pairs))
    return interval(scores, [(f"G{a}", f"G{b}") for a, b in pairs])


def held(draws: int, of: Callable[[np.random.Generator], tuple[float, float] | None]) -> float:
    found = [of(np.random.default_rng([draws, i])) for i in range(draws)]
    return float(np.mean([span is not None and span[0] <= 0.0 <= span[1] for span in found]))


if __name__ == "__main__":
    main()
