import gzip
import json
import time
import tracemalloc

import pytest

from jupyterlab_cellforge.tests.llm.conftest import KEY
from jupyterlab_cellforge.tests.upstream import answer, cut, either, login_page, raw, refuse, silent, stream


async def test_a_whole_answer_comes_back_and_its_usage_is_counted(chat, upstream, usage):
    upstream.plan(answer("KLF1 first", 7, cached=3))

    answered = await chat("which gene?")

    assert answered.status == 200
    assert answered.json["choices"][0]["message"]["content"] == "KLF1 first"
    spent = (await usage())["run"]
    assert (spent["prompt_tokens"], spent["completion_tokens"], spent["cached_tokens"]) == (len("which gene?") + 4, 7, 3)
    assert (spent["reserved_tokens"], spent["calls"], spent["money"]) == (0, 1, None)


async def test_the_endpoint_gets_the_servers_key_and_nothing_of_the_browser(chat, upstream):
    await chat()

    call = upstream.asked[0]
    assert call.path == "/v1/chat/completions"
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert set(call.headers) == {
        "host", "accept", "accept-encoding", "user-agent", "authorization", "content-type", "content-length", "connection",
    }  # fmt: skip
    assert call.body["max_tokens"] == 16_000


async def test_a_stream_is_passed_on_live_with_its_usage(jp_fetch, upstream, usage):
    upstream.plan(stream("a", "b", "c", wait=0.15))
    body = {"model": "small", "messages": [{"role": "user", "content": "hi"}], "stream": True}
    times: list[float] = []
    blocks: list[bytes] = []

    def block(data: bytes) -> None:
        times.append(time.monotonic())
        blocks.append(data)

    await jp_fetch(
        "cellforge", "llm", "v1", "chat", "completions",
        method="POST", body=json.dumps(body), headers={"X-CellForge-Run": "r-1"}, streaming_callback=block,
    )  # fmt: skip

    assert times[-1] - times[0] > 0.3, "the blocks came together, not as they were sent"
    assert b"".join(blocks).endswith(b"data: [DONE]\n\n")
    assert upstream.asked[0].body["stream_options"] == {"include_usage": True}
    spent = (await usage())["run"]
    assert (spent["prompt_tokens"], spent["completion_tokens"], spent["reserved_tokens"]) == (6, 3, 0)


FAULTS = [
    pytest.param(refuse(400, "response_format is not supported", code="bad"), 400, "llm/upstream-refused", 0, id="400"),
    pytest.param(refuse(401, f"Incorrect API key provided: {KEY}"), 502, "llm/upstream-auth", 0, id="401"),
    pytest.param(refuse(404, "no such model"), 404, "llm/upstream-not-found", 0, id="404"),
    pytest.param(refuse(429, "slow down", retry_after=7), 429, "llm/upstream-busy", 0, id="429"),
    pytest.param(refuse(500, "oh"), 502, "llm/upstream-failed", 1, id="500"),
    pytest.param(refuse(503, "loading"), 503, "llm/upstream-failed", 0, id="503"),
    pytest.param(login_page(), 502, "llm/not-json", 1, id="login page"),
    pytest.param(raw("", status=302, Location="http://elsewhere.example/login"), 502, "llm/redirect", 0, id="redirect"),
    pytest.param(cut(), 502, "llm/upstream-cut", 1, id="closed without a word"),
    pytest.param(raw("<html>bad gateway</html>", "text/html", status=502), 502, "llm/upstream-failed", 1, id="HTML error"),
]


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("fault", "status", "code", "calls"), FAULTS)
async def test_a_fault_is_named_and_costs_only_what_may_have_been_spent(
    chat, upstream, usage, fault, status, code, calls, streams
):
    upstream.plan(fault)

    answered = await chat(stream=streams)

    assert (answered.status, answered.error["code"]) == (status, code)
    assert all(answered.error[word] for word in ("message", "type", "expected", "found", "remedy"))
    spent = (await usage())["run"]
    assert spent["calls"] == calls
    assert (spent["reserved_tokens"] > 16_000) == bool(calls)
    assert answered.error["counted_tokens"] == spent["reserved_tokens"]
    assert len(upstream.asked) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("{", "llm/not-json", id="broken"),
        pytest.param("[1]", "llm/bad-shape", id="a list"),
        pytest.param("{}", "llm/bad-shape", id="no choices"),
        pytest.param('{"choices": null}', "llm/bad-shape", id="null choices"),
        pytest.param('{"error": {"message": "out of memory"}}', "llm/upstream-error", id="an error with status 200"),
        pytest.param("[" * 100_000, "llm/not-json", id="deep"),
    ],
)
async def test_json_of_another_form_is_named(chat, upstream, body, code):
    upstream.plan(raw(body))

    answered = await chat()

    assert (answered.status, answered.error["code"]) == (502, code)


async def test_an_endpoints_retry_after_is_passed_on(chat, upstream):
    upstream.plan(refuse(429, retry_after=7))

    answered = await chat()

    assert answered.headers["Retry-After"] == "7"
    assert answered.headers["x-should-retry"] == "true"


async def test_the_endpoints_own_words_reach_the_client_so_that_it_can_ask_otherwise(chat, upstream):
    upstream.plan(refuse(400, "json_schema is not supported by this model", code="unsupported"))

    told = (await chat()).error["upstream"]

    assert (told["status"], told["code"], told["message"]) == (400, "unsupported", "json_schema is not supported by this model")


class TestStreams:
    async def test_a_cut_stream_ends_with_an_error_event_and_its_reserve_stands(self, chat, upstream, usage):
        upstream.plan(stream("a", "b", "c", cut_after=2))

        answered = await chat(stream=True)

        assert [event["choices"][0]["delta"]["content"] for event in answered.events[:2]] == ["a", "b"]
        assert answered.events[-1]["error"]["code"] == "llm/upstream-cut"
        assert (await usage())["run"]["reserved_tokens"] > 16_000

    async def test_one_that_stops_without_an_end_is_named(self, chat, upstream):
        upstream.plan(stream("a", end=False))

        assert (await chat(stream=True)).events[-1]["error"]["code"] == "llm/stream-cut"

    async def test_an_error_inside_is_scrubbed_and_named(self, chat, upstream):
        error = f'data: {{"error": {{"message": "key {KEY} expired"}}}}\n\n'
        upstream.plan(raw(f'data: {{"choices": []}}\n\n{error}', "text/event-stream"))

        answered = await chat(stream=True)

        assert "expired" in answered.events[-1]["error"]["found"]
        assert KEY not in answered.text

    async def test_without_usage_the_reserve_stands(self, chat, upstream, usage):
        upstream.plan(stream("a", with_usage=False))

        answered = await chat(stream=True)

        assert answered.events[-1] == "[DONE]"

        spent = (await usage())["run"]
        assert (spent["prompt_tokens"], spent["completion_tokens"], spent["calls"]) == (0, 0, 1)
        assert spent["reserved_tokens"] == int(answered.headers["X-CellForge-Reserved-Tokens"]) > 16_000

    async def test_an_endpoint_that_ignores_the_wish_for_a_stream_is_named(self, chat, upstream, usage):
        upstream.plan(answer("whole", 2))

        assert (await chat(stream=True)).error["code"] == "llm/not-json"
        assert (await usage())["run"]["completion_tokens"] == 2

    async def test_an_endpoint_that_rejects_stream_options_is_asked_without_and_remembered(self, chat, upstream):
        upstream.plan(refuse(400, "Unknown field: stream_options"), stream("a", with_usage=False), stream("b", with_usage=False))

        first, second = await chat(stream=True), await chat(stream=True)

        assert first.status == second.status == 200
        assert ["stream_options" in call.body for call in upstream.asked] == [True, False, False]


async def test_a_model_that_wants_max_completion_tokens_gets_it(chat, upstream):
    words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    upstream.plan(refuse(400, words), answer())

    assert (await chat(max_tokens=50)).status == 200
    assert upstream.asked[1].body["max_completion_tokens"] == 50
    assert "max_tokens" not in upstream.asked[1].body


async def test_zeros_are_no_usage(chat, upstream, usage):
    zeros = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    upstream.plan(raw(json.dumps({"choices": [{"message": {"content": "x"}}], "usage": zeros})))

    await chat()

    assert (await usage())["run"]["reserved_tokens"] > 16_000


class TestLateAnswers:
    @pytest.fixture
    def llm_config(self):
        return {"request_seconds": 0.6}

    async def test_silence_ends_with_504(self, chat, upstream):
        upstream.plan(silent())

        answered = await chat()

        assert (answered.status, answered.error["code"]) == (504, "llm/timeout")
        assert answered.error["counted_tokens"] > 16_000
        assert upstream.asked[0].ended.wait(1)

    async def test_a_slow_drip_ends_with_an_error_event(self, chat, upstream, usage):
        upstream.plan(stream(*"abcdefghij", wait=0.2))

        answered = await chat(stream=True)

        assert answered.events[-1]["error"]["code"] == "llm/timeout"
        assert upstream.asked[0].ended.wait(1)
        assert upstream.asked[0].closed_early is not None
        assert (await usage())["run"]["reserved_tokens"] > 16_000


async def test_a_message_of_the_endpoint_is_never_read_without_bounds(chat, upstream):
    upstream.plan(refuse(400, "x" * 200_000))

    answered = await chat()

    assert answered.status == 400
    assert len(answered.text) < 4_000


@pytest.mark.parametrize("status", [200, 400])
async def test_a_body_that_unpacks_without_bounds_is_not_unpacked(chat, upstream, status):
    bomb = gzip.compress(gzip.compress(bytes(100_000_000), 1), 9)
    upstream.plan(raw(bomb, status=status, Content_Encoding="gzip, gzip"))

    tracemalloc.start()
    answered = await chat()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (answered.status, answered.json["error"]["code"], most < 20_000_000) == (502, "llm/bad-shape", True)


async def test_models_are_those_of_the_endpoint(ask, upstream):
    answered = await ask("v1", "models")

    assert [entry["id"] for entry in answered.json["data"]] == ["small", "large"]


async def test_a_model_that_is_not_listed_is_refused_before_a_call(chat, upstream):
    answered = await chat(model="huge")

    assert (answered.status, answered.error["code"]) == (400, "llm/unknown-model")
    assert "'small', 'large'" in answered.error["expected"]
    assert upstream.asked == []


async def test_an_endpoint_without_a_list_judges_for_itself(chat, upstream):
    upstream.on_models = refuse(404)

    assert (await chat(model="anything")).status == 200


class TestEmbeddings:
    @pytest.fixture
    def llm_config(self):
        return {"embedding_model": "embed"}

    async def test_are_passed_on_and_counted(self, ask, upstream, usage):
        reply = {"data": [{"embedding": [0.5], "index": 0}], "usage": {"prompt_tokens": 4, "total_tokens": 4}}
        upstream.plan(raw(json.dumps(reply)))

        answered = await ask("v1", "embeddings", body={"model": "embed", "input": ["KLF1"]})

        assert answered.json["data"][0]["embedding"] == [0.5]
        assert upstream.asked[0].path == "/v1/embeddings"
        assert (await usage())["run"]["prompt_tokens"] == 4

    async def test_are_refused_with_another_model(self, ask):
        answered = await ask("v1", "embeddings", body={"model": "small", "input": "KLF1"})

        assert (answered.status, answered.error["code"]) == (400, "llm/unknown-model")


class TestAzure:
    @pytest.fixture
    def llm_config(self):
        return {"api_style": "azure", "api_version": "2024-10-21", "models": ["my deployment"]}

    async def test_is_addressed_by_deployment_and_version(self, chat, upstream):
        upstream.otherwise = either(answer(), stream("a"))

        assert (await chat(model="my deployment")).status == 200

        call = upstream.asked[0]
        assert call.path == "/v1/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21"
        assert call.headers["api-key"] == KEY
        assert "authorization" not in call.headers
