"""Europe PMC: search with abstracts, and both directions of citations of PubMed, PMC and preprint records."""

import re
from collections.abc import Mapping

from ..authors import joined
from ..client import Client
from ..errors import unknown_id
from ..identifiers import pmid_of
from ..record import LiteratureRecord, record_of
from ..source import Records, items, kept, mapping, required_list

NAME = "europepmc"
# MED/12345, PPR/PPR12345, PMC/PMC12345 ...: the two parts of its addresses
ID = re.compile(r"([A-Z]{3})/([A-Z0-9]{1,20})")
BATCH = 25
"""Abstracts asked for at once: the ids stand in the query, whose length is bounded."""


class EuropePmc:
    """PubMed, full texts and preprints of the life sciences."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        return kept((record_of_result(NAME, result) for result in await results(client, query, limit)), limit)

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        return await linked(client, NAME, id_parts(identifier), limit, "references")

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        return await linked(client, NAME, id_parts(identifier), limit, "citations")


def id_parts(identifier: str) -> tuple[str, str]:
    """Database and number of a source_id ("MED/12345") or a PubMed number."""
    match = ID.fullmatch(identifier.strip().upper())
    if match:
        return match[1], match[2]
    pmid = pmid_of(identifier)
    if pmid is None:
        raise unknown_id(NAME, "a source_id such as MED/12345678, or a PubMed number", identifier)
    return "MED", pmid


async def results(client: Client, query: str, limit: int) -> list[Mapping[str, object]]:
    """What a search finds, in full."""
    asked = {"query": query, "format": "json", "resultType": "core", "pageSize": limit}
    return required_list(NAME, await client.json(NAME, "/search", asked), "resultList", "result")


async def linked(client: Client, source: str, of: tuple[str, str], limit: int, direction: str) -> Records:
    """References or citations; the lists hold neither abstract nor DOI, so those are asked for in batches."""
    # a reference that Europe PMC could not match has no id, nothing to follow or to cite: more are asked for than are wanted
    asked = {"format": "json", "page": 1, "pageSize": max(50, 2 * limit)}
    answer = await client.json(NAME, f"/{of[0]}/{of[1]}/{direction}", asked)
    if mapping(answer).get("hitCount") == 0:
        return []
    one = direction.removesuffix("s")
    listed = required_list(NAME, answer, f"{one}List", one)
    entries = [entry for entry in listed if entry.get("id") and entry.get("source")][:limit]
    in_full: dict[str, LiteratureRecord] = {}
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        query = " OR ".join(f'(EXT_ID:"{_word(entry["id"])}" AND SRC:"{_word(entry["source"])}")' for entry in batch)
        records = [record_of_result(source, result) for result in await results(client, query, 2 * BATCH)]
        in_full |= {record.source_id: record for record in records if record}
    brief = [record_of_result(source, entry) for entry in entries]
    return kept((in_full.get(record.source_id, record) for record in brief if record), limit)


def record_of_result(source: str, result: Mapping[str, object]) -> LiteratureRecord | None:
    """A search result, or the shorter entry of a list of references or citations."""
    journal = mapping(mapping(result.get("journalInfo")).get("journal"))
    publisher = mapping(result.get("bookOrReportDetails")).get("publisher")
    database, number = result.get("source"), result.get("id")
    return record_of(
        source,
        f"{database}/{number}" if database and number else None,
        title=str(result.get("title") or "").removesuffix("."),
        authors=_authors(result),
        year=result.get("pubYear"),
        venue=journal.get("title") or result.get("journalTitle") or result.get("journalAbbreviation") or publisher,
        abstract=result.get("abstractText"),
        doi=result.get("doi"),
        pmid=result.get("pmid") or (number if database == "MED" else None),
    )


def _authors(result: Mapping[str, object]) -> str:
    names = [
        str(author.get("fullName") or author.get("collectiveName") or "")
        for author in items(mapping(result.get("authorList")).get("author"))
    ]
    return joined(names or str(result.get("authorString") or "").rstrip(". ").split(","))


def _word(value: object) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", str(value))[:20]
