"""The addresses below ``<base_url>cellforge/llm/``. Each verb asks for a signed-in user, POST for the XSRF token too."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import tornado
from jupyter_server.base.handlers import APIHandler
from tornado.iostream import StreamClosedError

from .offer import Offer
from .problem import LlmProblem
from .request_body import read_chat, read_embeddings, read_run
from .sse import event


class LlmHandler(APIHandler):
    """Answers in JSON, problems too, and ends its work when the browser goes."""

    def initialize(self, offer: Offer) -> None:
        self.offer = offer
        self.work: asyncio.Future[Any] | None = None
        self.is_gone = False

    async def answer(self, work: Awaitable[Any]) -> None:
        """Writes the outcome of `work`; None where it has written its answer itself."""
        self.work = asyncio.ensure_future(work)
        try:
            outcome = await self.work
        except StreamClosedError:
            return
        except asyncio.CancelledError:
            if not self.is_gone:
                # it is the server that ends
                raise
        except LlmProblem as problem:
            await self.write_problem(problem)
        except Exception as error:
            # its text could hold an address; the log gets where it was, not what it said
            self.log.error("CellForge LLM: %s at %s", type(error).__name__, place_of(error))
            await self.write_problem(fault_of_ours(error))
        else:
            self.finish(None if outcome is None else json.dumps(outcome))

    def on_connection_close(self) -> None:
        """The browser went: its call is cancelled, which closes the connection to the endpoint."""
        self.is_gone = True
        if self.work is not None:
            self.work.cancel()

    async def write_problem(self, problem: LlmProblem) -> None:
        if self._headers_written:
            # the status is out; in a stream an error is an event
            self.write(event(problem.as_json()))
        else:
            self.set_status(problem.status)
            for name, value in problem.headers().items():
                self.set_header(name, value)
            self.write(json.dumps(problem.as_json()))
        self.finish()

    async def send(self, block: bytes) -> None:
        """Passes a block of a stream on at once."""
        if not self._headers_written:
            self.set_header("Content-Type", "text/event-stream; charset=utf-8")
            self.set_header("Cache-Control", "no-cache")
            # nginx in front of a hub would gather the stream
            self.set_header("X-Accel-Buffering", "no")
        self.write(block)
        await self.flush()


class ChatHandler(LlmHandler):
    """Chat completions, whole or streamed, counted for the run that the header names."""

    @tornado.web.authenticated
    async def post(self) -> None:
        await self.answer(self.chat())

    async def chat(self) -> dict[str, Any] | None:
        gateway = self.offer.gateway()
        run = read_run(self.request.headers.get("X-CellForge-Run"))
        asked = read_chat(self.request.body, gateway.settings)
        # what an answer without usage stays counted as
        self.set_header("X-CellForge-Reserved-Tokens", str(asked.tokens))
        if not asked.streams:
            return await gateway.chat(asked, run)
        await gateway.stream_chat(asked, run, self.send)
        return None


class EmbeddingsHandler(LlmHandler):
    """Vectors of texts, counted for the run that the header names."""

    @tornado.web.authenticated
    async def post(self) -> None:
        await self.answer(self.embeddings())

    async def embeddings(self) -> dict[str, Any]:
        gateway = self.offer.gateway()
        run = read_run(self.request.headers.get("X-CellForge-Run"))
        return await gateway.embeddings(read_embeddings(self.request.body, gateway.settings), run)


class ModelsHandler(LlmHandler):
    """The models that this server offers, in the form of OpenAI's list."""

    @tornado.web.authenticated
    async def get(self) -> None:
        await self.answer(self.models())

    async def models(self) -> dict[str, Any]:
        names = await self.offer.gateway().models()
        return {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}


class UsageHandler(LlmHandler):
    """What the user and one run have spent, with the caps."""

    @tornado.web.authenticated
    async def get(self) -> None:
        await self.answer(self.usage())

    async def usage(self) -> dict[str, Any]:
        return self.offer.usage(read_run(self.get_query_argument("run", None)))


def place_of(error: BaseException) -> str:
    """Function and line where an error arose: its own words could hold an address."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "an unknown place"


def fault_of_ours(error: Exception) -> LlmProblem:
    """The problem told where something failed that no named problem covers."""
    return LlmProblem(
        "llm/fault",
        500,
        "The gateway failed on this call; this is a fault of CellForge",
        expected="an answer or a named problem",
        found=type(error).__name__,
        remedy="Please report it, with the lines of the server's log around it.",
        may_have_spent=True,
    )


HANDLERS = (
    ("v1/chat/completions", ChatHandler),
    ("v1/embeddings", EmbeddingsHandler),
    ("v1/models", ModelsHandler),
    ("usage", UsageHandler),
)
