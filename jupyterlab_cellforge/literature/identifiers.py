"""DOI, PMID and arXiv numbers in the one form by which records of different sources are recognised as the same."""

import re

DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s\x00-\x1f\x7f]{1,180})", re.IGNORECASE)
PMID = re.compile(
    r"(?:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/|pmid:\s*)?(\d{1,9})/?", re.IGNORECASE
)
ARXIV = re.compile(
    r"(?:10\.48550/arxiv\.|(?:https?://)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)


def doi_of(value: object) -> str | None:
    """A DOI without its address, in lower case (DOIs ignore case)."""
    found = _whole(DOI, value)
    # a segment of dots would climb in the path of the address that it becomes part of
    return found.lower() if found and not any(part in {".", ".."} for part in found.split("/")) else None


def pmid_of(value: object) -> str | None:
    """A PubMed number without its address and leading zeros."""
    found = _whole(PMID, value)
    return (found.lstrip("0") or None) if found else None


def arxiv_of(value: object) -> str | None:
    """An arXiv number without address and version."""
    return _whole(ARXIV, value)


def _whole(pattern: re.Pattern[str], value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    match = pattern.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= 300 else None
    return match[1] if match else None
