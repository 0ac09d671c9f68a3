"""Semantic Scholar's graph: search, references and citations with abstracts, where publishers allow it."""

import re
from collections.abc import Mapping

from ..authors import joined, of_display_name
from ..client import Client
from ..errors import LiteratureError, unknown_id
from ..identifiers import arxiv_of, doi_of, pmid_of
from ..record import LiteratureRecord, record_of
from ..source import Records, items, kept, mapping, required_list
from .address import in_path

NAME = "semanticscholar"
FIELDS = "title,abstract,year,venue,authors,externalIds"


class SemanticScholar:
    """Without a key everyone shares one allowance: expect `rate-limited` at busy hours."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        # its search finds nothing for words with a hyphen
        asked = {"query": query.replace("-", " "), "limit": limit, "fields": FIELDS}
        answer = mapping(await client.json(NAME, "/paper/search", asked))
        # nothing found is {"total": 0, "offset": 0} without data
        if answer.get("total") == 0 and "data" not in answer:
            return []
        return kept(map(_record, required_list(NAME, answer, "data")), limit)

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._linked(client, identifier, limit, "references", "citedPaper")

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._linked(client, identifier, limit, "citations", "citingPaper")

    async def _linked(self, client: Client, identifier: str, limit: int, direction: str, paper: str) -> Records:
        path = f"/paper/{in_path(paper_id(identifier))}/{direction}"
        answer = mapping(await client.json(NAME, path, {"fields": FIELDS, "limit": limit}))
        if "data" in answer and answer["data"] is None:
            raise LiteratureError(
                "withheld",
                "The publisher does not let Semantic Scholar show this list.",
                expected=f"the {direction} of the paper",
                found="a list that is withheld",
                remedy="Ask openalex or europepmc for the same publication.",
            )
        return kept((_record(mapping(entry.get(paper))) for entry in required_list(NAME, answer, "data")), limit)


def paper_id(identifier: str) -> str:
    """The form in which Semantic Scholar takes its own ids, DOIs, PubMed and arXiv numbers."""
    text = identifier.strip()
    if re.fullmatch(r"[0-9a-f]{40}", text):
        return text
    if doi := doi_of(text):
        return f"DOI:{doi}"
    if arxiv := arxiv_of(text):
        return f"ARXIV:{arxiv}"
    if pmid := pmid_of(text):
        return f"PMID:{pmid}"
    raise unknown_id(NAME, "a paper id of 40 hexadecimal digits, a DOI, an arXiv or a PubMed number", identifier)


def _record(paper: Mapping[str, object]) -> LiteratureRecord | None:
    known = mapping(paper.get("externalIds"))
    return record_of(
        NAME,
        paper.get("paperId"),
        title=paper.get("title"),
        authors=joined(of_display_name(author.get("name")) for author in items(paper.get("authors"))),
        year=paper.get("year"),
        venue=paper.get("venue"),
        abstract=paper.get("abstract"),
        doi=known.get("DOI"),
        pmid=known.get("PubMed"),
        arxiv=known.get("ArXiv"),
    )
