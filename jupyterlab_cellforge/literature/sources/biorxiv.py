"""bioRxiv. Its own interface has no search by words, only by date and DOI, so words and citations go to Europe PMC's preprints.

What bioRxiv itself is asked: the record of one DOI, when the query is a DOI or when Europe PMC has no abstract yet.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from ..authors import joined, of_display_name
from ..client import Client
from ..errors import LiteratureError, unknown_id
from ..identifiers import doi_of
from ..record import LiteratureRecord, record_of
from ..source import Records, kept, mapping, required_list
from .address import in_path
from .europepmc import linked, record_of_result, results

NAME = "biorxiv"
# Cold Spring Harbor's prefix, and openRxiv's since December 2025
PREFIXES = ("10.1101/", "10.64898/")
GREATEST_LOOK_UPS = 5
"""Missing abstracts asked for one by one in one search, so that a search stays a few requests."""


class BioRxiv:
    """Preprints of biology; the source_id is the DOI."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        doi = doi_of(query)
        if doi is not None:
            return kept([await _details(client, doi)], limit)
        words = f'({query}) AND SRC:PPR AND PUBLISHER:"bioRxiv"'
        found = kept((_preprint(result) for result in await results(client, words, limit)), limit)
        bare = [record for record in found if not record.abstract and record.source_id.startswith(PREFIXES)]
        filled = {record.source_id: await _in_full(client, record) for record in bare[:GREATEST_LOOK_UPS]}
        return [filled.get(record.source_id, record) for record in found]

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._linked(client, identifier, limit, "references")

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._linked(client, identifier, limit, "citations")

    async def _linked(self, client: Client, identifier: str, limit: int, direction: str) -> Records:
        doi = _own_doi(identifier)
        matches = await results(client, f'DOI:"{doi}" AND SRC:PPR', 5)
        number = next((str(one.get("id")) for one in matches if doi_of(one.get("doi")) == doi), "")
        if not re.fullmatch(r"PPR\d{1,12}", number):
            return []  # Europe PMC has not taken the preprint in yet: it knows no citations of it
        records = await linked(client, NAME, ("PPR", number), limit, direction)
        # what is cited is rarely a preprint itself: its id here is its DOI where there is one
        return kept((replace(record, source_id=record.doi or record.source_id) for record in records), limit)


def _own_doi(identifier: str) -> str:
    doi = doi_of(identifier)
    if doi is None or not doi.startswith(PREFIXES) or '"' in doi:
        raise unknown_id(NAME, f"a DOI that begins with {' or '.join(PREFIXES)}", identifier)
    return doi


def _preprint(result: Mapping[str, object]) -> LiteratureRecord | None:
    # the words of a query may end the brackets around them, so what came back is looked at too
    publisher = mapping(result.get("bookOrReportDetails")).get("publisher")
    if result.get("source") != "PPR" or str(publisher).lower() != "biorxiv":
        return None
    record = record_of_result(NAME, result)
    return replace(record, source_id=record.doi) if record and record.doi else None


async def _in_full(client: Client, record: LiteratureRecord) -> LiteratureRecord:
    try:
        return await _details(client, record.source_id) or record
    except LiteratureError:
        return record  # true as it is: what Europe PMC found, without an abstract


async def _details(client: Client, doi: str) -> LiteratureRecord | None:
    versions = required_list(
        NAME, await client.json(NAME, f"/details/biorxiv/{in_path(_own_doi(doi))}/na/json", {}), "collection"
    )
    if not versions:
        return None
    latest = versions[-1]  # oldest first
    return record_of(
        NAME,
        doi_of(latest.get("doi")),
        title=latest.get("title"),
        authors=joined(of_display_name(name.strip()) for name in str(latest.get("authors") or "").split(";")),
        year=latest.get("date"),
        venue="bioRxiv",
        abstract=latest.get("abstract"),
        doi=latest.get("doi"),
    )
