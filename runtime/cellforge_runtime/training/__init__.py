"""What a generated model cell builds on: everything but the network, its loss and its optimiser."""

from cellforge_runtime.training.describe import Described
from cellforge_runtime.training.odds import bernoulli_loss, moved_odds
from cellforge_runtime.training.shrunk import ShrunkToBaseline

__all__ = ["Described", "ShrunkToBaseline", "bernoulli_loss", "moved_odds"]
