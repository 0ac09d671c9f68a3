"""The one base error: what could not be done, what was expected, what was found, what to do."""


class CellForgeError(Exception):
    """A problem with a stable `code`, told the same way in the kernel, over HTTP and in the run log.

    `message` is what could not be done; `expected`, `found` and `remedy` are whole sentences or empty.
    """

    def __init__(self, code: str, *, message: str = "", expected: str = "", found: str = "", remedy: str = "") -> None:
        self.code = code
        self.message = message
        self.expected = expected
        self.found = found
        self.remedy = remedy
        super().__init__(" ".join(part for part in self._sentences() if part))

    def _sentences(self) -> list[str]:
        return [
            self.message,
            f"Expected: {self.expected}" if self.expected else "",
            f"Found: {self.found}" if self.found else "",
            self.remedy,
        ]

    def to_problem(self) -> dict[str, str]:
        """The wire form (`Problem`)."""
        return {
            "code": self.code,
            "message": self.message,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
        }
