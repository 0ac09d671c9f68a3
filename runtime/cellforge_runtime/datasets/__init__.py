"""Data sets for trying CellForge out: simulated, with the truth known, and the published ones of its paper, by name."""

from cellforge_runtime.datasets.drift import Drift
from cellforge_runtime.datasets.published import PUBLISHED, load, task_settings
from cellforge_runtime.datasets.simulate import KINDS, simulate
from cellforge_runtime.datasets.truth import Truth, known_truth

__all__ = ["KINDS", "PUBLISHED", "Drift", "Truth", "known_truth", "load", "simulate", "task_settings"]
