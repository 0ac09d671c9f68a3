import pytest
from traitlets import TraitError
from traitlets.config import Config

from jupyterlab_cellforge.literature.registry import SOURCES
from jupyterlab_cellforge.literature.services import SERVICES
from jupyterlab_cellforge.literature.settings import CellForgeLiterature


def test_live_literature_is_off_until_someone_switches_it_on():
    assert CellForgeLiterature().as_json() == {
        "available": False,
        "sources": ["pubmed", "europepmc", "openalex", "crossref", "semanticscholar", "biorxiv"],
    }


def test_every_source_has_an_address_of_its_own_over_https():
    assert set(SOURCES) == set(SERVICES)
    assert all(service.base_url.startswith("https://") for service in SERVICES.values())


def test_the_front_end_learns_neither_keys_nor_addresses():
    chosen = {"enabled": True, "keys": {"openalex": "made-up-key"}, "base_urls": {"pubmed": "https://mirror.example.org"}}
    settings = CellForgeLiterature(config=Config({"CellForgeLiterature": chosen}))

    assert "made-up-key" not in str(settings.as_json()) and "mirror" not in str(settings.as_json())
    assert settings.as_json()["available"] is True


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        pytest.param("sources", ["oracle"], id="a source nobody knows"),
        pytest.param("contact", "somebody", id="no address"),
        pytest.param("contact", "a@b\r\nX-Header: 1", id="a header in the address"),
        pytest.param("cache_days", -1, id="negative age"),
        pytest.param("cache_days", float("nan"), id="no age"),
        pytest.param("requests_per_second", 0, id="never"),
        pytest.param("timeout_seconds", -1, id="negative time"),
        pytest.param("base_urls", {"pubmed": "ftp://example.org"}, id="another protocol"),
        pytest.param("base_urls", {"pubmed": "https://user:word@example.org"}, id="a password in the address"),
        pytest.param("base_urls", {"pubmed": "https://example.org?x=1"}, id="a query in the address"),
        pytest.param("base_urls", {"oracle": "https://example.org"}, id="an address nobody asks"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(trait, value):
    with pytest.raises(TraitError, match=trait):
        CellForgeLiterature(config=Config({"CellForgeLiterature": {trait: value}}))
