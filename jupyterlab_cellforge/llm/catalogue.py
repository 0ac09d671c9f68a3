"""Which models may be used: the administrator's list, else the one that the endpoint gives."""

import time
from typing import Any

from .problem import LlmProblem
from .settings import CellForgeLLM
from .upstream import Upstream

KEPT_SECONDS = 300.0
GREATEST_LIST = 5_000


class Catalogue:
    """The names of models. The endpoint is asked only when a call or a list needs it, never when a page is opened."""

    def __init__(self, upstream: Upstream, settings: CellForgeLLM) -> None:
        self.upstream, self.settings = upstream, settings
        # Azure lists base models, not deployments: there the administrator's list is the only one
        azure = settings.api_style == "azure" and settings.default_model
        self._allowed = list(settings.models) or ([settings.default_model] if azure else [])
        self._listed: list[str] = []
        self._listed_at = float("-inf")

    def known(self) -> list[str]:
        """What is known without asking."""
        return list(self._allowed) or list(self._listed)

    async def names(self) -> list[str]:
        """The models, from the endpoint if the administrator lists none."""
        if self._allowed:
            return list(self._allowed)
        if time.monotonic() - self._listed_at > KEPT_SECONDS:
            await self._ask()
        return list(self._listed)

    async def check(self, model: str) -> None:
        """Refuses a model that is not offered. An endpoint without a list judges for itself."""
        if model == self.settings.embedding_model and model:
            return
        try:
            names = await self.names()
        except LlmProblem as problem:
            if problem.code not in ("llm/upstream-not-found", "llm/upstream-refused", "llm/bad-shape", "llm/not-json"):
                raise
            return
        if not self._allowed and not offers(names, model):
            # it may have been pulled or deployed since
            await self._ask()
            names = self._listed
        if not offers(names, model):
            raise unknown_model(model, names)

    async def _ask(self) -> None:
        async with self.upstream.ask("models") as response:
            reply = await self.upstream.read(response)
        self._listed = names_in(reply)
        self._listed_at = time.monotonic()


def names_in(reply: dict[str, Any]) -> list[str]:
    """The ids in an endpoint's list of models."""
    data = reply.get("data")
    entries = data if isinstance(data, list) else []
    ids = (entry.get("id") for entry in entries[:GREATEST_LIST] if isinstance(entry, dict))
    return [name for name in ids if isinstance(name, str)]


def offers(names: list[str], model: str) -> bool:
    """Whether a list has the model; some endpoints list it with a tag or a folder that they accept it without."""
    return not names or any(name in (model, f"{model}:latest", f"models/{model}") for name in names)


def unknown_model(model: str, names: list[str]) -> LlmProblem:
    """The problem of a model that is not offered, with at most five that are."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return LlmProblem(
        "llm/unknown-model",
        400,
        "This model is not offered here",
        expected=f"one of {', '.join(map(repr, names[:5]))}{more}",
        found=repr(model[:100]),
        remedy="Choose an offered model, or ask the administrator to add it to c.CellForgeLLM.models.",
    )
