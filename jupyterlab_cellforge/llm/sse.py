"""Reads a stream of server-sent events line by line, and notes what it says of its end and its cost."""

import json
from collections.abc import AsyncIterator
from typing import Any

from .usage import Usage, usage_of

LONGEST_LINE = 4_000_000


class StreamReader:
    """Follows a stream that is passed on: its usage, whether it reached an end, and an error told inside it."""

    def __init__(self) -> None:
        self.usage: Usage | None = None
        self.is_finished = False
        self.error: Any = None

    def read(self, line: bytes) -> None:
        """Takes one line in. Lines that can't be read are the client's to judge."""
        if not line.startswith(b"data:"):
            return
        data = line[5:].strip()
        if data == b"[DONE]":
            self.is_finished = True
            return
        try:
            chunk = json.loads(data)
        except (ValueError, RecursionError):
            return
        if not isinstance(chunk, dict):
            return
        if chunk.get("error"):
            self.error = chunk["error"]
        # some tell it with each chunk, counted up to there
        self.usage = usage_of(chunk) or self.usage
        choices = chunk.get("choices")
        if isinstance(choices, list) and any(isinstance(choice, dict) and choice.get("finish_reason") for choice in choices):
            self.is_finished = True

    @property
    def final_usage(self) -> Usage | None:
        """The usage of the whole; of a stream that was cut, what was counted so far says too little."""
        return self.usage if self.is_finished else None


async def lines_of(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
    """Whole lines with their ends, as soon as they are there; half a line could hide half a secret."""
    held = b""
    async for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        if lines:
            yield [line + b"\n" for line in lines]
        if len(held) > LONGEST_LINE:
            raise ValueError(f"a line of more than {LONGEST_LINE:,} bytes")
    if held:
        yield [held]


def event(body: dict[str, Any]) -> bytes:
    """One event, for what the gateway itself has to say in a stream."""
    return b"data: " + json.dumps(body).encode() + b"\n\n"
