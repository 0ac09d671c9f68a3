"""Attention over the targets of one condition."""

from __future__ import annotations

from typing import Any

NEVER = -1e9  # a target that is not there; large and finite, so that a condition without targets stays finite


def attended(each: Any, present: Any, weights: Any) -> Any:
    """Each target's code with what it takes from the targets beside it added; the order of targets does not matter.

    Scaled dot-product attention with one head, as a residual: a target alone attends to itself.

    Parameters
    ----------
    each
        Codes, (conditions, most targets, width).
    present
        1 where there is a target, else 0, (conditions, most targets).
    weights
        What a target asks for, what it offers and what it gives, (3, width, width).

    References
    ----------
    Vaswani et al., "Attention is all you need" (2017); over sets: Lee et al., "Set Transformer" (2019).
    """
    import torch

    asks, offers, gives = (each @ matrix for matrix in weights)
    scores = asks @ offers.transpose(1, 2) / each.shape[-1] ** 0.5  # (conditions, targets, targets)
    scores = scores.masked_fill(present[:, None] == 0, NEVER)
    return (each + torch.softmax(scores, dim=-1) @ gives) * present[..., None]
