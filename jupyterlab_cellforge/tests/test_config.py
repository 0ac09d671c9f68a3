import json

import pytest
from tornado.httpclient import HTTPClientError
from traitlets import TraitError
from traitlets.config import Config

from jupyterlab_cellforge import __version__
from jupyterlab_cellforge.limits import CellForge


async def test_config_names_versions_experts_and_limits(jp_fetch):
    answer = await jp_fetch("cellforge", "config")

    config = json.loads(answer.body)
    assert {name: config[name] for name in ("version", "runtime_version", "allowed_experts", "limits")} == {
        "version": __version__,
        "runtime_version": __version__,
        "allowed_experts": ["built-in", "llm", "replay"],
        "limits": {"greatest_minutes": None, "allow_always": True},
    }


async def test_config_is_served_below_the_servers_base_url(jp_fetch, jp_base_url, jp_http_port):
    assert jp_base_url != "/"

    answer = await jp_fetch("cellforge", "config")

    assert answer.effective_url.split("?")[0].endswith(f":{jp_http_port}{jp_base_url}cellforge/config")


async def test_a_stranger_is_refused(jp_fetch):
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("cellforge", "config", headers={"Authorization": "token wrong"})

    assert refused.value.code == 403


class TestAdministratorsLimits:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["CellForge"] = {"allowed_experts": ["built-in"], "greatest_minutes": 30, "allow_always": False}
        return jp_server_config

    async def test_reach_the_front_end(self, jp_fetch):
        answer = json.loads((await jp_fetch("cellforge", "config")).body)

        assert answer["allowed_experts"] == ["built-in"]
        assert answer["limits"] == {"greatest_minutes": 30, "allow_always": False}


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        pytest.param("greatest_minutes", 0, id="no time at all"),
        pytest.param("greatest_minutes", -5, id="negative time"),
        pytest.param("greatest_minutes", float("nan"), id="not a number"),
        pytest.param("greatest_minutes", float("inf"), id="what JSON cannot say"),
        pytest.param("allowed_experts", ["oracle"], id="an expert nobody knows"),
    ],
)
def test_a_limit_that_means_nothing_is_refused(trait, value):
    with pytest.raises(TraitError, match=trait):
        CellForge(config=Config({"CellForge": {trait: value}}))
