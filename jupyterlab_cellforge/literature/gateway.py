"""A question as JSON, checked, answered from the disk or by the source it names."""

import json
from collections.abc import Awaitable, Callable, Mapping

import anyio

from .cache import Cache
from .client import Client
from .errors import LiteratureError
from .registry import SOURCES
from .settings import CellForgeLiterature
from .source import Records

GREATEST_LIMIT, DEFAULT_LIMIT = 100, 20
GREATEST_QUERY, GREATEST_ID = 1_000, 300
GREATEST_S = 120.0
"""For one question with all its requests, turns and retries."""

Answer = dict[str, object]


class Gateway:
    """Answers the front end and the command line; one for a server, so that its turns and its cache are shared."""

    def __init__(self, settings: CellForgeLiterature, *, client: Client | None = None, cache: Cache | None = None) -> None:
        self._settings = settings
        self._client = client or Client(settings.manners())
        self._cache = cache or Cache(settings.folder(), settings.cache_days)

    async def answer(self, op: str, asked: object) -> Answer:
        """The answer to {"source", "query", "limit"} or {"source", "id", "direction", "limit"}.

        Raises
        ------
        LiteratureError
            Literature is switched off, the question is malformed, or the source did not answer.
        """
        if not self._settings.enabled:
            raise LiteratureError(
                "off",
                "Live literature is switched off on this server.",
                expected="c.CellForgeLiterature.enabled = True",
                found="False",
                remedy="Use the bundled evidence, or ask the administrator.",
            )
        if op == "search":
            return await self._search(_object(asked, {"source", "query", "limit"}))
        if op == "related":
            return await self._related(_object(asked, {"source", "id", "direction", "limit"}))
        raise _bad('"search" or "related" as op', repr(op)[:80])

    async def _search(self, asked: Mapping[str, object]) -> Answer:
        name, limit = self._source(asked), _limit(asked)
        query = _text(asked, "query", GREATEST_QUERY)
        source = SOURCES[name]
        question = {"op": "search", "query": query}
        return {**await self._kept(name, question, limit, lambda: source.search(self._client, query, limit)), "query": query}

    async def _related(self, asked: Mapping[str, object]) -> Answer:
        name, limit = self._source(asked), _limit(asked)
        identifier, direction = _text(asked, "id", GREATEST_ID), asked.get("direction")
        if direction not in {"references", "cited-by"}:
            raise _bad('"references" or "cited-by" as direction', repr(direction)[:80])
        source = SOURCES[name]
        follow = source.references if direction == "references" else source.cited_by
        question = {"op": "related", "id": identifier, "direction": direction}
        answer = await self._kept(name, question, limit, lambda: follow(self._client, identifier, limit))
        return {**answer, "id": identifier, "direction": direction}

    async def _kept(self, name: str, question: dict[str, str], limit: int, ask: Callable[[], Awaitable[Records]]) -> Answer:
        # a mirror may hold other records: its answers are its own
        mirrors = json.dumps(self._settings.base_urls, sort_keys=True)
        whole = {**question, "source": name, "limit": limit, "mirrors": mirrors}
        records, cached = self._cache.get(whole), True
        if records is None:
            records, cached = await self._ask(name, ask), False
            self._cache.put(whole, records)
        return {"source": name, "records": [record.as_json() for record in records], "cached": cached}

    async def _ask(self, name: str, ask: Callable[[], Awaitable[Records]]) -> Records:
        try:
            with anyio.fail_after(GREATEST_S):
                return await ask()
        except TimeoutError:
            raise LiteratureError(
                "timed-out",
                f"{name} did not answer in time.",
                expected=f"all its answers within {GREATEST_S:g} s",
                found="some, not all",
                remedy="Ask for fewer records, or ask another source.",
            ) from None

    def _source(self, asked: Mapping[str, object]) -> str:
        name = asked.get("source")
        if not isinstance(name, str) or name not in SOURCES or name not in self._settings.sources:
            raise LiteratureError(
                "unknown-source",
                "There is no such source on this server.",
                expected=f"one of {', '.join(self._settings.sources)}",
                found=repr(name)[:80],
                remedy="Ask one of the sources that the configuration lists.",
            )
        return name


def _object(asked: object, names: set[str]) -> Mapping[str, object]:
    if not isinstance(asked, dict):
        raise _bad("a JSON object", type(asked).__name__)
    unknown = sorted(set(asked) - names)
    if unknown:
        raise _bad(f"only {', '.join(sorted(names))}", ", ".join(unknown)[:80])
    return asked


def _text(asked: Mapping[str, object], name: str, greatest: int) -> str:
    value = asked.get(name)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > greatest or not text.isprintable():
        found = f"{len(text):,} characters" if text.isprintable() and text else "none, or characters that can't be printed"
        raise _bad(f"{name}: printable text of 1 to {greatest:,} characters", found)
    return text


def _limit(asked: Mapping[str, object]) -> int:
    value = asked.get("limit", DEFAULT_LIMIT)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= GREATEST_LIMIT:
        raise _bad(f"limit: a whole number from 1 to {GREATEST_LIMIT}", repr(value)[:80])
    return value


def _bad(expected: str, found: str) -> LiteratureError:
    return LiteratureError(
        "bad-request",
        "The question to the literature could not be understood.",
        expected=expected,
        found=found,
        remedy="Correct the question; docs/literature.md has its form.",
    )
