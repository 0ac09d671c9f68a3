"""One call to a language model, from what a page asks to what it gets: allowed, reserved, made, settled."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging import Logger
from typing import Any

from . import refusals
from .catalogue import Catalogue
from .endpoint import Endpoint
from .habits import Habits
from .ledger import Call, Ledger
from .prices import Prices
from .problem import LlmProblem
from .request_body import Asked
from .settings import CellForgeLLM
from .sse import StreamReader, lines_of
from .turns import Turns, within
from .upstream import Upstream
from .usage import Usage, usage_of

Send = Callable[[bytes], Awaitable[None]]


@dataclass
class Receipt:
    """What is known of a call's cost when it has ended."""

    usage: Usage | None = None
    took_place: bool = True
    # what stays counted against the caps; told with a problem, so that a run's log can agree with the ledger
    counted_tokens: int = 0


Make = Callable[[dict[str, Any], Receipt], Awaitable[dict[str, Any]]]


class Gateway:
    """All that stands between a page and the endpoint."""

    def __init__(self, endpoint: Endpoint, settings: CellForgeLLM, ledger: Ledger, log: Logger) -> None:
        self.endpoint, self.settings, self.ledger, self.log = endpoint, settings, ledger, log
        self.upstream = Upstream(endpoint, settings)
        self.catalogue = Catalogue(self.upstream, settings)
        self.prices = Prices(settings.prices)
        self.habits = Habits()
        self.turns = Turns(settings.concurrent_requests, settings.waiting_requests)

    async def models(self) -> list[str]:
        """The names of the models that may be used."""
        return await self._in_time(self.catalogue.names())

    async def chat(self, asked: Asked, run: str) -> dict[str, Any]:
        """A whole answer."""
        return await self._call(asked, run, self._whole_chat)

    async def stream_chat(self, asked: Asked, run: str, send: Send) -> None:
        """Hands an answer on as it comes; a problem after the first block is raised all the same."""

        async def streamed(body: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
            await self._streamed_chat(body, receipt, send)
            return {}

        await self._call(asked, run, streamed)

    async def embeddings(self, asked: Asked, run: str) -> dict[str, Any]:
        """Embeddings of texts, by the one model that the administrator sets for it."""
        if asked.model != self.settings.embedding_model:
            raise LlmProblem(
                "llm/unknown-model",
                400,
                "This model is not offered for embeddings",
                expected=repr(self.settings.embedding_model) if self.settings.embedding_model else "no call for embeddings",
                found=repr(asked.model[:100]),
                remedy="Go on without embeddings, or ask the administrator to set c.CellForgeLLM.embedding_model.",
            )
        return await self._call(asked, run, self._whole_embeddings)

    async def _in_time(self, work: Any) -> Any:
        seconds = self.settings.request_seconds
        return await within(seconds, work, refusals.timeout_problem(seconds, self.endpoint))

    async def _call(self, asked: Asked, run: str, make: Make) -> dict[str, Any]:
        receipt = Receipt()
        try:
            return await self._in_time(self._one_call(asked, run, make, receipt))
        except LlmProblem as problem:
            problem.facts["counted_tokens"] = receipt.counted_tokens
            raise

    async def _one_call(self, asked: Asked, run: str, make: Make, receipt: Receipt) -> dict[str, Any]:
        await self.catalogue.check(asked.model)
        async with self.turns.turn():
            with self._reserved(asked, run, receipt):
                while True:
                    body = self.habits.apply(asked.body)
                    try:
                        return await make(body, receipt)
                    except LlmProblem as problem:
                        # a refusal comes before anything is sent on or spent, so asking in another way is safe
                        if not self.habits.learn(body, problem):
                            raise

    @contextmanager
    def _reserved(self, asked: Asked, run: str, receipt: Receipt) -> Iterator[None]:
        """Reserves before the call; afterwards settles, gives back or, where nobody knows, leaves the reserve."""
        most = self.prices.at_most(asked.model, asked.prompt_tokens, asked.completion_tokens)
        number = self.ledger.reserve(Call(run=run, model=asked.model, tokens=asked.tokens, money=most))
        try:
            yield
        except LlmProblem as problem:
            receipt.took_place = problem.may_have_spent
            raise
        finally:
            self._close(number, receipt, asked, run)

    def _close(self, number: int, receipt: Receipt, asked: Asked, run: str) -> None:
        usage = receipt.usage
        receipt.counted_tokens = usage.total if usage else asked.tokens if receipt.took_place else 0
        try:
            if usage is not None:
                cost = self.prices.cost(asked.model, usage.prompt, usage.cached, usage.completion)
                self.ledger.settle(number, usage, cost)
            elif not receipt.took_place:
                self.ledger.release(number)
        except LlmProblem as problem:
            # the answer is there all the same, and the reserve stays
            self.log.warning("CellForge: %s: %s", problem.message, problem.found)
        if usage is None:
            outcome = f"usage unknown, {asked.tokens} tokens stay reserved" if receipt.took_place else "not made"
        else:
            outcome = f"{usage.prompt} + {usage.completion} tokens of {asked.tokens} reserved"
            if usage.total > asked.tokens:
                self.log.warning("CellForge: the endpoint counted more tokens than a call could take: %s", outcome)
        self.log.info("CellForge LLM call %s %s: %s", run, asked.model, outcome)

    async def _whole_chat(self, body: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
        return await self._whole("chat/completions", "choices", body, receipt)

    async def _whole_embeddings(self, body: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
        return await self._whole("embeddings", "data", body, receipt)

    async def _whole(self, what: str, needed: str, body: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
        async with self.upstream.ask(what, body["model"], body) as response:
            reply = await self.upstream.read(response)
        receipt.usage = usage_of(reply)
        if not isinstance(reply.get(needed), list):
            raise refusals.bad_shape(f"an object without a list {needed!r}", self.endpoint)
        return reply

    async def _streamed_chat(self, body: dict[str, Any], receipt: Receipt, send: Send) -> None:
        async with self.upstream.ask("chat/completions", body["model"], body) as response:
            content_type = response.headers.get("content-type", "")
            if "event-stream" not in content_type:
                reply = await self.upstream.read(response)
                receipt.usage = usage_of(reply)
                raise refusals.not_json(content_type, self.endpoint, expected="a stream of events (text/event-stream)")
            reader = StreamReader()
            try:
                await self._pass_on(response.aiter_bytes(), reader, send)
            finally:
                receipt.usage = reader.final_usage
        if not reader.is_finished:
            raise refusals.stream_cut(self.endpoint)

    async def _pass_on(self, chunks: Any, reader: StreamReader, send: Send) -> None:
        length = 0
        try:
            async for lines in lines_of(chunks):
                for number, line in enumerate(lines):
                    reader.read(line)
                    if reader.error:
                        lines = lines[:number]
                        break
                block = b"".join(lines)
                length += len(block)
                if length > self.settings.reply_bytes:
                    raise refusals.too_long(self.settings.reply_bytes, self.endpoint)
                if block:
                    await send(self._scrubbed(block))
                if reader.error:
                    # the endpoint's own words are not passed on as they are: they like to name keys and addresses
                    raise refusals.error_inside(reader.error, self.endpoint)
        except ValueError:
            raise refusals.too_long(self.settings.reply_bytes, self.endpoint) from None

    def _scrubbed(self, block: bytes) -> bytes:
        # bytes that are no UTF-8 come out as they went in
        return self.endpoint.scrub_content(block.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
