"""What can go wrong between a question and a service's answer, each with a stable code and what to do about it."""

# what the browser is told; anything not listed is the service's fault, not the browser's
STATUS_OF = {
    "literature/off": 403,
    "literature/bad-request": 400,
    "literature/unknown-source": 400,
    "literature/not-offered": 400,
    "literature/not-found": 404,
    "literature/rate-limited": 503,
    "literature/timed-out": 504,
    "literature/fault": 500,
}


class LiteratureError(Exception):
    """A question that got no answer.

    Neither message nor `found` ever holds a service's own words beyond its status: some services echo the caller's
    address or key in them.
    """

    def __init__(self, code: str, message: str, *, expected: str, found: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.expected, self.found, self.remedy = f"literature/{code}", message, expected, found, remedy

    @property
    def http_status(self) -> int:
        return STATUS_OF.get(self.code, 502)

    def as_json(self) -> dict[str, str]:
        """The error as it goes over HTTP, to the command line and into the run log."""
        return {
            "message": self.message,
            "code": self.code,
            "expected": self.expected,
            "found": self.found,
            "remedy": self.remedy,
        }


def odd_answer(source: str, expected: str, found: str) -> LiteratureError:
    """The service answered with something that is not in its documentation."""
    return LiteratureError(
        "odd-answer",
        f"The answer of {source} could not be read.",
        expected=expected,
        found=found,
        remedy="Ask another source. If it lasts, the service has changed: report it with this message.",
    )


def unknown_id(source: str, expected: str, found: str) -> LiteratureError:
    """An identifier that this source can't look up."""
    return LiteratureError(
        "bad-request",
        f"{source} can't look up this identifier.",
        expected=expected,
        found=repr(found[:80]),
        remedy="Give the source_id of one of its records, or ask a source that knows this kind of identifier.",
    )


def own_fault() -> LiteratureError:
    """A fault of this gateway; the log has what the browser need not see."""
    return LiteratureError(
        "fault",
        "The literature gateway has a fault of its own.",
        expected="an answer or a named failure",
        found="a fault that the log describes",
        remedy="Ask another source and report the lines of the log.",
    )
