"""Data sets made for trying CellForge out: simulated, with the truth known."""

from cellforge_runtime.datasets.simulate import KINDS, simulate
from cellforge_runtime.datasets.truth import Truth, known_truth

__all__ = ["KINDS", "Truth", "known_truth", "simulate"]
