"""Which pairs are more or less than the sum of their targets, beyond what noise makes of a sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from cellforge_runtime.data import CONTROL, Data, group_means
from cellforge_runtime.differential import at_most, benjamini_hochberg
from cellforge_runtime.splits.measured import seed_of

DRAWS = 200
MOST_FEATURES = 1000
SIGNIFICANT = 0.05
LEAST_SHARE = 0.25


@dataclass(frozen=True)
class Additivity:
    """Pairs both of whose targets were measured alone, in the order asked; one entry a pair, one column a feature kept."""

    pairs: list[int]  # condition ids
    features: np.ndarray  # ids of the features that are looked at, the most expressed ones in the controls
    first: np.ndarray  # (pairs, kept) change of the first target alone
    second: np.ndarray  # (pairs, kept)
    both: np.ndarray  # (pairs, kept) change of the pair
    q: np.ndarray  # (pairs,) Benjamini-Hochberg p of the departure from the sum
    share: np.ndarray  # (pairs,) of the pair's squared change that departs from the sum, noise taken out of both

    @property
    def is_beyond_noise(self) -> np.ndarray:
        """Departure from the sum that noise does not make, (pairs,) bool."""
        return self.q < SIGNIFICANT

    @property
    def is_strong(self) -> np.ndarray:
        """Beyond noise, and at least a quarter of the pair's squared change, (pairs,) bool."""
        return self.is_beyond_noise & (self.share >= LEAST_SHARE)


def additivity(data: Data, conditions: list[int]) -> Additivity | None:
    """How far these pairs depart from the sum of their targets; None where none has both targets measured alone.

    The departure is D = T_ab - T_a - T_b + C on the 1,000 features most expressed in the controls. Its null is empirical:
    in each of 200 seeded draws the cells of the pair, of each target alone and of the controls are split in halves, and
    the same combination of *half the differences of the halves* is a vector of pure noise, distributed as D is where the
    pair is the sum. A gamma distribution with the mean and variance of the 200 squared lengths gives the p-value of D's
    squared length, adjusted over the pairs by Benjamini-Hochberg.
    """
    alone = {(q.targets[0], q.context, q.dose, q.time): i for i, q in enumerate(data.queries) if len(q.targets) == 1}
    parts = {i: _singles(data, i, alone) for i in conditions}
    pairs = [i for i in dict.fromkeys(conditions) if parts[i] is not None]
    if not pairs:
        return None
    rng = np.random.default_rng(seed_of(data.content, "additivity"))
    kept = _most_expressed(data)
    needed = dict.fromkeys([*pairs, *(single for i in pairs for single in parts[i])])
    noise = {i: _noise(data, data.cells_of(i), kept, rng) for i in needed}
    groups = {group: data.controls_of(*group) for group in dict.fromkeys(data.controls_for(i) for i in pairs)}
    controls = {group: at_most(rows, rng) for group, rows in groups.items()}
    base = {group: (_mean(data, groups[group], kept), _noise(data, rows, kept, rng)) for group, rows in controls.items()}
    for group, rows in controls.items():  # noise of all controls, told from those drawn
        base[group][1][:] *= np.sqrt(len(rows) / len(groups[group]))
    p, share, changes = [], [], []
    for i in pairs:
        C, e_C = base[data.controls_for(i)]
        a, b = parts[i]
        T_ab, T_a, T_b = (data.means[which][kept] for which in (i, a, b))
        null = ((noise[i] - noise[a] - noise[b] + e_C) ** 2).sum(axis=1)  # (draws,)
        length = float(((T_ab - T_a - T_b + C) ** 2).sum())
        p.append(_tail(length, null))
        change = float(((T_ab - C) ** 2).sum() - ((noise[i] - e_C) ** 2).sum(axis=1).mean())
        share.append(max(length - null.mean(), 0.0) / change if change > 0 else 0.0)
        changes.append((T_a - C, T_b - C, T_ab - C))
    first, second, both = (np.stack(each) for each in zip(*changes))
    return Additivity(pairs, kept, first, second, both, benjamini_hochberg(np.array(p)), np.array(share))


def _singles(data: Data, condition: int, alone: dict) -> tuple[int, int] | None:
    """Both targets alone, at the dose and time and in the context of the pair."""
    query = data.queries[condition]
    found = [alone.get((target, query.context, query.dose, query.time)) for target in query.targets]
    return None if len(found) != 2 or None in found else (found[0], found[1])


def _most_expressed(data: Data) -> np.ndarray:
    level = _mean(data, np.flatnonzero(data.condition_of == CONTROL), np.arange(len(data.features)))
    return np.sort(np.argsort(-level, kind="stable")[:MOST_FEATURES])


def _mean(data: Data, rows: np.ndarray, kept: np.ndarray) -> np.ndarray:
    of = np.full(data.x.shape[0], -1)
    of[rows] = 0
    return group_means(data.x, of, 1)[0][kept]


def _noise(data: Data, rows: np.ndarray, kept: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Half the difference of two halves, for each draw: noise of the mean of these cells, (draws, kept)."""
    n = len(rows)
    sides = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
    signs = np.stack([rng.permutation(sides) for _ in range(DRAWS)])  # (draws, cells)
    n_first = (n + 1) // 2
    weight = np.where(signs > 0, 0.5 / n_first, -0.5 / max(n - n_first, 1))
    cells = data.x[rows][:, kept]
    found = (cells.T @ weight.T).T if sparse.issparse(cells) else weight @ cells
    return np.asarray(found)


def _tail(length: float, null: np.ndarray) -> float:
    from scipy.stats import gamma

    mean, variance = float(null.mean()), float(null.var(ddof=1))
    if mean <= 0 or variance <= 0:
        return 1.0
    return float(gamma.sf(length, mean**2 / variance, scale=variance / mean))
