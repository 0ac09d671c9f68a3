"""Principal components of cells, fitted without making sparse data dense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cellforge_runtime.differential import Cells

if TYPE_CHECKING:
    from cellforge_runtime.prepared_values import Values

COMPONENTS = 50
MOST_CELLS = 5000


@dataclass(frozen=True)
class Components:
    """Axes on which cells are compared."""

    mean: np.ndarray  # (features,)
    axes: np.ndarray  # (features, components)

    def of(self, cells: Cells) -> np.ndarray:
        """The cells' places, (cells, components)."""
        return np.asarray(cells @ self.axes) - self.mean @ self.axes


def components_of(x: Values, rows: np.ndarray, rng: np.random.Generator) -> Components:
    """`fit_components` of these rows, of which no more are read than it takes."""
    if len(rows) > MOST_CELLS:
        rows = rows[np.sort(rng.choice(len(rows), MOST_CELLS, replace=False))]
    return fit_components(x[rows], rng)


def fit_components(cells: Cells, rng: np.random.Generator) -> Components:
    """The first 50 axes of the cells, at most 5,000 of them, by randomised subspace iteration."""
    if cells.shape[0] > MOST_CELLS:
        cells = cells[np.sort(rng.choice(cells.shape[0], MOST_CELLS, replace=False))]
    mean = np.asarray(cells.mean(axis=0), dtype=float).ravel()
    width = min(COMPONENTS + 10, *cells.shape)
    basis = rng.standard_normal((cells.shape[1], width))
    for _ in range(4):
        left = np.asarray(cells @ basis) - mean @ basis
        left, _ = np.linalg.qr(left)
        basis = np.asarray(cells.T @ left) - np.outer(mean, left.sum(axis=0))
        basis, _ = np.linalg.qr(basis)
    places = np.asarray(cells @ basis) - mean @ basis
    _, values, turn = np.linalg.svd(places, full_matrices=False)
    kept = min(COMPONENTS, int((values > 1e-9 * max(values[0], 1e-30)).sum()) or 1)
    return Components(mean, basis @ turn[:kept].T)
