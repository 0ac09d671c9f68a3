"""What a generated model cell builds on: everything but the network, its loss and its optimiser."""

from cellforge_runtime.training.describe import Described
from cellforge_runtime.training.shrunk import ShrunkToBaseline
from cellforge_runtime.training.table import read_table

__all__ = ["Described", "ShrunkToBaseline", "read_table"]
