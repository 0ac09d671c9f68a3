"""A server on a real port that speaks OpenAI's chat interface, well or badly, as each test asks; for tests only.

    with Upstream() as upstream:
        upstream.plan(stream("Hel", "lo"), refuse(429, retry_after=7))
        ...                               # first call, second call; later ones get `upstream.otherwise`
        upstream.calls[0].body            # what arrived, upstream.calls[0].closed_early: when the client went

It runs in a thread of its own, so that a server under test which blocks can't hide by blocking its upstream too. By hand,
for a browser or the command line: ``python -m jupyterlab_cellforge.tests.upstream 8123``.
"""

import asyncio
import json
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

LOGIN_PAGE = "<!DOCTYPE html><html><body><form action='/hub/login'>Sign in</form></body></html>"


@dataclass
class Received:
    """A call as it arrived, and what became of it."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)
    sent_pieces: int = 0
    closed_early: float | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    # what this server counted, whether or not it told the client
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass
class Reply:
    """Status, headers and the pieces of a body; None among the pieces cuts the connection there, a number waits so long."""

    pieces: list[str | bytes | float | None]
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    prompt_tokens: int = 0
    completion_tokens: int = 0


Answer = Callable[[Received], Reply]


def tokens_of(body: dict[str, Any]) -> int:
    """A tokenizer at its worst: one token for each byte of what was said, and some for each message."""
    messages = body.get("messages") or []
    return sum(len(str(message.get("content") or "").encode()) + 4 for message in messages if isinstance(message, dict))


def usage_for(call: Received, completion: int, cached: int = 0) -> dict[str, Any]:
    prompt = tokens_of(call.body)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def chunk(call: Received, **parts: Any) -> str:
    whole = {"id": "c-1", "object": "chat.completion.chunk", "created": 0, "model": call.body.get("model"), **parts}
    return f"data: {json.dumps(whole)}\n\n"


def answer(text: str = "yes", completion: int = 1, *, cached: int = 0, with_usage: bool = True) -> Answer:
    """A whole answer; the right one to a call that did not ask for a stream."""

    def reply(call: Received) -> Reply:
        whole: dict[str, Any] = {
            "id": "c-1",
            "object": "chat.completion",
            "created": 0,
            "model": call.body.get("model"),
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        }
        if with_usage:
            whole["usage"] = usage_for(call, completion, cached)
        return Reply([json.dumps(whole)], prompt_tokens=tokens_of(call.body), completion_tokens=completion)

    return reply


def stream(*texts: str, wait: float = 0.0, with_usage: bool = True, cut_after: int | None = None, end: bool = True) -> Answer:
    """A stream of one chunk for each text, `wait` seconds apart; usage only if it was asked for, as real ones do."""

    def reply(call: Received) -> Reply:
        pieces: list[str | bytes | float | None] = []
        for number, text in enumerate(texts):
            if cut_after == number:
                pieces.append(None)
                break
            pieces += [chunk(call, choices=[{"index": 0, "delta": {"content": text}, "finish_reason": None}]), wait]
        if end:
            pieces.append(chunk(call, choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}]))
            if with_usage and (call.body.get("stream_options") or {}).get("include_usage"):
                pieces.append(chunk(call, choices=[], usage=usage_for(call, len(texts))))
            pieces.append("data: [DONE]\n\n")
        headers = {"Content-Type": "text/event-stream"}
        return Reply(pieces, headers=headers, prompt_tokens=tokens_of(call.body), completion_tokens=len(texts))

    return reply


def either(whole: Answer, streamed: Answer) -> Answer:
    """As a real endpoint does: the one or the other by what the call asked for."""
    return lambda call: (streamed if call.body.get("stream") else whole)(call)


def refuse(status: int, message: str = "no", *, code: str | None = None, retry_after: int | None = None, cost: int = 0) -> Answer:
    """An error in OpenAI's form; with a `cost`, after having worked."""

    def reply(call: Received) -> Reply:
        body = {"error": {"message": message, "type": "some_error", "code": code, "param": None}}
        headers = {"Content-Type": "application/json"}
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        prompt_tokens = tokens_of(call.body) if cost else 0
        return Reply([json.dumps(body)], status=status, headers=headers, prompt_tokens=prompt_tokens, completion_tokens=cost)

    return reply


def raw(text: str | bytes, content_type: str = "application/json", status: int = 200, **headers: str) -> Answer:
    """Any body: broken JSON, HTML, a redirect."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda call: Reply([text], status=status, headers={"Content-Type": content_type, **named})


def login_page() -> Answer:
    return raw(LOGIN_PAGE, "text/html; charset=utf-8")


def silent(seconds: float = 60.0, cost: int = 0) -> Answer:
    """Takes the call up and says nothing, not even a status, for so long."""

    def reply(call: Received) -> Reply:
        return Reply([seconds], status=0, prompt_tokens=tokens_of(call.body), completion_tokens=cost)

    return reply


def cut(cost: int = 0) -> Answer:
    """Closes the connection without a word, having worked."""
    return lambda call: Reply([None], status=0, prompt_tokens=tokens_of(call.body), completion_tokens=cost)


class Upstream:
    """The server. `plan` says what the next calls get, `otherwise` what all later ones get."""

    def __init__(self, port: int = 0, models: tuple[str, ...] = ("small", "large")) -> None:
        self.models = models
        self.calls: list[Received] = []
        self.otherwise: Answer = either(answer(), stream("y", "es"))
        self.on_models: Answer | None = None
        self._planned: list[Answer] = []
        self._wanted_port = port
        self._ready = threading.Event()
        self._stop: asyncio.Event
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "Upstream":
        self._thread.start()
        assert self._ready.wait(10), "the upstream did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the server, if it runs; from then on nobody answers at its port."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def asked(self) -> list[Received]:
        """The calls that would cost: all but those for the list of models."""
        return [call for call in self.calls if not call.path.split("?")[0].endswith("/models")]

    @property
    def tokens(self) -> int:
        """What all calls took by this server's own count."""
        return sum(call.prompt_tokens + call.completion_tokens for call in self.asked)

    def plan(self, *answers: Answer) -> None:
        self._planned += answers

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", self._wanted_port)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            call = await received(reader)
            self.calls.append(call)
            await self._respond(call, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _reply_to(self, call: Received) -> Reply:
        path = call.path.split("?")[0]
        if path.endswith("/models"):
            listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]}
            return self.on_models(call) if self.on_models else Reply([json.dumps(listed)])
        reply = (self._planned.pop(0) if self._planned else self.otherwise)(call)
        call.prompt_tokens, call.completion_tokens = reply.prompt_tokens, reply.completion_tokens
        return reply

    async def _respond(self, call: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # a client that closes is read as the end of what it sends
        gone = asyncio.ensure_future(reader.read())
        sending = asyncio.ensure_future(write(self._reply_to(call), call, writer))
        try:
            await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                call.closed_early = time.monotonic()
            else:
                sending.result()
        finally:
            sending.cancel()
            gone.cancel()
            call.ended.set()


async def received(reader: asyncio.StreamReader) -> Received:
    first = (await reader.readline()).decode("latin-1").split()
    if len(first) < 2:
        raise ConnectionError("no request")
    headers: dict[str, str] = {}
    while line := (await reader.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(method=first[0], path=first[1], headers=headers, body=json.loads(body) if body else {})


async def write(reply: Reply, call: Received, writer: asyncio.StreamWriter) -> None:
    """Status 0 sends no head. The body goes out in HTTP chunks, so that a cut can be told from an end."""
    if reply.status:
        lines = [f"HTTP/1.1 {reply.status} Some", "Transfer-Encoding: chunked", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    async for piece in played(reply.pieces):
        if piece is None:
            writer.transport.abort()
            return
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
        call.sent_pieces += 1
    if reply.status:
        writer.write(b"0\r\n\r\n")
        await writer.drain()


async def played(pieces: list[str | bytes | float | None]) -> AsyncIterator[bytes | None]:
    for piece in pieces:
        if isinstance(piece, float | int):
            await asyncio.sleep(piece)
        else:
            yield piece.encode() if isinstance(piece, str) else piece


if __name__ == "__main__":
    with Upstream(int(sys.argv[1]) if len(sys.argv) > 1 else 8123) as by_hand:
        print(by_hand.url, flush=True)
        threading.Event().wait()
