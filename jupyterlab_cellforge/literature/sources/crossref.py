"""Crossref: what publishers register with a DOI, with their reference lists; who cites a work is for its members only."""

from collections.abc import Mapping

from ..authors import joined, of_display_name, of_parts
from ..client import Client
from ..errors import LiteratureError, unknown_id
from ..identifiers import doi_of
from ..record import LiteratureRecord, record_of
from ..source import Records, first, items, kept, mapping, required_list
from .address import in_path

NAME = "crossref"
FIELDS = "DOI,title,author,issued,container-title,publisher,abstract"
BATCH = 50
"""DOIs in one filter: an address has a greatest length."""


class Crossref:
    """Metadata of publishers; many have no abstract."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        return await self._works(client, {"query": query}, limit)

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        doi = doi_of(identifier)
        if doi is None:
            raise unknown_id(NAME, "a DOI", identifier)
        work = mapping(mapping(await client.json(NAME, f"/works/{in_path(doi)}", {})).get("message"))
        # most reference entries are a DOI and a scrap of text: the records are asked for by DOI
        known = dict.fromkeys(filter(None, (doi_of(entry.get("DOI")) for entry in items(work.get("reference")))))
        # a comma separates filters, and Crossref has no way to quote one
        cited = [one for one in known if "," not in one][:limit]
        found: dict[str, LiteratureRecord] = {}
        for start in range(0, len(cited), BATCH):
            batch = cited[start : start + BATCH]
            records = await self._works(client, {"filter": ",".join(f"doi:{one}" for one in batch)}, len(batch))
            found |= {record.source_id: record for record in records}
        return kept((found.get(one) for one in cited), limit)

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        raise LiteratureError(
            "not-offered",
            "Crossref tells only its members who cites a work.",
            expected='"references" for this source',
            found='"cited-by"',
            remedy="Ask openalex, semanticscholar or europepmc for what cites this DOI.",
        )

    async def _works(self, client: Client, asked: dict[str, str], limit: int) -> Records:
        answer = await client.json(NAME, "/works", {**asked, "rows": limit, "select": FIELDS})
        return kept(map(_record, required_list(NAME, answer, "message", "items")), limit)


def _record(work: Mapping[str, object]) -> LiteratureRecord | None:
    date = first(mapping(work.get("issued")).get("date-parts"))
    return record_of(
        NAME,
        doi_of(work.get("DOI")),
        title=first(work.get("title")),
        authors=joined(map(_author, items(work.get("author")))),
        year=first(date),
        venue=first(work.get("container-title")) or work.get("publisher"),  # a preprint has no container
        abstract=work.get("abstract"),
        doi=work.get("DOI"),
    )


def _author(author: Mapping[str, object]) -> str:
    return of_parts(author.get("family"), author.get("given")) or of_display_name(author.get("name"))
