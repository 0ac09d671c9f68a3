import json

import pytest

CALL = {"model": "small", "messages": [{"role": "user", "content": "hi"}]}
ADDRESSES = [
    pytest.param("v1/chat/completions", CALL, id="chat"),
    pytest.param("v1/embeddings", {"model": "small", "input": "hi"}, id="embeddings"),
    pytest.param("v1/models", None, id="models"),
    pytest.param("usage?run=r-1", None, id="usage"),
]


@pytest.fixture
def send(http_server_client, jp_base_url, jp_serverapp):
    """A request with these headers only."""

    async def sent(path, body=None, **headers):
        method = "GET" if body is None else "POST"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await http_server_client.fetch(
            f"{jp_base_url}cellforge/llm/{path}",
            method=method,
            body=None if body is None else json.dumps(body),
            headers={"X-CellForge-Run": "r-1", **named},
            raise_error=False,
        )

    return sent


@pytest.fixture
def login(http_server_client, jp_base_url, jp_serverapp):
    """The cookies of a browser that signed in."""

    async def signed_in():
        token = jp_serverapp.identity_provider.token
        cookies = {}
        # the page of the log-in gives the XSRF token, a log-in the user
        for address in (f"{jp_base_url}login", f"{jp_base_url}login?token={token}"):
            page = await http_server_client.fetch(address, follow_redirects=False, raise_error=False)
            cookies |= dict(line.split(";")[0].split("=", 1) for line in page.headers.get_list("Set-Cookie"))
        return cookies

    return signed_in


def written(cookies):
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


@pytest.mark.parametrize(("path", "body"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "token wrong"}], ids=["no token", "a wrong token"])
async def test_a_stranger_is_refused(send, upstream, path, body, headers):
    answer = await send(path, body, **headers)

    assert answer.code == 403
    assert upstream.calls == []


@pytest.mark.parametrize(("path", "body"), [address for address in ADDRESSES if address.values[1]])
async def test_a_signed_in_browser_without_the_xsrf_token_is_refused(send, login, upstream, path, body):
    cookies = await login()

    answer = await send(path, body, Cookie=written(cookies))

    assert answer.code == 403
    assert upstream.calls == []


async def test_a_signed_in_browser_with_the_xsrf_token_is_served(send, login, upstream):
    cookies = await login()
    assert "_xsrf" in cookies

    answer = await send("v1/chat/completions", CALL, Cookie=written(cookies), X_XSRFToken=cookies["_xsrf"])

    assert answer.code == 200
    assert len(upstream.asked) == 1
    assert "cookie" not in upstream.asked[0].headers


@pytest.mark.parametrize(("path", "body"), ADDRESSES)
async def test_a_page_of_another_origin_is_refused(send, jp_auth_header, login, upstream, path, body):
    cookies = await login()

    answer = await send(path, body, Cookie=written(cookies), X_XSRFToken=cookies["_xsrf"], Origin="https://evil.example")

    assert answer.code in (403, 404)
    assert upstream.calls == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "GET"])
async def test_other_verbs_do_nothing(jp_fetch, upstream, method):
    answer = await jp_fetch(
        "cellforge", "llm", "v1", "chat", "completions", method=method, raise_error=False, allow_nonstandard_methods=True
    )

    assert answer.code == 405
    assert upstream.calls == []


class TestBelowAHub:
    @pytest.fixture
    def jp_base_url(self):
        return "/user/ann/"

    async def test_the_gateway_answers_below_the_users_address(self, chat, ask, upstream):
        assert (await chat()).status == 200
        assert (await ask("v1", "models")).status == 200
        assert (await ask("usage", params={"run": "r-1"})).json["run"]["calls"] == 1
