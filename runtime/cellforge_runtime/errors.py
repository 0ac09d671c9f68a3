"""The base error: `CellForgeError(code, message, expected=, found=, remedy=)`."""

from cellforge_runtime.describe.problem import CellForgeError

__all__ = ["CellForgeError"]
