"""Every source, by the name that the front end, the settings and the run log use."""

from .source import Source
from .sources.biorxiv import BioRxiv
from .sources.crossref import Crossref
from .sources.europepmc import EuropePmc
from .sources.openalex import OpenAlex
from .sources.pubmed import PubMed
from .sources.semanticscholar import SemanticScholar

SOURCES: dict[str, Source] = {
    "pubmed": PubMed(),
    "europepmc": EuropePmc(),
    "openalex": OpenAlex(),
    "crossref": Crossref(),
    "semanticscholar": SemanticScholar(),
    "biorxiv": BioRxiv(),
}
