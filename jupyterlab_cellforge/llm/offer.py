"""What a page is told of the language models: enough to use them, and nothing secret."""

import os
from typing import Any

from ..limits import CellForge
from .gateway import Gateway
from .problem import LlmProblem
from .settings import CellForgeLLM


class Offer:
    """The gateway if there is one and the administrator allows it, and its section of the configuration."""

    def __init__(self, gateway: Gateway | None, settings: CellForgeLLM, limits: CellForge, model_variable: str) -> None:
        self._gateway, self.settings, self.limits = gateway, settings, limits
        self._default = settings.default_model or os.environ.get(model_variable, "")

    @property
    def is_allowed(self) -> bool:
        return "llm" in self.limits.allowed_experts

    def gateway(self) -> Gateway:
        """The gateway.

        Raises
        ------
        LlmProblem
            Language models are not allowed (`llm/not-allowed`) or not set up (`llm/not-configured`).
        """
        if not self.is_allowed:
            raise LlmProblem(
                "llm/not-allowed",
                403,
                "Experts that are language models are switched off on this server",
                expected='"llm" in c.CellForge.allowed_experts',
                found=", ".join(self.limits.allowed_experts) or "no experts",
                remedy="Use the built-in experts, or ask the administrator.",
            )
        if self._gateway is None:
            raise LlmProblem(
                "llm/not-configured",
                503,
                "No language model is set up on this server",
                expected="c.CellForgeLLM.upstream_url, or OPENAI_BASE_URL and OPENAI_API_KEY in the server's environment",
                found="none that can be used",
                remedy="Use the built-in experts, or ask the administrator to set one up (docs/administrators.md).",
            )
        return self._gateway

    def section(self) -> dict[str, Any]:
        """The configuration's key `llm`. Made without asking the endpoint: opening a page contacts nobody."""
        gateway = self._gateway if self.is_allowed else None
        models = gateway.catalogue.known() if gateway else []
        default = self._default or next(iter(models), None)
        priced = models or ([default] if default else [])
        return {
            "available": gateway is not None,
            "models": models,
            "default_model": default if gateway else None,
            "embedding_model": (self.settings.embedding_model or None) if gateway else None,
            "price_known": gateway is not None and bool(priced) and all(gateway.prices.knows(model) for model in priced),
            # for a million tokens: what a page estimates with before anything is sent
            "prices": {name: dict(price) for name, price in gateway.prices.table.items()} if gateway else {},
            "currency": self.settings.currency,
            "caps": self.caps(),
            "upstream": gateway.endpoint.label if gateway else None,
            "browser_direct": self.is_allowed and self.settings.allow_browser_direct,
            "session_key": self.is_allowed and self.settings.allow_session_key,
        }

    def caps(self) -> dict[str, Any]:
        """The caps as the administrator wrote them; null is no cap."""
        names = ("run_tokens", "user_tokens", "run_money", "user_money", "user_days", "request_seconds", "max_tokens")
        return {name: getattr(self.settings, name) for name in names}

    def usage(self, run: str) -> dict[str, Any]:
        """What the run and the user have spent, with the caps."""
        gateway = self.gateway()
        of_run, of_user = gateway.ledger.spent(run)
        price_known = bool(self.section()["price_known"])
        return {"run": of_run.as_json(price_known), "user": of_user.as_json(price_known), "caps": self.caps()}
