"""What a generated model cell builds on: everything but the network, its loss and its optimiser."""

from cellforge_runtime.training.counts import moved_counts, negative_binomial_loss
from cellforge_runtime.training.describe import Described
from cellforge_runtime.training.factors import embedded, principal
from cellforge_runtime.training.losses import cells_loss, rank_loss, squared_error
from cellforge_runtime.training.odds import bernoulli_loss, moved_odds
from cellforge_runtime.training.proteins import gaussian_loss
from cellforge_runtime.training.sets import attended
from cellforge_runtime.training.shrunk import ShrunkToBaseline

__all__ = [
    "Described",
    "ShrunkToBaseline",
    "attended",
    "bernoulli_loss",
    "cells_loss",
    "embedded",
    "gaussian_loss",
    "moved_counts",
    "moved_odds",
    "negative_binomial_loss",
    "principal",
    "rank_loss",
    "squared_error",
]


def __getattr__(name: str) -> object:
    """`OneCycle` is a LightningModule: it is imported where it is asked for, since start-up has no need of torch."""
    if name == "OneCycle":
        from cellforge_runtime.training.one_cycle import OneCycle

        return OneCycle
    raise AttributeError(name)
