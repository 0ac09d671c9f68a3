"""Reads what a page asks for, and lets through only what the caps can count."""

import json
import re
from dataclasses import dataclass
from typing import Any

from .problem import LlmProblem
from .settings import CellForgeLLM

RUN = re.compile(r"r-[0-9A-Za-z._-]{1,100}")
# What may be passed on. Others could cost what a reserve of prompt and max_tokens doesn't cover (searches on the endpoint's
# side, images, sound, a dearer service) or keep the text there.
CHAT_FIELDS = frozenset(
    "model messages stream stream_options max_tokens max_completion_tokens n temperature top_p top_k min_p seed stop "
    "frequency_penalty presence_penalty repetition_penalty repeat_penalty logit_bias logprobs top_logprobs response_format "
    "tools tool_choice parallel_tool_calls reasoning_effort verbosity think chat_template_kwargs guided_json "
    "structured_outputs grammar json_schema prompt_cache_key user safety_identifier".split()
)
EMBEDDING_FIELDS = frozenset("model input dimensions encoding_format user".split())
COMPLETION_LIMITS = ("max_completion_tokens", "max_tokens")
GREATEST_N = 8


@dataclass(frozen=True)
class Asked:
    """A body that may be sent, and the most tokens that it can take."""

    model: str
    body: dict[str, Any]
    prompt_tokens: int
    completion_tokens: int

    @property
    def streams(self) -> bool:
        return self.body.get("stream") is True

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


def read_run(header: str | None) -> str:
    """The run that a call belongs to; its caps need it."""
    if header is None or not RUN.fullmatch(header):
        raise bad_request(
            "llm/no-run",
            "A call must say which run it belongs to",
            expected="a run's id such as r-1a2b3c, in the header X-CellForge-Run (or ?run= for usage)",
            found="none" if not header else repr(header[:40]),
            remedy="Send the id of the run.",
        )
    return header


def read_chat(raw: bytes, settings: CellForgeLLM) -> Asked:
    """A chat request that the caps can count: text only, a limit to the answer, usage asked for."""
    body = read_json(raw, settings, CHAT_FIELDS)
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(message, dict) for message in messages):
        raise bad_field("messages", "a list of at least one message", messages)
    for message in messages:
        refuse_other_than_text(message.get("content"))
        if "audio" in message:
            raise bad_field("messages", "messages of text", "audio")
    tools = body.get("tools") or []
    if not isinstance(tools, list):
        raise bad_field("tools", "a list of tools", tools)
    for tool in tools:
        if not isinstance(tool, dict) or tool.get("type") != "function":
            raise bad_field("tools", 'tools of type "function"', tool.get("type") if isinstance(tool, dict) else tool)
    answers = body.get("n", 1) or 1
    if not isinstance(answers, int) or isinstance(answers, bool) or not 1 <= answers <= GREATEST_N:
        raise bad_field("n", f"a whole number from 1 to {GREATEST_N}", answers)
    limit = limit_of_answer(body, settings)
    if body.get("stream") is True:
        body["stream_options"] = {"include_usage": True}
    else:
        body.pop("stream_options", None)
    return asked_for(body, answers * limit)


def read_embeddings(raw: bytes, settings: CellForgeLLM) -> Asked:
    """A request for embeddings of one text or a list of texts."""
    body = read_json(raw, settings, EMBEDDING_FIELDS)
    texts = body.get("input")
    listed = texts if isinstance(texts, list) else [texts]
    if not listed or not all(isinstance(text, str) for text in listed):
        raise bad_field("input", "a text or a list of texts", texts)
    return asked_for(body, 0)


def encode(body: dict[str, Any]) -> bytes:
    """The bytes that are sent. Text stays as it is, so that each token is at least one of them."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def asked_for(body: dict[str, Any], completion_tokens: int) -> Asked:
    """What a checked body asks for; its bytes bound the tokens of the prompt."""
    return Asked(model=body["model"], body=body, prompt_tokens=len(encode(body)), completion_tokens=completion_tokens)


def read_json(raw: bytes, settings: CellForgeLLM, fields: frozenset[str]) -> dict[str, Any]:
    """The body of a request, with a model named and no field whose cost nothing bounds.

    Raises
    ------
    LlmProblem
        `llm/too-large`, `llm/bad-request` or `llm/unknown-field`.
    """
    if len(raw) > settings.body_bytes:
        raise LlmProblem(
            "llm/too-large",
            413,
            "The request is too large",
            expected=f"at most {settings.body_bytes:,} bytes (c.CellForgeLLM.body_bytes)",
            found=f"{len(raw):,} bytes",
            remedy="Send less text.",
        )
    try:
        body = json.loads(raw, parse_constant=no_such_number)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request(
            "llm/bad-request",
            "The request could not be read",
            expected="a JSON object",
            found=f"{len(raw):,} bytes that are none",
            remedy="Send the body that OpenAI's interface describes.",
        )
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise bad_field("model", "the name of a model", body.get("model"))
    unknown = sorted(set(body) - fields - set(settings.extra_fields))
    if unknown:
        raise bad_request(
            "llm/unknown-field",
            "The request has fields that this gateway does not pass on",
            expected="fields whose cost prompt and max_tokens cover",
            found=", ".join(repr(name[:40]) for name in unknown[:5]),
            remedy="Leave them out, or ask the administrator to add them to c.CellForgeLLM.extra_fields.",
        )
    return body


def limit_of_answer(body: dict[str, Any], settings: CellForgeLLM) -> int:
    """The most tokens of one answer; the server's own limit is put in where the body has none."""
    for name in COMPLETION_LIMITS:
        if body.get(name) is None:
            body.pop(name, None)
    named = {name: body[name] for name in COMPLETION_LIMITS if name in body}
    if not named:
        body["max_tokens"] = settings.max_tokens
    for name, value in named.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= settings.max_tokens:
            raise bad_field(name, f"a whole number from 1 to {settings.max_tokens:,} (c.CellForgeLLM.max_tokens)", value)
    return max(named.values(), default=settings.max_tokens)


def refuse_other_than_text(content: Any) -> None:
    """An image or a sound costs tokens that its bytes don't bound, and its address would be opened by the endpoint."""
    parts = content if isinstance(content, list) else []
    for part in parts:
        kind = part.get("type") if isinstance(part, dict) else part
        if kind not in ("text", "refusal"):
            raise bad_field("messages", "parts of text", kind)
    if not isinstance(content, str | list | None):
        raise bad_field("messages", "content of text", content)


def bad_field(name: str, expected: str, found: Any) -> LlmProblem:
    """The problem of one field, with what was expected in it."""
    return bad_request(
        "llm/bad-request",
        f"The field {name!r} of the request can't be used",
        expected=expected,
        found=repr(found)[:80],
        remedy="Correct the request.",
    )


def bad_request(code: str, message: str, **facts: Any) -> LlmProblem:
    """A problem of the request's own, status 400."""
    return LlmProblem(code, 400, message, **facts)


def no_such_number(name: str) -> None:
    """Refuses NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)
