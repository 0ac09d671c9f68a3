"""The addresses that may be asked, how often, and how each wants to be told who asks.

Rates are what a service's own pages allow without a key, with a margin; no setting raises them. Read in November 2026:
NCBI 3 a second, Crossref 1 a second for lists (more with an address, and it says so in headers), Semantic Scholar 1 a second with
a key and a shared pool without, OpenAlex 100 a second but a small daily allowance; Europe PMC and bioRxiv publish none.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Service:
    """One host below one base address."""

    base_url: str
    requests_per_second: float
    contact_parameter: str | None = None
    """The query parameter that takes the administrator's address; the User-Agent names it everywhere."""
    fixed_parameters: tuple[tuple[str, str], ...] = ()
    key_parameter: str | None = None
    key_header: str | None = None


SERVICES: dict[str, Service] = {
    "pubmed": Service(
        base_url="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        requests_per_second=2.5,
        contact_parameter="email",
        fixed_parameters=(("tool", "cellforge"),),
        key_parameter="api_key",
    ),
    "europepmc": Service(base_url="https://www.ebi.ac.uk/europepmc/webservices/rest", requests_per_second=3),
    "openalex": Service(
        base_url="https://api.openalex.org", requests_per_second=3, contact_parameter="mailto", key_parameter="api_key"
    ),
    "crossref": Service(base_url="https://api.crossref.org", requests_per_second=0.9, contact_parameter="mailto"),
    "semanticscholar": Service(
        base_url="https://api.semanticscholar.org/graph/v1", requests_per_second=0.9, key_header="x-api-key"
    ),
    "biorxiv": Service(base_url="https://api.biorxiv.org", requests_per_second=1),
}
