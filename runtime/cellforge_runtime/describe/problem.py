"""The one error of this distribution; it lives here because the probe travels without the package around it."""

from __future__ import annotations


class CellForgeError(Exception):
    """What could not be done, what was expected, what was found and what to do; `code` is stable.

    Parameters
    ----------
    code
        Such as `task/no-control`: area, stroke, what is wrong.
    message
        One sentence: what could not be done.
    expected, found, remedy
        Plain sentences or fragments; at most five values of the data, commonest first.
    """

    def __init__(self, code: str, message: str, *, expected: str = "", found: str = "", remedy: str = ""):
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def __str__(self) -> str:
        told = [self.message]
        if self.expected:
            told.append(f"Expected: {self.expected}")
        if self.found:
            told.append(f"Found: {self.found}")
        if self.remedy:
            told.append(f"What to do: {self.remedy}")
        return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in told)

    def as_dict(self) -> dict[str, str]:
        """The wire format `Problem`, the same over the kernel, in the run log and on stderr."""
        return {
            "code": self.code,
            "message": self.message,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
        }


def few(values: list[str], n: int = 5) -> str:
    """At most `n` of `values` for a message, with how many more there are."""
    shown = ", ".join(f'"{value}"' for value in values[:n])
    return f"{shown} and {len(values) - n:,} more" if len(values) > n else shown
