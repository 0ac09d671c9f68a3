"""What every source answers, and what it may ask with."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from .client import Client
from .errors import odd_answer
from .record import LiteratureRecord

Records = list[LiteratureRecord]


class Source(Protocol):
    """One literature service. A direction that its public interface lacks raises `literature/not-offered`."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        """The records that the service ranks first for words in its own query language."""

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        """What the publication cites."""

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        """What cites the publication."""


def kept(records: Iterable[LiteratureRecord | None], limit: int) -> Records:
    """The first `limit` readable records, each once."""
    seen: dict[str, LiteratureRecord] = {}
    for record in records:
        if record is not None and len(seen) < limit:
            seen.setdefault(record.source_id, record)
    return list(seen.values())


def mapping(value: object) -> Mapping[str, object]:
    """`value` where it is an object; an empty one for an optional part that a service left out or set to null."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Mapping[str, object]]:
    """The objects of an optional list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(value: object) -> object:
    """The first of a list, as Crossref writes titles and journals."""
    return value[0] if isinstance(value, list) and value else None


def required_list(source: str, answer: object, *path: str) -> list[Mapping[str, object]]:
    """The list at `path`: an answer without it is not this service's, and must not be taken for 'nothing found'."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise odd_answer(source, f"a list at {'.'.join(path)}", f"{type(answer).__name__} there")
    return items(answer)
