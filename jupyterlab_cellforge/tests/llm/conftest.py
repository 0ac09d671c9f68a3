import json
from dataclasses import dataclass
from typing import Any

import pytest

from jupyterlab_cellforge.tests.upstream import Upstream

KEY = "sk-secret-0123456789abcdef"


@dataclass
class Answered:
    status: int
    text: str
    headers: Any

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def error(self) -> Any:
        return self.json["error"]

    @property
    def events(self) -> list[Any]:
        lines = [line[5:].strip() for line in self.text.splitlines() if line.startswith("data:")]
        return [line if line == "[DONE]" else json.loads(line) for line in lines]


@pytest.fixture
def upstream():
    with Upstream() as running:
        yield running


@pytest.fixture
def llm_config():
    """What the administrator sets beside the address; a test class overrides it."""
    return {}


@pytest.fixture
def jp_server_config(jp_server_config, upstream, llm_config, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("CELLFORGE_MODEL", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    jp_server_config["CellForgeLLM"] = {"upstream_url": upstream.url, **llm_config}
    return jp_server_config


@pytest.fixture
def ask(jp_fetch):
    """Calls an address below cellforge/llm; problems are answers too."""

    async def asked(*path, body=None, run="r-1", **options) -> Answered:
        headers = {"X-CellForge-Run": run} if run else {}
        if body is not None:
            options |= {"method": "POST", "body": body if isinstance(body, str | bytes) else json.dumps(body)}
        answer = await jp_fetch("cellforge", "llm", *path, headers=headers, raise_error=False, **options)
        return Answered(answer.code, answer.body.decode(), answer.headers)

    return asked


@pytest.fixture
def chat(ask):
    """A chat call; keywords are fields of the body."""

    async def called(content="hello", run="r-1", request_timeout=20, **fields) -> Answered:
        body = {"model": "small", "messages": [{"role": "user", "content": content}], **fields}
        return await ask("v1", "chat", "completions", body=body, run=run, request_timeout=request_timeout)

    return called


@pytest.fixture
def usage(ask):
    async def read(run="r-1") -> Any:
        return (await ask("usage", params={"run": run}, run=None)).json

    return read
