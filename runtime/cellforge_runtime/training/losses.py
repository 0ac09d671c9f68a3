"""Losses beside squared error: telling conditions apart, and the distance between sets of cells."""

from __future__ import annotations

from typing import Any

SHARPNESS = 4.0  # of a contrast in units of the spread between conditions


def squared_error(answer: Any, batch: Any) -> Any:
    """Mean squared error of the answers, (conditions, features), conditions of few cells counting less."""
    return (batch["weight"] * (answer - batch["aim"]).square().mean(dim=1)).mean()


def rank_loss(answer: Any, batch: Any) -> Any:
    """How badly each answer finds its own condition among the others of its batch, in the units of a squared error.

    The cross-entropy of choosing the own aim by distance (InfoNCE), 1 where every answer chooses by chance, times the
    variance of the aims. A batch of one condition has nothing to tell apart: 0.

    Parameters
    ----------
    answer
        (conditions, features).
    batch
        `aim`, (conditions, features), same order.

    References
    ----------
    van den Oord et al., "Representation learning with contrastive predictive coding" (2018).
    """
    import torch

    aim = batch["aim"]
    n = len(aim)
    spread = aim.var(dim=0, unbiased=False).mean()
    if n < 2 or spread <= 0:
        return (answer * 0).sum()
    apart = torch.cdist(answer, aim).square() / aim.shape[1]  # (conditions, conditions)
    wrong = torch.nn.functional.cross_entropy(-SHARPNESS * apart / spread, torch.arange(n, device=aim.device))
    return spread * wrong / torch.log(torch.tensor(float(n), device=aim.device))


def cells_loss(answer: Any, batch: Any, axes: Any) -> Any:
    """Half the squared error of the means, half the energy distance between predicted and measured cells, in its units.

    Predicted cells are control cells moved so that their mean is the predicted profile. The energy distance is multiplied
    by half the distance between cells over the number of features, so that a small miss costs about what it costs in
    squared error.

    Parameters
    ----------
    answer
        (conditions, features), added to `base` for the predicted mean profiles.
    batch
        `base`, `aim`, `weight`, and of cells on the components, (conditions, cells, components): `spread`, controls around
        their mean, and `seen`, those measured.
    axes
        Components, (features, components), as `described.axes`.

    References
    ----------
    Szekely and Rizzo, "Energy statistics: a class of statistics based on distances" (2013).
    """
    import torch

    moved = ((batch["base"] + answer) @ axes)[:, None] + batch["spread"]
    within = torch.cdist(batch["seen"], batch["seen"]).mean(dim=(1, 2))
    controls = torch.cdist(batch["spread"], batch["spread"]).mean(dim=(1, 2))
    distance = 2 * torch.cdist(moved, batch["seen"]).mean(dim=(1, 2)) - within - controls
    scale = within / (2 * answer.shape[1])
    return (squared_error(answer, batch) + (batch["weight"] * scale * distance).mean()) / 2
