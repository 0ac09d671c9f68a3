"""What an administrator decides about live literature. Off until someone switches it on: CellForge works offline."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_core.paths import jupyter_data_dir
from traitlets import Bool, Dict, Enum, Float, List, TraitError, Unicode, validate
from traitlets.config import Configurable

from .client import Manners
from .registry import SOURCES
from .services import SERVICES


class CellForgeLiterature(Configurable):
    """Live literature, set in any Jupyter server configuration file: ``c.CellForgeLiterature.enabled = True``."""

    enabled = Bool(False, help="Whether this server may ask literature services; False asks nobody.").tag(config=True)

    sources = List(Enum(list(SOURCES)), default_value=list(SOURCES), help="Which services may be asked.").tag(
        config=True, stricter=[]
    )

    contact = Unicode(
        "",
        help="An e-mail address that the services may write to before they block this server. It is sent with every question.",
    ).tag(config=True)

    cache_days = Float(30.0, help="For how many days an answer is kept on disk; 0 keeps none.").tag(config=True)

    cache_folder = Unicode("", help="Where answers are kept; '' is a folder in the Jupyter data directory.").tag(config=True)

    requests_per_second = Float(
        3.0, help="The greatest number of questions a second to one host; a service's own lower limit always holds."
    ).tag(config=True)

    timeout_seconds = Float(30.0, help="How long one answer may take.").tag(config=True)

    base_urls = Dict(
        key_trait=Enum(list(SERVICES)),
        value_trait=Unicode(),
        help="Other addresses of services, such as an institution's mirror: {'openalex': 'https://mirror.example.org'}.",
    ).tag(config=True, secret=True, turns_off=True)

    keys = Dict(
        key_trait=Enum(list(SERVICES)),
        value_trait=Unicode(),
        help="Keys of services (pubmed, openalex, semanticscholar). They stay in this server.",
    ).tag(config=True, secret=True)

    @validate("contact")
    def _an_address(self, proposal):
        if proposal.value and not re.fullmatch(r"[^\s@<>()\";,]+@[^\s@<>()\";,]+", proposal.value):
            raise _wrong("contact", "one e-mail address, or '' for none", proposal.value)
        return proposal.value

    @validate("cache_days")
    def _not_negative(self, proposal):
        if not proposal.value >= 0:
            raise _wrong("cache_days", "a number of days, 0 or more", proposal.value)
        return proposal.value

    @validate("requests_per_second", "timeout_seconds")
    def _positive(self, proposal):
        if not 0 < proposal.value < 1_000:
            raise _wrong(proposal.trait.name, "a number above 0 and below 1000", proposal.value)
        return proposal.value

    @validate("base_urls")
    def _addresses(self, proposal):
        for name, address in proposal.value.items():
            parts = urlsplit(address)
            plain = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment or parts.username)
            if not plain:
                raise _wrong("base_urls", "http or https addresses without user, query and fragment", f"another for {name}")
        return proposal.value

    def manners(self) -> Manners:
        """How services are asked."""
        return Manners(
            contact=self.contact,
            requests_per_second=self.requests_per_second,
            timeout_s=self.timeout_seconds,
            base_urls=dict(self.base_urls),
            keys=dict(self.keys),
        )

    def folder(self) -> Path:
        """Where answers are kept."""
        return Path(self.cache_folder) if self.cache_folder else Path(jupyter_data_dir()) / "cellforge" / "literature"

    def as_json(self) -> dict:
        """What the front end may know: neither addresses nor keys."""
        return {"available": self.enabled and bool(self.sources), "sources": list(self.sources)}


def _wrong(trait: str, expected: str, found: object) -> TraitError:
    return TraitError(
        f"CellForgeLiterature.{trait} must be {expected}; found {found!r}. Correct it in the Jupyter server's configuration."
    )
