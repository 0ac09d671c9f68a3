"""What an object in the kernel is and what it can predict: the probe, which also travels without the package."""

from cellforge_runtime.describe.description import describe
from cellforge_runtime.describe.hardware import hardware
from cellforge_runtime.describe.objects import objects

__all__ = ["describe", "hardware", "objects"]
