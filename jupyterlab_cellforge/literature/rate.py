"""At most so many requests a second to one host, whoever in this process asks."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Turns:
    """Hands out moments, at least an interval apart for each host."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], Awaitable[None]] = asyncio.sleep):
        self._clock, self._pause = clock, pause
        self._next: dict[str, float] = {}

    async def take(self, host: str, requests_per_second: float) -> None:
        """Returns when it is the caller's turn at `host`."""
        # the moment is booked before the wait, so that callers who wait together still come one after the other
        now = self._clock()
        mine = max(now, self._next.get(host, now))
        self._next[host] = mine + 1 / requests_per_second
        if mine > now:
            await self._pause(mine - now)

    def hold(self, host: str, seconds: float) -> None:
        """No turns at `host` for so long: it asked everyone here to slow down, not only the caller it told."""
        self._next[host] = max(self._next.get(host, 0), self._clock() + seconds)
