"""The one connection out: to the fixed endpoint, with this server's key, following no redirect."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from ..encoding import unbounded_encoding
from . import refusals
from .endpoint import Endpoint
from .request_body import encode
from .settings import CellForgeLLM

CONNECT_SECONDS = 10.0
LONGEST_REFUSAL = 65_536


class Upstream:
    """Sends calls to the endpoint. Leaving `ask`, by whatever way, closes the call's connection."""

    def __init__(self, endpoint: Endpoint, settings: CellForgeLLM) -> None:
        self.endpoint, self.settings = endpoint, settings
        self._client: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def ask(self, what: str, model: str = "", body: dict[str, Any] | None = None) -> AsyncIterator[httpx.Response]:
        """The endpoint's reply, unread.

        Raises
        ------
        LlmProblem
            The endpoint was not reached, refused, or broke off while the reply was read.
        """
        content = None if body is None else encode(body)
        headers = self.endpoint.headers() | ({} if body is None else {"Content-Type": "application/json"})
        method, address = ("GET" if body is None else "POST"), self.endpoint.address(what, model)
        try:
            async with self._opened().stream(method, address, headers=headers, content=content) as response:
                if encoding := unbounded_encoding(response.headers):
                    raise refusals.bad_shape(f"a body with the encoding {encoding!r}", self.endpoint)
                if not response.is_success:
                    raise refusals.refusal_of(response, await start_of(response), self.endpoint)
                yield response
        except httpx.ReadTimeout as error:
            raise refusals.timeout_problem(self.settings.request_seconds, self.endpoint) from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            raise refusals.network_problem(error, self.endpoint) from error

    async def read(self, response: httpx.Response) -> dict[str, Any]:
        """The whole reply as a JSON object, of bounded size."""
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self.settings.reply_bytes:
                raise refusals.too_long(self.settings.reply_bytes, self.endpoint)
        try:
            reply = json.loads(self.endpoint.scrub_content(body.decode("utf-8")))
        except (ValueError, RecursionError):
            raise refusals.not_json(response.headers.get("content-type", ""), self.endpoint) from None
        if not isinstance(reply, dict):
            raise refusals.bad_shape(f"JSON that is no object but a {type(reply).__name__}", self.endpoint)
        if reply.get("error"):
            raise refusals.error_inside(reply["error"], self.endpoint)
        return reply

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            seconds = self.settings.request_seconds
            self._client = httpx.AsyncClient(
                follow_redirects=False,
                timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
                # a fresh connection for each call: an idle one may be closed by the endpoint just as a call is written to it,
                # and then nobody knows whether the call was made
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            )
        # cookies that an endpoint sets are not kept
        self._client.cookies.clear()
        return self._client


async def start_of(response: httpx.Response) -> bytes:
    """Enough of a refusal to tell why."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LONGEST_REFUSAL:
            break
    return bytes(body)
