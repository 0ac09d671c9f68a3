"""The loss of the protein head: each protein in units of its own noise."""

from __future__ import annotations

from typing import Any


def gaussian_loss(answer: Any, batch: Any, noise: Any) -> Any:
    """Squared error with each protein in units of its own noise, rows weighted: a Gaussian likelihood up to a constant.

    A mean of centred log ratios over thirty cells or more is Gaussian whatever its counts were, so nothing finer is left
    to model; what differs between proteins is how much of their spread is chance.

    Parameters
    ----------
    answer
        (conditions, proteins).
    batch
        `aim`, (conditions, proteins), same order, and `weight`, (conditions,).
    noise
        `described.protein_noise()`, (proteins,).
    """
    return (batch["weight"] * ((answer - batch["aim"]).square() / noise).mean(dim=1)).mean()
