"""One publication as every source describes it: nine lines of plain text and a year."""

import re
from dataclasses import asdict, dataclass

from .identifiers import arxiv_of, doi_of, pmid_of
from .plain_text import plain

GREATEST_TITLE, GREATEST_ABSTRACT, GREATEST_AUTHORS, GREATEST_VENUE = 500, 5_000, 1_000, 300
YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class LiteratureRecord:
    """A publication; "" where the source names no authors, venue or abstract, None where it names no year or identifier."""

    title: str
    authors: str
    year: int | None
    venue: str
    abstract: str
    doi: str | None
    pmid: str | None
    arxiv: str | None
    source: str
    source_id: str

    def as_json(self) -> dict[str, str | int | None]:
        return asdict(self)


def record_of(
    source: str,
    source_id: object,
    *,
    title: object,
    authors: str = "",
    year: object = None,
    venue: object = None,
    abstract: object = None,
    doi: object = None,
    pmid: object = None,
    arxiv: object = None,
) -> LiteratureRecord | None:
    """The record of what a source said, cleaned; None where title or id is missing, since it could be neither read nor cited."""
    read_title, read_id = plain(title, GREATEST_TITLE), plain(str(source_id or ""), 200)
    if not read_title or not read_id:
        return None
    read_doi = doi_of(doi)
    return LiteratureRecord(
        title=read_title,
        authors=plain(authors, GREATEST_AUTHORS),
        year=year_of(year),
        venue=plain(venue, GREATEST_VENUE),
        abstract=plain(abstract, GREATEST_ABSTRACT),
        doi=read_doi,
        pmid=pmid_of(pmid),
        arxiv=arxiv_of(arxiv) or arxiv_of(read_doi),
        source=source,
        source_id=read_id,
    )


def year_of(value: object) -> int | None:
    """The first year in a date (2024, "2024-05-01", "2023 Dec-2024 Jan")."""
    found = YEAR.search(str(value)[:100]) if isinstance(value, str | int) else None
    return int(found[0]) if found else None
