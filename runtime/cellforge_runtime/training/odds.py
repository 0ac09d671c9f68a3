"""For peaks: what a change in log odds does to a share of open cells, and how far a predicted share is from a seen one."""

from __future__ import annotations

from typing import Any

LEAST_SHARE = 0.001


def moved_odds(share: Any, change: Any) -> Any:
    """The change of a share between 0 and 1 when its log odds move by `change`; tensors of one shape, exactly 0 for 0.

    Shares count as 0.001 at least and 0.999 at most, so that a peak never seen open can still open a little.
    """
    import torch

    odds = torch.logit(share, eps=LEAST_SHARE)
    return torch.sigmoid(odds + change) - torch.sigmoid(odds)


def bernoulli_loss(share: Any, seen: Any, weight: Any) -> Any:
    """Mean negative log likelihood of the shares that were seen, rows weighted; (conditions, peaks) twice, (conditions,).

    A share below 0.001 or above 0.999 counts as that, and its squared distance on top draws it back. The loss is least
    where `share` is `seen`, and weighs a miss by 1 / (p (1 - p)): a rare peak's by its own small noise.
    """
    import torch

    inside = share.clamp(LEAST_SHARE, 1 - LEAST_SHARE)
    outside = (weight[:, None] * (share - inside).square()).mean()
    return torch.nn.functional.binary_cross_entropy(inside, seen.clamp(0, 1), weight[:, None]) + outside
