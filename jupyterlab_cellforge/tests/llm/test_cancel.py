import asyncio
import json
import time

import pytest

from jupyterlab_cellforge.tests.upstream import silent, stream

WITHIN_SECONDS = 1.0


async def opened(address, port, header, fields):
    """A call as a browser makes it, on a connection that the test can close."""
    body = json.dumps({"model": "small", "messages": [{"role": "user", "content": "hi"}], **fields})
    head = [
        f"POST {address} HTTP/1.1", f"Host: localhost:{port}", f"Authorization: {header}", "X-CellForge-Run: r-1",
        "Content-Type: application/json", f"Content-Length: {len(body)}",
    ]  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
    await writer.drain()
    return reader, writer


async def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


@pytest.fixture
def call(jp_serverapp, jp_base_url, jp_http_port, jp_auth_header, http_server):
    address = f"{jp_base_url}cellforge/llm/v1/chat/completions"
    return lambda **fields: opened(address, jp_http_port, jp_auth_header["Authorization"], fields)


async def test_a_browser_that_goes_while_text_streams_ends_the_call_upstream(call, upstream, usage):
    upstream.plan(stream(*["piece"] * 200, wait=0.1))
    reader, writer = await call(stream=True)
    await reader.readuntil(b"piece")

    writer.close()
    closed = time.monotonic()
    await until(lambda: upstream.asked[0].ended.is_set())

    assert upstream.asked[0].closed_early - closed < WITHIN_SECONDS
    assert upstream.asked[0].sent_pieces < 20
    spent = (await usage())["run"]
    assert spent["reserved_tokens"] > 16_000, "nobody knows what it cost, so the reserve stands"


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
async def test_one_that_goes_before_the_first_word_does_too(call, upstream, usage, streams):
    upstream.plan(silent())
    _, writer = await call(stream=streams)
    await until(lambda: upstream.asked)

    writer.close()
    closed = time.monotonic()
    await until(lambda: upstream.asked[0].ended.is_set())

    assert upstream.asked[0].closed_early - closed < WITHIN_SECONDS
    assert (await usage())["run"]["calls"] == 1


class TestWaitingCalls:
    @pytest.fixture
    def llm_config(self):
        return {"concurrent_requests": 1, "waiting_requests": 1}

    async def test_a_call_that_waited_is_made_when_the_one_before_it_is_abandoned(self, call, chat, upstream):
        upstream.plan(silent())
        _, first = await call()
        await until(lambda: upstream.asked)
        second = asyncio.ensure_future(chat("second"))
        await asyncio.sleep(0.1)
        assert len(upstream.asked) == 1

        first.close()

        assert (await second).status == 200

    async def test_one_too_many_is_refused_at_once(self, call, chat, upstream):
        upstream.plan(silent(), silent())
        _, first = await call()
        await until(lambda: upstream.asked)
        _, second = await call()
        await asyncio.sleep(0.1)

        answered = await chat()

        assert (answered.status, answered.error["code"]) == (429, "llm/busy")
        first.close()
        second.close()
        await until(lambda: upstream.asked[0].ended.is_set())
