"""What went wrong on the way to a language model, in the words that the page and the run log show."""

from typing import Any


class LlmProblem(Exception):
    """A call that could not be made or answered.

    Its texts reach people and the run log, so whoever raises it hands in scrubbed texts only (`Endpoint.scrub`).
    """

    def __init__(self, code: str, status: int, message: str, **facts: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.status, self.message = code, status, message
        self.expected: str = facts.pop("expected", "")
        self.found: str = facts.pop("found", "")
        self.remedy: str = facts.pop("remedy", "")
        self.retry_after: str | None = facts.pop("retry_after", None)
        # only faults that may pass by themselves; the openai client reads it from the header x-should-retry
        self.may_pass: bool = facts.pop("may_pass", False)
        # whether the endpoint may have worked on the call; if not, its reserve is given back
        self.may_have_spent: bool = facts.pop("may_have_spent", False)
        self.facts = facts

    def as_json(self) -> dict[str, Any]:
        """The body of the reply, in the shape of OpenAI's errors plus this project's fields."""
        return {
            "error": {
                "message": self.message,
                "type": "cellforge_error",
                "code": self.code,
                "expected": self.expected,
                "found": self.found,
                "remedy": self.remedy,
                **self.facts,
            }
        }

    def headers(self) -> dict[str, str]:
        """What a client needs to decide on another try."""
        headers = {"x-should-retry": "true" if self.may_pass else "false"}
        if self.retry_after is not None:
            headers["Retry-After"] = self.retry_after
        return headers
