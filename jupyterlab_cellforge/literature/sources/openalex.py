"""OpenAlex: works of every field, both directions of citations, abstracts as an index of words."""

import re
from collections.abc import Mapping

from ..authors import joined, of_display_name
from ..client import Client
from ..errors import unknown_id
from ..identifiers import arxiv_of, doi_of, pmid_of
from ..record import LiteratureRecord, record_of
from ..source import Records, items, kept, mapping, required_list
from .address import in_path

NAME = "openalex"
FIELDS = "id,doi,ids,title,publication_year,authorships,primary_location,abstract_inverted_index"
MOST_CITED = "cited_by_count:desc"
ID = re.compile(r"(?:https://openalex\.org/)?(W\d{1,12})", re.IGNORECASE)


class OpenAlex:
    """A search costs ten times a list here, and single works nothing; without a key the free allowance is small."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        return await self._works(client, {"search": query}, limit)

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        # OpenAlex's names turn around: cited_by:W are the works that W cites
        return await self._works(client, {"filter": f"cited_by:{await self._id(client, identifier)}", "sort": MOST_CITED}, limit)

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._works(client, {"filter": f"cites:{await self._id(client, identifier)}", "sort": MOST_CITED}, limit)

    async def _works(self, client: Client, asked: dict[str, str], limit: int) -> Records:
        answer = await client.json(NAME, "/works", {**asked, "per_page": limit, "select": FIELDS})
        return kept(map(_record, required_list(NAME, answer, "results")), limit)

    async def _id(self, client: Client, identifier: str) -> str:
        known = ID.fullmatch(identifier.strip())
        if known:
            return known[1].upper()
        doi, pmid = doi_of(identifier), pmid_of(identifier)
        if doi is None and pmid is None:
            raise unknown_id(NAME, "a work such as W1234567890, a DOI or a PubMed number", identifier)
        # the filters take works only; asking for one work is free
        path = f"/works/doi:{in_path(doi)}" if doi else f"/works/pmid:{pmid}"
        work = ID.fullmatch(str(mapping(await client.json(NAME, path, {"select": "id"})).get("id")))
        if work is None:
            raise unknown_id(NAME, "a publication that OpenAlex knows", identifier)
        return work[1].upper()


def _record(work: Mapping[str, object]) -> LiteratureRecord | None:
    known = ID.fullmatch(str(work.get("id")))
    place = mapping(work.get("primary_location"))
    return record_of(
        NAME,
        known[1] if known else None,
        title=work.get("title") or work.get("display_name"),
        authors=joined(map(_author, items(work.get("authorships")))),
        year=work.get("publication_year"),
        venue=mapping(place.get("source")).get("display_name"),
        abstract=abstract_of(work.get("abstract_inverted_index")),
        doi=work.get("doi"),
        pmid=mapping(work.get("ids")).get("pmid"),
        arxiv=arxiv_of(place.get("landing_page_url")),
    )


def _author(authorship: Mapping[str, object]) -> str:
    return of_display_name(mapping(authorship.get("author")).get("display_name") or authorship.get("raw_author_name"))


def abstract_of(index: object) -> str:
    """The text of an inverted index, {word: [positions]}."""
    places = [
        (position, word)
        for word, positions in mapping(index).items()
        if isinstance(positions, list)
        for position in positions
        if isinstance(position, int)
    ]
    return " ".join(word for _, word in sorted(places))
