"""How many tokens a reply says that it took."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Usage:
    """Tokens of one call; `cached` is the part of `prompt` that the endpoint had kept."""

    prompt: int
    completion: int
    cached: int = 0

    @property
    def total(self) -> int:
        return self.prompt + self.completion


def usage_of(reply: Any) -> Usage | None:
    """The `usage` of a reply or of a stream's chunk; None where it is missing, empty or not to be believed."""
    told = reply.get("usage") if isinstance(reply, dict) else None
    if not isinstance(told, dict):
        return None
    prompt, completion, total = (count(told.get(name)) for name in ("prompt_tokens", "completion_tokens", "total_tokens"))
    if prompt is None:
        return None
    # some count what a model thought only in the total
    completion = max(completion or 0, (total or 0) - prompt)
    # endpoints that don't count send zeros
    if prompt + completion == 0:
        return None
    details = told.get("prompt_tokens_details")
    cached = count(details.get("cached_tokens")) if isinstance(details, dict) else count(told.get("prompt_cache_hit_tokens"))
    return Usage(prompt=prompt, completion=completion, cached=min(cached or 0, prompt))


def count(value: Any) -> int | None:
    """A number of tokens as told; None for what is no whole number from 0 up."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12
    return value if is_count else None
