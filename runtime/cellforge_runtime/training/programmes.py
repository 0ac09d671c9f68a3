"""Where soft switches start from: programmes of features that move independently, and who moves them.

The changes that perturbations make are mixtures of a few programmes, each of few features: independent components over
features find them (Liebermeister, "Linear modes of gene expression determined by independent component analysis",
Bioinformatics 2002). How strongly a target moves each of them, and how far the controls of a context already show it, is
close enough to the switches behind them that their evidence leads on from there; from random starts it mostly ends elsewhere.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.training.changes import Changes, most_moving

if TYPE_CHECKING:
    from cellforge_runtime.training.describe import Described

MOST_PROGRAMMES = 6
RIDGE = 0.25  # of how targets move programmes
STATE = 0.8  # a context whose controls show a programme in full, in units of what flips a switch
ROUNDS = 1000


def starting_switches(described: Described, n_switches: int) -> tuple[Any, Any]:
    """How targets drive switches and how far contexts hold them at rest, as found in the changes.

    Returns
    -------
    Two tensors: (target codes, switches), where 1 moves a programme in full, and (contexts, switches) about their mean.
    Switches beyond the programmes found are 0. The contexts are those of `described.states`.
    """
    import torch

    inputs, aim = described.aimed()
    changes = Changes.of(described, aim)
    scaled = changes.scaled
    kept = most_moving(scaled)
    found = _programmes(scaled[:, kept], n_switches)
    codes = inputs["targets"].sum(axis=1)
    if "course" in inputs:
        codes = codes * inputs["course"].mean(axis=1, keepdims=True)
    back = np.linalg.pinv(found)
    drives = _ridge(codes, scaled[:, kept] @ back)
    states = (changes.controls / changes.spread)[:, kept] @ back * STATE
    return tuple(torch.as_tensor(_padded(each, n_switches), dtype=torch.float32) for each in (drives, states))


def nothing_started(described: Described, n_switches: int) -> tuple[Any, Any]:
    """Tensors of the same shapes, all 0."""
    import torch

    return torch.zeros(described.n_target_codes, n_switches), torch.zeros(described.n_contexts, n_switches)


def _programmes(scaled: np.ndarray, most: int) -> np.ndarray:
    """Independent components over features, scaled so that 1 is what the strongest perturbations do, (found, features)."""
    from sklearn.decomposition import FastICA
    from sklearn.exceptions import ConvergenceWarning

    _, sizes, axes = np.linalg.svd(scaled, full_matrices=False)
    n = min(MOST_PROGRAMMES, most, int((sizes > 1e-6 * max(sizes[0], 1e-12)).sum()), scaled.shape[1] - 1)
    if n < 1:
        return np.zeros((0, scaled.shape[1]))
    with warnings.catch_warnings():
        # as far as it came is a start as well
        warnings.simplefilter("ignore", ConvergenceWarning)
        ica = FastICA(n, random_state=0, whiten="unit-variance", max_iter=ROUNDS, tol=1e-3)
        found = ica.fit_transform(axes[:n].T * sizes[:n]).T
    moved = scaled @ np.linalg.pinv(found)  # (conditions, found)
    most_moved = np.take_along_axis(moved, np.abs(moved).argmax(axis=0)[None], axis=0)[0]
    full = np.sign(most_moved) * np.quantile(np.abs(moved), 0.98, axis=0)
    return found * full[:, None]


def _ridge(codes: np.ndarray, moved: np.ndarray) -> np.ndarray:
    return np.linalg.solve(codes.T @ codes + RIDGE * np.eye(codes.shape[1]), codes.T @ moved)


def _padded(found: np.ndarray, width: int) -> np.ndarray:
    return np.pad(found, ((0, 0), (0, width - found.shape[1])))
