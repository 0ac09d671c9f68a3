"""What an administrator sets for language models. Any Jupyter server configuration file: ``c.CellForgeLLM.max_tokens = 2000``."""

import math
from urllib.parse import urlsplit

from traitlets import Bool, Dict, Enum, Float, Int, List, TraitError, Unicode, validate
from traitlets.config import Configurable

PRICE_KEYS = {"prompt", "cached", "completion"}


class CellForgeLLM(Configurable):
    """The language model that experts may use, and how much of it."""

    upstream_url = Unicode(
        "",
        help="Address of an OpenAI-compatible endpoint, ending where `/chat/completions` would follow (often in `/v1`); "
        "for Azure, the resource's address. Empty: the environment variable OPENAI_BASE_URL, "
        "else OpenAI's own address if there is a key.",
    ).tag(config=True, secret=True, turns_off=True)

    upstream_label = Unicode(
        "", help="What people are shown as the receiver of their text; empty: the endpoint's host name."
    ).tag(config=True)

    api_key_env = Unicode(
        "OPENAI_API_KEY",
        help="Name of the environment variable of the server that holds the key. The key itself is never written in a file.",
    ).tag(config=True, secret=True, turns_off=True)

    hide_key = Bool(
        True,
        help="Take the key's variable and OPENAI_BASE_URL out of the server's environment once they are read, so that kernels, "
        "terminals and other extensions don't get them. False leaves them to everything that the server starts.",
    ).tag(config=True)

    api_style = Enum(["openai", "azure"], default_value="openai", help="How addresses and the key are written.").tag(
        config=True, turns_off=True
    )

    api_version = Unicode("2024-10-21", help="Azure's `api-version`.").tag(config=True, turns_off=True)

    models = List(
        Unicode(), help="Models (for Azure: deployments) that may be used; empty: those that the endpoint itself lists."
    ).tag(config=True, turns_off=True)

    default_model = Unicode(
        "", help="The model that is used unless another is chosen; empty: CELLFORGE_MODEL, else the first."
    ).tag(config=True)

    embedding_model = Unicode("", help="The model for embeddings; empty: none, and /embeddings is refused.").tag(config=True)

    prices = Dict(
        help='Price per million tokens, by model: {"name": {"prompt": 2.5, "cached": 1.25, "completion": 10}}. `cached` is '
        "the price of prompt tokens read from the endpoint's cache, if that is less. Models without an entry have no known price."
    ).tag(config=True)

    currency = Unicode("USD", help="What the prices and the caps in money are in; only shown.").tag(config=True)

    run_tokens = Int(None, allow_none=True, help="Tokens that one run may use; None sets no cap.").tag(config=True, stricter=1)
    user_tokens = Int(None, allow_none=True, help="Tokens that one user may use; None sets no cap.").tag(config=True, stricter=1)
    run_money = Float(None, allow_none=True, help="Money that one run may cost; None sets no cap.").tag(
        config=True, stricter=1e-9
    )
    user_money = Float(None, allow_none=True, help="Money that one user may cost; None sets no cap.").tag(
        config=True, stricter=1e-9
    )
    user_days = Float(
        None, allow_none=True, help="The user's caps count the calls of this many days; None: all there ever were."
    ).tag(config=True)

    request_seconds = Float(600.0, help="The longest that one call may take, with waiting and streaming.").tag(config=True)
    max_tokens = Int(16_000, help="The most tokens of an answer that a call may ask for; put in where a call names none.").tag(
        config=True
    )
    body_bytes = Int(2_000_000, help="The largest request body.").tag(config=True)
    reply_bytes = Int(20_000_000, help="The largest reply that is read from the endpoint.").tag(config=True)
    concurrent_requests = Int(8, help="Calls that may be at the endpoint at once; further ones wait.").tag(config=True)
    waiting_requests = Int(64, help="Calls that may wait for their turn; further ones are refused.").tag(config=True)

    extra_fields = List(
        Unicode(), help="Further fields of a request body that may be passed on, beside those of the gateway's own list."
    ).tag(config=True)

    allow_browser_direct = Bool(
        False, help="Whether a page may talk to an endpoint of the user's choice without this server; no cap reaches that."
    ).tag(config=True)
    allow_session_key = Bool(
        False, help="Whether a user may type a key for an endpoint of their own, kept in the page's memory only."
    ).tag(config=True)

    @validate("upstream_url")
    def _address(self, proposal):
        # the value is not repeated in the message: an address with a password in it would end up in the log
        problem = problem_of_address(proposal.value)
        if problem:
            raise TraitError(f"CellForgeLLM.upstream_url {problem}. Correct it in the Jupyter server's configuration.")
        return proposal.value

    @validate("run_tokens", "user_tokens", "run_money", "user_money", "user_days")
    def _cap(self, proposal):
        if proposal.value is not None and not 0 < proposal.value < math.inf:
            raise refusal(proposal.trait.name, "a number above 0, or None for no cap", proposal.value)
        return proposal.value

    @validate("request_seconds", "max_tokens", "body_bytes", "reply_bytes", "concurrent_requests")
    def _above_zero(self, proposal):
        if not 0 < proposal.value < math.inf:
            raise refusal(proposal.trait.name, "a number above 0", proposal.value)
        return proposal.value

    @validate("prices")
    def _prices(self, proposal):
        for model, price in proposal.value.items():
            if not is_price(price):
                wanted = 'numbers per million tokens for "prompt" and "completion" (and "cached", if it differs)'
                raise refusal("prices", wanted, {model: price})
        return proposal.value


def refusal(trait: str, expected: str, found: object) -> TraitError:
    """The error that stops a server whose configuration can't hold, naming trait, bound and value."""
    return TraitError(
        f"CellForgeLLM.{trait} must be {expected}; found {found!r}. Correct it in the Jupyter server's configuration."
    )


def is_price(price: object) -> bool:
    """Whether an entry of the price table says enough to compute with."""
    if not isinstance(price, dict) or not {"prompt", "completion"} <= set(price) <= PRICE_KEYS:
        return False
    return all(
        isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf for value in price.values()
    )


def problem_of_address(address: str) -> str | None:
    """What is wrong with an endpoint's address, in words that don't repeat it."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return "is not an address"
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        return "must start with http:// or https:// and name a host"
    if parts.username or parts.password:
        return "must not hold a user name or password; put the key in the environment variable that api_key_env names"
    if parts.query or parts.fragment:
        return "must end with its path, without ? or #; Azure's api-version has a setting of its own"
    return None
