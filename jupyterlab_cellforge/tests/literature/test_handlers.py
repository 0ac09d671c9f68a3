"""The gateway over HTTP: who may ask, and what failures look like."""

import asyncio
import json
import re

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httputil import url_concat

ASKED = json.dumps({"source": "europepmc", "query": "made up", "limit": 2})


@pytest.fixture
def literature(services, tmp_path):
    services.reply("europepmc", "/search", "europepmc-search.json")
    services.reply("europepmc", "/MED/90000002/citations", "europepmc-citations.json")
    return {"enabled": True, "base_urls": services.base_urls, "cache_folder": str(tmp_path / "answers")}


@pytest.fixture
def jp_server_config(jp_server_config, literature):
    return {**jp_server_config, "CellForgeLiterature": literature}


async def post(jp_fetch, op, body, **more):
    answer = await jp_fetch("cellforge", "literature", op, method="POST", body=body, raise_error=False, **more)
    return answer.code, json.loads(answer.body)


async def test_config_tells_the_front_end_what_it_may_ask(jp_fetch):
    config = json.loads((await jp_fetch("cellforge", "config")).body)

    assert config["literature"] == {
        "available": True,
        "sources": ["pubmed", "europepmc", "openalex", "crossref", "semanticscholar", "biorxiv"],
    }


async def test_search_and_its_second_time(jp_fetch, services):
    assert [(await post(jp_fetch, "search", ASKED))[1]["cached"] for _ in range(2)] == [False, True]
    assert len(services.asked) == 1


async def test_related(jp_fetch):
    asked = {"source": "europepmc", "id": "MED/90000002", "direction": "cited-by", "limit": 5}

    status, answer = await post(jp_fetch, "related", json.dumps(asked))

    assert (status, [record["pmid"] for record in answer["records"]]) == (200, ["90000001"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param("{", 400, "literature/bad-request", id="no JSON"),
        pytest.param("", 400, "literature/bad-request", id="nothing"),
        pytest.param(
            json.dumps({"source": "oracle", "query": "x"}), 400, "literature/unknown-source", id="a source nobody knows"
        ),
        pytest.param(json.dumps({"source": "crossref", "query": "x"}), 502, "literature/refused", id="a service that refuses"),
    ],
)
async def test_failures_are_json_that_says_what_to_do(jp_fetch, body, status, code):
    answered, answer = await post(jp_fetch, "search", body)

    assert (answered, answer["error"]["code"]) == (status, code)
    assert set(answer["error"]) == {"message", "code", "expected", "found", "remedy"}


async def test_a_fault_of_ours_is_named_and_its_details_stay_in_the_log(jp_fetch, monkeypatch):
    async def broken(*_):
        raise RuntimeError("made-up detail")

    monkeypatch.setattr("jupyterlab_cellforge.literature.gateway.Gateway.answer", broken)

    status, answer = await post(jp_fetch, "search", ASKED)

    assert (status, answer["error"]["code"]) == (500, "literature/fault")
    assert "made-up detail" not in str(answer)


async def test_a_browser_that_leaves_ends_the_question(jp_fetch, monkeypatch):
    ended = asyncio.Event()

    async def endless(*_):
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr("jupyterlab_cellforge.literature.gateway.Gateway.answer", endless)

    with pytest.raises(HTTPClientError):
        await jp_fetch("cellforge", "literature", "search", method="POST", body=ASKED, request_timeout=0.2)

    await asyncio.wait_for(ended.wait(), 5)


class TestSwitchedOff:
    @pytest.fixture
    def literature(self):
        return {}

    async def test_config_and_gateway_say_so(self, jp_fetch):
        assert json.loads((await jp_fetch("cellforge", "config")).body)["literature"]["available"] is False
        status, answer = await post(jp_fetch, "search", ASKED)
        assert (status, answer["error"]["code"]) == (403, "literature/off")


class TestWhoMayAsk:
    @pytest.mark.parametrize("op", ["search", "related"])
    async def test_a_stranger_is_refused(self, jp_fetch, services, op):
        with pytest.raises(HTTPClientError) as refused:
            await jp_fetch("cellforge", "literature", op, method="POST", body=ASKED, headers={"Authorization": "token wrong"})

        assert refused.value.code == 403
        assert services.asked == []

    async def test_a_signed_in_browser_needs_the_xsrf_token(
        self, jp_serverapp, jp_base_url, http_server_client, jp_http_port, services
    ):
        client, base = AsyncHTTPClient(), f"http://127.0.0.1:{jp_http_port}{jp_base_url}"
        cookies = await sign_in(client, base, jp_serverapp.identity_provider.token)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        address = f"{base}cellforge/literature/search"

        without = await client.fetch(HTTPRequest(address, method="POST", headers=headers, body=ASKED), raise_error=False)
        assert (without.code, services.asked) == (403, [])

        headers["X-XSRFToken"] = cookies["_xsrf"]
        assert (await client.fetch(HTTPRequest(address, method="POST", headers=headers, body=ASKED))).code == 200


async def sign_in(client, base, token) -> dict[str, str]:
    """The cookies of a browser that opened the server's address with its token."""
    opened = await client.fetch(url_concat(f"{base}login", {"token": token}), follow_redirects=False, raise_error=False)
    page = await client.fetch(f"{base}login", raise_error=False)
    set_cookies = [*opened.headers.get_list("Set-Cookie"), *page.headers.get_list("Set-Cookie")]
    return dict(re.match(r"([^=]+)=([^;]*)", cookie).groups() for cookie in set_cookies)
