"""Low-rank factors of the ridge effects: where learned embeddings and principal directions begin."""

from __future__ import annotations

import numpy as np


def principal(own: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and principal directions of the targets' effects: `own` is close to scores @ directions.

    Parameters
    ----------
    own
        Effects, (codes, features), such as `described.own`.
    rank
        Directions kept; those beyond what the effects span are zero.

    Returns
    -------
    (codes, rank) and (rank, features); the directions that are not zero are orthonormal.
    """
    left, values, right = np.linalg.svd(np.asarray(own, dtype=np.float64), full_matrices=False)
    kept = min(rank, int((values > 1e-6 * max(values[0], 1e-30)).sum()))
    scores, directions = np.zeros((own.shape[0], rank)), np.zeros((rank, own.shape[1]))
    scores[:, :kept], directions[:kept] = left[:, :kept] * values[:kept], right[:kept]
    return scores.astype(np.float32), directions.astype(np.float32)


def embedded(own: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """A place for each code among `rank` shared programmes, and what each programme does: (codes, rank), (rank, features).

    Places have a mean square near one, so that whatever reads them begins at the same scale for any data.
    """
    scores, directions = principal(own, rank)
    size = np.sqrt((scores**2).mean(axis=0))
    size = np.where(size > 1e-6 * max(float(size.max(initial=0.0)), 1e-12), size, 1.0)
    return scores / size.astype(np.float32), directions * size[:, None].astype(np.float32)
