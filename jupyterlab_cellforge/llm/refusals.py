"""Turns what an endpoint or the network refused into a problem that says what to do, with nothing secret in it."""

import json
from typing import Any

import httpx

from .endpoint import Endpoint
from .problem import LlmProblem

LONGEST_TEXT = 600
# the endpoint says itself that it did not take the call up; after others it may have worked, and been paid, all the same
NOT_TAKEN_UP = frozenset({501, 503})
KEPT = frozenset({400, 404, 409, 413, 422})


def refusal_of(response: httpx.Response, body: bytes, endpoint: Endpoint) -> LlmProblem:
    """The problem that a reply with a status other than 2xx stands for."""
    status = response.status_code
    told = told_by(body, endpoint)
    found = f"status {status}: {told['message'] or 'no explanation'}"
    facts: dict[str, Any] = {"found": found, "upstream": {"status": status, **told}}
    if 300 <= status < 400:
        return not_followed(status)
    if status in (401, 403, 407):
        return LlmProblem(
            "llm/upstream-auth",
            502,
            f"{endpoint.label} did not accept this server's key",
            expected="a key that may use the model",
            remedy="Ask the administrator to check the key that c.CellForgeLLM.api_key_env names, and what it may use.",
            **facts,
        )
    if status == 429:
        return LlmProblem(
            "llm/upstream-busy",
            429,
            f"{endpoint.label} takes no more calls at the moment",
            expected="a free place at the endpoint",
            remedy="Wait and try again; if it lasts, the account's limit or credit at the endpoint may be used up.",
            retry_after=retry_after(response),
            may_pass=True,
            **facts,
        )
    if status >= 500:
        return LlmProblem(
            "llm/upstream-failed",
            status if status in (503, 504) else 502,
            f"{endpoint.label} failed on this call",
            expected="an answer",
            remedy="Try again; if it lasts, look at the endpoint's own log or status page.",
            retry_after=retry_after(response),
            may_pass=True,
            may_have_spent=status not in NOT_TAKEN_UP,
            **facts,
        )
    return LlmProblem(
        "llm/upstream-not-found" if status == 404 else "llm/upstream-refused",
        status if status in KEPT else 502,
        f"{endpoint.label} refused this call",
        expected="a call that the endpoint accepts",
        remedy="Check the model's name and what it supports; the endpoint's own words stand above.",
        **facts,
    )


def told_by(body: bytes, endpoint: Endpoint) -> dict[str, str | None]:
    """What an error's body says, scrubbed and short. HTML pages and other bodies are not repeated."""
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        reply = None
    error = reply.get("error", reply) if isinstance(reply, dict) else reply
    if isinstance(error, str):
        error = {"message": error}
    if not isinstance(error, dict):
        return {"message": None, "type": None, "code": None, "param": None}
    message = error.get("message") or error.get("detail") or error.get("msg")
    words = {"message": message, **{name: error.get(name) for name in ("type", "code", "param")}}
    return {name: shown(word, endpoint) for name, word in words.items()}


def shown(word: Any, endpoint: Endpoint) -> str | None:
    """A word of the endpoint's, scrubbed and cut to be shown; None where it said nothing."""
    if word is None or word == "":
        return None
    # scrubbed before it is cut, else half a key could stay
    return endpoint.scrub(word if isinstance(word, str) else json.dumps(word))[:LONGEST_TEXT]


def network_problem(error: httpx.HTTPError | httpx.StreamError, endpoint: Endpoint) -> LlmProblem:
    """The problem that a fault of the network stands for."""
    not_reached = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.UnsupportedProtocol
    if isinstance(error, not_reached):
        return LlmProblem(
            "llm/upstream-unreachable",
            502,
            f"{endpoint.label} could not be reached from this server",
            expected="a connection",
            found=f"{type(error).__name__}: {endpoint.scrub(str(error))[:LONGEST_TEXT]}",
            remedy="Check that the endpoint runs, its address, proxies (HTTPS_PROXY, NO_PROXY), certificates (SSL_CERT_FILE).",
            may_pass=True,
        )
    return LlmProblem(
        "llm/upstream-cut",
        502,
        f"The connection to {endpoint.label} was lost before the answer was complete",
        expected="a whole answer",
        found=type(error).__name__,
        remedy="Try again. What this call was reserved stays counted, because the endpoint may have worked on it.",
        may_pass=True,
        may_have_spent=True,
    )


def timeout_problem(seconds: float, endpoint: Endpoint) -> LlmProblem:
    """No whole answer within the time allowed, in seconds; the endpoint may have worked on it."""
    return LlmProblem(
        "llm/timeout",
        504,
        f"{endpoint.label} took too long",
        expected=f"a whole answer within {seconds:g} s (c.CellForgeLLM.request_seconds)",
        found="none; the call was ended",
        remedy="Ask for a shorter answer, or ask the administrator for more time.",
        may_pass=True,
        may_have_spent=True,
    )


def not_followed(status: int) -> LlmProblem:
    """The endpoint redirected, and a redirect could lead to another host."""
    return LlmProblem(
        "llm/redirect",
        502,
        "The endpoint sent this server elsewhere; redirects are not followed, because they could lead to another host",
        expected="an answer from the configured address",
        found=f"a redirect (status {status})",
        remedy="Ask the administrator to set c.CellForgeLLM.upstream_url to the final address; a login in front does this too.",
    )


def not_json(content_type: str, endpoint: Endpoint, expected: str = "a JSON object") -> LlmProblem:
    """A reply that is no JSON, by its content type."""
    kind = content_type.split(";")[0].strip()[:60] or "a body of no stated type"
    return LlmProblem(
        "llm/not-json",
        502,
        f"What answers at {endpoint.label} does not speak OpenAI's interface",
        expected=expected,
        found=endpoint.scrub(kind) + (", such as a login page or a proxy's error page" if "html" in kind else ""),
        remedy="Ask the administrator to check c.CellForgeLLM.upstream_url (often it ends in /v1) and what stands before it.",
        may_have_spent=True,
    )


def bad_shape(found: str, endpoint: Endpoint) -> LlmProblem:
    """A reply in JSON that lacks what the interface promises."""
    return LlmProblem(
        "llm/bad-shape",
        502,
        f"The answer of {endpoint.label} has not the form of OpenAI's interface",
        expected="a JSON object with a list of choices (or of data)",
        found=found,
        remedy="Check that c.CellForgeLLM.upstream_url is that of an OpenAI-compatible interface.",
        may_have_spent=True,
    )


def error_inside(error: Any, endpoint: Endpoint) -> LlmProblem:
    """An error that came in a reply with status 200, or inside a stream."""
    told = told_by(json.dumps({"error": error}).encode(), endpoint)
    return LlmProblem(
        "llm/upstream-error",
        502,
        f"{endpoint.label} broke off with an error",
        expected="a whole answer",
        found=told["message"] or "no explanation",
        remedy="Try again; if it lasts, look at the endpoint's own log.",
        may_pass=True,
        may_have_spent=True,
        upstream=told,
    )


def stream_cut(endpoint: Endpoint) -> LlmProblem:
    """A stream that ended before its answer did."""
    return LlmProblem(
        "llm/stream-cut",
        502,
        f"The answer of {endpoint.label} stopped before its end",
        expected="a finish_reason or [DONE]",
        found="the end of the stream",
        remedy="Try again. What this call was reserved stays counted, because the endpoint may have worked on it.",
        may_pass=True,
        may_have_spent=True,
    )


def too_long(limit: int, endpoint: Endpoint) -> LlmProblem:
    """A reply of more bytes than the limit."""
    return LlmProblem(
        "llm/reply-too-large",
        502,
        f"The answer of {endpoint.label} is too large; it was not read to its end",
        expected=f"at most {limit:,} bytes (c.CellForgeLLM.reply_bytes)",
        found="more",
        remedy="Ask for a shorter answer, or ask the administrator to raise the limit.",
        may_have_spent=True,
    )


def retry_after(response: httpx.Response) -> str | None:
    """The endpoint's Retry-After, if it is a plain number or date."""
    value = response.headers.get("retry-after", "")
    return value if 0 < len(value) <= 40 and value.isascii() and value.isprintable() else None
