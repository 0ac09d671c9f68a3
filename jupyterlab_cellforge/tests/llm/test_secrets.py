import json
import logging
import os
from urllib.parse import urlsplit

import pytest
from jupyter_client.asynchronous import AsyncKernelClient

from jupyterlab_cellforge.llm.endpoint import Endpoint
from jupyterlab_cellforge.tests.llm.conftest import KEY
from jupyterlab_cellforge.tests.upstream import Upstream, raw, refuse, stream


async def test_the_config_says_what_a_page_needs_and_no_more(jp_fetch, upstream):
    text = (await jp_fetch("cellforge", "config")).body.decode()

    section = json.loads(text)["llm"]
    assert section == {
        "available": True, "models": [], "default_model": None, "embedding_model": None, "price_known": False, "prices": {},
        "currency": "USD",
        "caps": {
            "run_tokens": None, "user_tokens": None, "run_money": None, "user_money": None, "user_days": None,
            "request_seconds": 600.0, "max_tokens": 16_000,
        },
        "upstream": "127.0.0.1", "browser_direct": False, "session_key": False,
    }  # fmt: skip
    assert KEY not in text
    assert str(upstream.port) not in text
    assert upstream.calls == [], "opening a page contacts nobody"


class TestALabel:
    @pytest.fixture
    def llm_config(self):
        return {"upstream_label": "our cluster"}

    async def test_hides_the_host_everywhere(self, jp_fetch, chat, upstream):
        host = urlsplit(upstream.url).hostname
        upstream.plan(refuse(400, f"model not served at {upstream.url} ({host})"))

        config = (await jp_fetch("cellforge", "config")).body.decode()
        answered = await chat()

        assert json.loads(config)["llm"]["upstream"] == "our cluster"
        assert host not in config
        assert host not in answered.text

    async def test_the_http_clients_log_does_not_name_the_host(self, chat, upstream, caplog):
        caplog.set_level(logging.DEBUG)
        caplog.clear()

        await chat()

        lines = [record.getMessage() for record in caplog.records if record.name.startswith(("httpx", "httpcore"))]
        assert any("HTTP Request: POST" in line for line in lines)
        assert not any(urlsplit(upstream.url).hostname in line or KEY in line for line in lines)


LEAKS = [
    pytest.param(lambda url: refuse(401, f"Incorrect API key provided: {KEY} at {url}"), id="message"),
    pytest.param(lambda url: refuse(429, "slow", code=KEY), id="code"),
    pytest.param(lambda url: raw(json.dumps({"detail": {"url": url, "key": KEY}}), status=422), id="another form"),
    pytest.param(lambda url: raw(json.dumps({"error": f"bad key {KEY}"}), status=500), id="a plain word"),
    pytest.param(lambda url: raw(f"<html>{KEY} {url}</html>", "text/html", status=500), id="HTML"),
    pytest.param(lambda url: raw("", status=307, Location=f"{url}/{KEY}"), id="redirect"),
    pytest.param(lambda url: raw(json.dumps({"error": {"message": f"{url}: {KEY}"}})), id="error with status 200"),
    pytest.param(lambda url: refuse(401, "x" * 590 + KEY), id="cut in the middle"),
    pytest.param(lambda url: stream("I know ", KEY), id="the answer itself"),
]


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
async def test_neither_key_nor_address_leaves_in_what_the_endpoint_says(chat, upstream, caplog, leak, streams):
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    upstream.plan(leak(upstream.url))

    answered = await chat(stream=streams)

    address = upstream.url.removeprefix("http://")
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for text in (answered.text, str(answered.headers), logged):
        assert KEY not in text
        assert KEY[:12] not in text
        assert address not in text


@pytest.mark.parametrize("message", ["sk-abc***wxyz is wrong", "Incorrect API key provided: sk-proj-ab**cd."])
def test_a_key_that_the_endpoint_masked_is_taken_out_whole(message):
    endpoint = Endpoint(base="https://models.example/v1", key=KEY, label="models.example")

    scrubbed = endpoint.scrub(message)

    assert "sk-" not in scrubbed
    assert "[hidden]" in scrubbed


def test_a_placeholder_key_does_not_blank_out_words():
    endpoint = Endpoint(base="http://localhost:11434/v1", key="ollama", label="localhost")

    assert endpoint.scrub_content("use ollama") == endpoint.scrub("use ollama") == "use ollama"


async def test_a_redirect_to_another_host_is_not_followed(chat, upstream):
    with Upstream() as elsewhere:
        upstream.plan(raw("", status=307, Location=f"{elsewhere.url}/chat/completions"))

        assert (await chat()).error["code"] == "llm/redirect"
        assert elsewhere.calls == []


async def in_kernel(jp_fetch, jp_serverapp, source):
    """What a fresh kernel of this server prints."""
    started = await jp_fetch("api", "kernels", method="POST", body=json.dumps({"name": "python3"}))
    manager = jp_serverapp.kernel_manager.get_kernel(json.loads(started.body)["id"])
    client: AsyncKernelClient = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        said: list[str] = []
        await client.execute_interactive(
            source, output_hook=lambda message: said.append(message["content"].get("text", "")), timeout=60
        )
        return "".join(said)
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def test_a_kernel_gets_neither_key_nor_address(jp_fetch, jp_serverapp, chat):
    assert "OPENAI_API_KEY" not in os.environ

    environment = await in_kernel(jp_fetch, jp_serverapp, "import os, json; print(json.dumps(dict(os.environ)))")

    assert "PATH" in environment
    assert KEY not in environment
    assert (await chat()).status == 200, "the server itself has the key all the same"


class TestAKeyOfAnotherName:
    @pytest.fixture
    def llm_config(self, monkeypatch):
        monkeypatch.setenv("GROUP_MODEL_KEY", "group-key-0123456789")
        return {"api_key_env": "GROUP_MODEL_KEY"}

    async def test_is_used_and_hidden(self, jp_serverapp, chat, upstream):
        await chat()

        assert upstream.asked[0].headers["authorization"] == "Bearer group-key-0123456789"
        assert "GROUP_MODEL_KEY" not in os.environ
        assert os.environ["OPENAI_API_KEY"] == KEY, "a key that is not this gateway's is left alone"


class TestWhereTheAdministratorLeavesTheKey:
    @pytest.fixture
    def llm_config(self):
        return {"hide_key": False}

    async def test_it_stays(self, jp_serverapp):
        assert os.environ["OPENAI_API_KEY"] == KEY
