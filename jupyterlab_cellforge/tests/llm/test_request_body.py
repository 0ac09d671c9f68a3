import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from traitlets import TraitError
from traitlets.config import Config

from jupyterlab_cellforge.llm.endpoint import VENDOR, endpoint_from
from jupyterlab_cellforge.llm.problem import LlmProblem
from jupyterlab_cellforge.llm.request_body import encode, read_chat, read_embeddings
from jupyterlab_cellforge.llm.settings import CellForgeLLM

MESSAGES = [{"role": "user", "content": "hi"}]


def settings_of(**traits):
    return CellForgeLLM(config=Config({"CellForgeLLM": traits}))


def read(**fields):
    return read_chat(json.dumps({"model": "small", "messages": MESSAGES, **fields}).encode(), settings_of(max_tokens=100))


REFUSED = [
    pytest.param({"messages": []}, "llm/bad-request", id="no messages"),
    pytest.param({"messages": "hi"}, "llm/bad-request", id="messages that are no list"),
    pytest.param({"model": ""}, "llm/bad-request", id="no model"),
    pytest.param({"max_tokens": 101}, "llm/bad-request", id="a longer answer than allowed"),
    pytest.param({"max_tokens": 0}, "llm/bad-request", id="no answer"),
    pytest.param({"max_tokens": -1}, "llm/bad-request", id="an endless answer, as llama.cpp has it"),
    pytest.param({"max_tokens": 10, "max_completion_tokens": 101}, "llm/bad-request", id="two limits, one too large"),
    pytest.param({"max_tokens": 1.5}, "llm/bad-request", id="half a token"),
    pytest.param({"n": 9}, "llm/bad-request", id="many answers"),
    pytest.param({"n": True}, "llm/bad-request", id="n that is no number"),
    pytest.param({"web_search_options": {}}, "llm/unknown-field", id="a search on the endpoint's side"),
    pytest.param({"service_tier": "priority"}, "llm/unknown-field", id="a dearer service"),
    pytest.param({"api_base": "http://elsewhere.example"}, "llm/unknown-field", id="another address, as LiteLLM has it"),
    pytest.param({"tools": 5}, "llm/bad-request", id="tools that are no list"),
    pytest.param({"tools": [{"type": "web_search"}]}, "llm/bad-request", id="a tool of the endpoint"),
    pytest.param(
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x.example"}}]}]},
        "llm/bad-request",
        id="an image",
    ),
    pytest.param({"messages": [{"role": "user", "content": {"text": "hi"}}]}, "llm/bad-request", id="content of another form"),
    pytest.param({"messages": [{"role": "assistant", "audio": {"id": "a"}}]}, "llm/bad-request", id="a sound"),
]


@pytest.mark.parametrize(("fields", "code"), REFUSED)
def test_what_the_caps_cannot_count_is_refused(fields, code):
    with pytest.raises(LlmProblem) as refused:
        read(**fields)

    assert (refused.value.code, refused.value.status) == (code, 400)
    assert refused.value.expected


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'{"model": NaN}', b"[" * 50_000], ids=repr)
def test_a_body_that_cannot_be_read_is_refused(raw):
    with pytest.raises(LlmProblem) as refused:
        read_chat(raw, settings_of())

    assert refused.value.code == "llm/bad-request"


def test_a_large_body_is_refused():
    with pytest.raises(LlmProblem) as refused:
        read_chat(b" " * 101, settings_of(body_bytes=100))

    assert (refused.value.code, refused.value.status) == ("llm/too-large", 413)


def test_the_servers_limit_is_put_in_where_a_call_names_none():
    asked = read()

    assert asked.body["max_tokens"] == asked.completion_tokens == 100


def test_an_administrator_can_let_a_field_through():
    raw = json.dumps({"model": "small", "messages": MESSAGES, "enable_thinking": False}).encode()

    assert read_chat(raw, settings_of(extra_fields=["enable_thinking"])).body["enable_thinking"] is False


@given(st.lists(st.text(), min_size=1), st.integers(1, 100), st.integers(1, 8))
def test_the_reserve_covers_every_byte_said_and_every_token_that_may_be_answered(texts, limit, answers):
    messages = [{"role": "user", "content": text} for text in texts]

    asked = read(messages=messages, max_tokens=limit, n=answers)

    said = sum(len(text.encode("utf-8", "replace")) for text in texts)
    assert asked.prompt_tokens == len(encode(asked.body)) >= said
    assert asked.completion_tokens == limit * answers


@pytest.mark.parametrize("texts", [[], [1], None, [["nested"]]], ids=repr)
def test_embeddings_are_of_texts(texts):
    with pytest.raises(LlmProblem):
        read_embeddings(json.dumps({"model": "e", "input": texts}).encode(), settings_of())


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        pytest.param("upstream_url", "ftp://models.example", id="another protocol"),
        pytest.param("upstream_url", "https://ann:secret@models.example/v1", id="a password in the address"),
        pytest.param("upstream_url", "https://models.example/v1?key=secret", id="a key in the address"),
        pytest.param("upstream_url", "models.example/v1", id="no protocol"),
        pytest.param("upstream_url", "https://models.example:port/v1", id="no port"),
        pytest.param("run_tokens", 0, id="a cap of nothing"),
        pytest.param("user_money", float("nan"), id="a cap that is no number"),
        pytest.param("request_seconds", -1, id="negative time"),
        pytest.param("prices", {"small": {"prompt": 1}}, id="half a price"),
        pytest.param("prices", {"small": {"prompt": 1, "completion": "2"}}, id="a price in words"),
        pytest.param("prices", {"small": {"prompt": 1, "completion": -2}}, id="a negative price"),
        pytest.param("prices", {"small": {"prompt": 1, "completion": 2, "image": 3}}, id="a price that is never used"),
        pytest.param("api_style", "soap", id="another style"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_without_repeating_a_secret(trait, value):
    with pytest.raises(TraitError, match=trait) as refused:
        settings_of(**{trait: value})

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("traits", "environment", "base"),
    [
        pytest.param({}, {}, None, id="nothing"),
        pytest.param({}, {"OPENAI_API_KEY": "k"}, VENDOR, id="a key alone is OpenAI's"),
        pytest.param(
            {}, {"OPENAI_BASE_URL": "http://localhost:11434/v1/"}, "http://localhost:11434/v1", id="a local one needs no key"
        ),
        pytest.param(
            {"upstream_url": "https://a.example"}, {"OPENAI_BASE_URL": "https://b.example"}, "https://a.example", id="both"
        ),
        pytest.param({}, {"OPENAI_BASE_URL": "https://ann:x@b.example"}, None, id="a password in the address"),
        pytest.param({}, {"OPENAI_API_KEY": "k\nHost: x"}, None, id="a key that would be two headers"),
        pytest.param({"api_style": "azure"}, {"OPENAI_API_KEY": "k"}, None, id="Azure has no address of its own"),
    ],
)
def test_the_endpoint_is_the_settings_or_the_environments(traits, environment, base):
    endpoint = endpoint_from(settings_of(**traits), environment)

    assert (endpoint.base if endpoint else None) == base
    assert environment == {}, "both variables are taken out"
