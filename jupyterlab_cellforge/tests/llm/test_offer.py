import json

import pytest

from jupyterlab_cellforge.llm.caps import Caps
from jupyterlab_cellforge.llm.ledger import Ledger
from jupyterlab_cellforge.tests.upstream import refuse


@pytest.fixture
def section(jp_fetch):
    async def read():
        return json.loads((await jp_fetch("cellforge", "config")).body)["llm"]

    return read


class TestAnAdministratorsChoices:
    @pytest.fixture
    def llm_config(self):
        return {
            "models": ["large", "small"], "embedding_model": "embed", "run_tokens": 500, "user_money": 2.5, "currency": "EUR",
            "prices": {"small": {"prompt": 0, "completion": 0}, "large": {"prompt": 1, "completion": 2}},
            "allow_browser_direct": True, "allow_session_key": True,
        }  # fmt: skip

    async def test_reach_the_page(self, section):
        told = await section()

        assert (told["models"], told["default_model"], told["embedding_model"]) == (["large", "small"], "large", "embed")
        assert (told["caps"]["run_tokens"], told["caps"]["user_money"], told["currency"]) == (500, 2.5, "EUR")
        assert told["price_known"] and told["browser_direct"] and told["session_key"]
        assert told["prices"] == {"large": {"prompt": 1, "completion": 2}, "small": {"prompt": 0, "completion": 0}}

    async def test_an_empty_sum_of_known_prices_is_nothing(self, usage):
        assert (await usage())["run"]["money"] == 0

    async def test_the_list_of_models_is_theirs(self, ask, upstream):
        upstream.on_models = refuse(500)

        answered = await ask("v1", "models")

        assert [entry["id"] for entry in answered.json["data"]] == ["large", "small"]
        assert upstream.calls == []


class TestADefaultFromTheEnvironment:
    @pytest.fixture
    def jp_server_config(self, jp_server_config, monkeypatch):
        monkeypatch.setenv("CELLFORGE_MODEL", "small")
        return jp_server_config

    async def test_is_offered(self, section):
        assert (await section())["default_model"] == "small"


async def test_models_that_the_endpoint_listed_are_offered_from_then_on(ask, section):
    assert (await section())["models"] == []

    await ask("v1", "models")

    told = await section()
    assert (told["models"], told["default_model"]) == (["small", "large"], "small")


async def test_the_count_lies_in_the_users_jupyter_data_folder_for_the_next_server(chat, jp_data_dir):
    await chat()

    of_run, of_user = Ledger(jp_data_dir / "cellforge" / "llm-usage.sqlite3", Caps()).spent("r-1")

    assert of_run == of_user
    assert of_run.calls == 1


async def test_an_endpoint_that_is_down_is_named_and_costs_nothing(chat, upstream, usage):
    await chat()
    upstream.stop()

    answered = await chat()

    assert (answered.status, answered.error["code"], answered.error["counted_tokens"]) == (502, "llm/upstream-unreachable", 0)
    assert str(upstream.port) not in answered.text
    assert (await usage())["run"]["calls"] == 1
