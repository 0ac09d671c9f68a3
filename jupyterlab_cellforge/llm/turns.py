"""How many calls may be at the endpoint at once, and how long one may take."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from .problem import LlmProblem

Answer = TypeVar("Answer")


class Turns:
    """Lets so many calls through at once and so many wait; refuses the rest."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once, self.waiting = at_once, waiting
        self._free = asyncio.Semaphore(at_once)
        self._here = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        if self._here >= self.at_once + self.waiting:
            raise LlmProblem(
                "llm/busy",
                429,
                "Too many calls to the language model are under way on this server",
                expected=f"at most {self.at_once} at once and {self.waiting} waiting (c.CellForgeLLM.concurrent_requests)",
                found=f"{self._here}",
                remedy="Wait for some of them to end.",
                retry_after="1",
                may_pass=True,
            )
        self._here += 1
        try:
            async with self._free:
                yield
        finally:
            self._here -= 1


async def within(seconds: float, work: Coroutine[Any, Any, Answer], late: LlmProblem) -> Answer:
    """The answer of `work`, or `late`. Cancelled or late, the work has ended, its connections closed, when this returns."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
        in_time = task.done()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    if not in_time:
        raise late
    return task.result()
