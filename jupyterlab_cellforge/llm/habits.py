"""What an endpoint's models don't accept, learnt from the first refusal, so that each is asked in a way it takes."""

from typing import Any

from .problem import LlmProblem

UNSUPPORTED = ("unsupported", "not supported", "not permitted", "unknown", "unrecognized", "unexpected", "extra", "instead")


class Habits:
    """Remembers, for each model, to leave `stream_options` out or to use the other name of the answer's limit."""

    def __init__(self) -> None:
        self._learnt: set[tuple[str, str]] = set()

    def apply(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body as the model takes it."""
        model, adapted = body["model"], dict(body)
        if (model, "stream_options") in self._learnt:
            adapted.pop("stream_options", None)
        for name, other in (("max_tokens", "max_completion_tokens"), ("max_completion_tokens", "max_tokens")):
            if (model, name) in self._learnt and name in adapted:
                limit = adapted.pop(name)
                adapted.setdefault(other, limit)
                break
        return adapted

    def learn(self, sent: dict[str, Any], problem: LlmProblem) -> bool:
        """Whether a refusal taught something new, so that asking once more makes sense."""
        if problem.code != "llm/upstream-refused":
            return False
        told = problem.found.lower()
        if not any(word in told for word in UNSUPPORTED):
            return False
        model = sent["model"]
        if "stream_options" in sent and ("stream_options" in told or "include_usage" in told):
            return self._note(model, "stream_options")
        for name in ("max_tokens", "max_completion_tokens"):
            if name in sent and name in told:
                return self._note(model, name)
        return False

    def _note(self, model: str, name: str) -> bool:
        other = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}.get(name)
        # an endpoint that takes neither would be asked for ever
        if (model, name) in self._learnt or (model, other) in self._learnt:
            return False
        self._learnt.add((model, name))
        return True
