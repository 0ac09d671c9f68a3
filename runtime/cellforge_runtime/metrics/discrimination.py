"""discrimination: is the prediction nearer to its own condition than to the others?"""

from __future__ import annotations

import numpy as np

from cellforge_runtime.metrics.metric import Metric
from cellforge_runtime.metrics.observed import Observed

LEAST_CANDIDATES = 4


def discrimination(predicted: np.ndarray, observed: Observed) -> np.ndarray:
    """1 - rank/(n-1) of the true condition among the fold's held-out conditions of its context, (n,).

    Ranked by the L1 distance of P-C_m to T_q-C_s without the target genes of any candidate; a tie counts half. NaN
    where a context holds out fewer than four conditions.
    """
    keep = ~observed.is_target
    change, truth = (predicted - observed.C_m)[:, keep], (observed.T - observed.C_s)[:, keep]
    contexts = np.array(observed.contexts, dtype=object)
    scores = np.full(len(predicted), np.nan)
    for context in dict.fromkeys(observed.contexts):
        rows = np.flatnonzero(contexts == context)
        if len(rows) < LEAST_CANDIDATES:
            continue
        for row in rows:
            distance = np.abs(change[row] - truth[rows]).sum(axis=1)
            own = distance[rows == row][0]
            # at equal distance but for rounding
            ties = np.isclose(distance, own, rtol=1e-9, atol=1e-12)
            rank = ((distance < own) & ~ties).sum() + 0.5 * (ties.sum() - 1)
            scores[row] = 1.0 - rank / (len(rows) - 1)
    return scores


METRICS = (
    Metric(
        id="discrimination",
        label="Discrimination",
        function=discrimination,
        definition="1 - rank / (n - 1) of the true condition among the n held out together, by the L1 distance of the "
        "changes without target genes. 0.5 is chance; needs four conditions in a fold.",
        range=(0.0, 1.0),
        chance=0.5,
        shown="headline",
        ceiling="lower-bound",
    ),
)
