"""Where calls go and how they are signed. Nothing here is ever sent to a page, a log or a kernel."""

import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from .settings import CellForgeLLM, problem_of_address

URL_VARIABLE = "OPENAI_BASE_URL"
MODEL_VARIABLE = "CELLFORGE_MODEL"
VENDOR = "https://api.openai.com/v1"
HIDDEN = "[hidden]"
# shorter ones ("none", "ollama") are placeholders, and would blank out ordinary words
SHORTEST_SECRET = 8


@dataclass(frozen=True)
class Endpoint:
    """One fixed upstream: addresses and headers are made from it and from nothing that a client sends."""

    base: str
    key: str
    label: str
    style: str = "openai"
    api_version: str = ""

    def address(self, what: str, model: str = "") -> str:
        """The address of `chat/completions`, `embeddings` or `models`."""
        if self.style == "azure":
            version = quote(self.api_version, safe="")
            return f"{self.base}/openai/deployments/{quote(model, safe='')}/{what}?api-version={version}"
        return f"{self.base}/{what}"

    def headers(self) -> dict[str, str]:
        """Only these are sent: no cookie, token or header of the browser's request travels on."""
        # identity: a reply that is not compressed can be passed on as it comes
        headers = {"Accept-Encoding": "identity", "User-Agent": "jupyterlab-cellforge"}
        if self.key:
            headers |= {"api-key": self.key} if self.style == "azure" else {"Authorization": f"Bearer {self.key}"}
        return headers

    def scrub(self, text: str) -> str:
        """`text` without key, address or host, as upstream errors like to repeat them."""
        for secret in self._secrets():
            text = text.replace(secret, HIDDEN)
        # the vendor's own masking of a key ("sk-ab***yz") still shows its ends
        return re.sub(r"\b(?:sk|pk|key)-[\w*.-]{6,}", HIDDEN, text)

    def scrub_content(self, text: str) -> str:
        """The same for the text of an answer, where only the exact key is not the model's own words."""
        return text.replace(self.key, HIDDEN) if len(self.key) >= SHORTEST_SECRET else text

    def _secrets(self) -> list[str]:
        parts = urlsplit(self.base)
        secrets = [self.key] if len(self.key) >= SHORTEST_SECRET else []
        secrets += [self.base, self.base.replace("/", "\\/"), parts.netloc]
        if parts.hostname and parts.hostname != self.label:
            secrets.append(parts.hostname)
        return [secret for secret in secrets if secret and secret != self.label]


def endpoint_from(settings: CellForgeLLM, environment: MutableMapping[str, str] = os.environ) -> Endpoint | None:
    """The endpoint that settings and environment name, or None; with `hide_key`, both variables leave the environment."""
    take = environment.pop if settings.hide_key else environment.get
    key = (take(settings.api_key_env, "") if settings.api_key_env else "").strip()
    from_environment = take(URL_VARIABLE, "").strip()
    base = settings.upstream_url or from_environment or (VENDOR if key and settings.api_style == "openai" else "")
    if not base or problem_of_address(base):
        return None
    # httpx refuses a header with other characters, and repeats the key when it does
    if not (key.isascii() and key.isprintable()):
        return None
    return Endpoint(
        base=base.rstrip("/"),
        key=key,
        label=settings.upstream_label or urlsplit(base).hostname or "",
        style=settings.api_style,
        api_version=settings.api_version,
    )
