"""A wrong value in the server's configuration is told and replaced; the extension, and its limits with it, stay."""

import json
import logging

import pytest
from traitlets.config import Config, Configurable

from jupyterlab_cellforge.checked import checked_settings, log_wrong
from jupyterlab_cellforge.limits import CellForge
from jupyterlab_cellforge.literature.settings import CellForgeLiterature
from jupyterlab_cellforge.llm import CellForgeLLM


def read(kind, **values):
    return checked_settings(kind, Configurable(config=Config({kind.__name__: values})))


def test_right_values_are_read_as_they_are():
    settings, wrong = read(CellForge, greatest_minutes=30, allowed_experts=["built-in"])

    assert (settings.greatest_minutes, settings.allowed_experts, wrong) == (30, ["built-in"], [])


@pytest.mark.parametrize(
    ("kind", "name", "value", "used"),
    [
        pytest.param(CellForge, "greatest_minutes", "sixty", 1.0, id="words for minutes"),
        pytest.param(CellForge, "greatest_minutes", -5, 1.0, id="negative minutes"),
        pytest.param(CellForge, "allow_always", "nein", False, id="a word for no"),
        pytest.param(CellForge, "allowed_experts", ["built-in", "oracle"], ["built-in"], id="one unknown expert"),
        pytest.param(CellForge, "allowed_experts", 3, ["built-in"], id="no list of experts"),
        pytest.param(CellForgeLLM, "run_tokens", "500k", 1, id="words for a cap"),
        pytest.param(CellForgeLLM, "user_money", -1.0, 1e-9, id="a negative cap"),
        pytest.param(CellForgeLLM, "max_tokens", "2000", 16_000, id="a limit with a default"),
        pytest.param(CellForgeLLM, "models", ["small", 3], ["small"], id="one model that is no name"),
        pytest.param(CellForgeLLM, "allow_browser_direct", "yes", False, id="a word for a switch"),
        pytest.param(CellForgeLiterature, "sources", ["oracle"], [], id="unknown sources alone"),
        pytest.param(CellForgeLiterature, "cache_days", -1, 30.0, id="negative days"),
    ],
)
def test_a_wrong_value_gives_way_to_the_stricter_one_else_to_the_default(kind, name, value, used):
    settings, wrong = read(kind, **{name: value})

    assert getattr(settings, name) == used
    assert [each.setting for each in wrong] == [f"{kind.__name__}.{name}"]
    assert str(value).strip("[]") in wrong[0].message or repr(value) in wrong[0].message
    assert wrong[0].used == repr(used)
    assert not wrong[0].turns_off


def test_the_other_values_hold():
    settings, wrong = read(CellForge, greatest_minutes="sixty", allow_always=False, allowed_experts=["replay"])

    assert (settings.allow_always, settings.allowed_experts, len(wrong)) == (False, ["replay"], 1)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        pytest.param(
            CellForgeLLM, {"upstream_url": "https://user:made-up-word@models.example.org"}, id="a password in the address"
        ),
        pytest.param(CellForgeLLM, {"upstream_url": ["made-up-word"]}, id="no address"),
        pytest.param(CellForgeLLM, {"models": {"made-up-word": 1}}, id="no list of models"),
        pytest.param(
            CellForgeLiterature, {"base_urls": {"pubmed": "ftp://made-up-word", "openalex": "https://a.org"}}, id="a mirror"
        ),
    ],
)
def test_what_would_send_text_elsewhere_turns_its_part_off(kind, values):
    _, wrong = read(kind, **values)

    assert [each.turns_off for each in wrong] == [True]
    is_secret = "models" not in values
    assert ("made-up-word" in wrong[0].message) is not is_secret


def test_a_key_is_not_repeated():
    settings, wrong = read(CellForgeLiterature, enabled=True, keys="made-up-key")

    assert "made-up-key" not in f"{wrong}" and settings.keys == {} and settings.enabled


def test_an_administrator_is_told_in_the_log_what_to_correct(caplog):
    _, wrong = read(CellForge, greatest_minutes=-5)
    with caplog.at_level(logging.ERROR):
        log_wrong(logging.getLogger(), wrong)

    assert "CellForge.greatest_minutes must be a number of minutes above 0, or None for no limit; found -5." in caplog.text
    assert "Used instead: 1.0." in caplog.text


class TestServer:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["CellForge"] = {"greatest_minutes": "sixty", "allow_always": False}
        jp_server_config["CellForgeLLM"] = {"upstream_url": "models.example.org"}
        jp_server_config["CellForgeLiterature"] = {"enabled": True, "base_urls": {"pubmed": "ftp://example.org"}}
        return jp_server_config

    async def test_loads_all_the_same_and_its_check_says_what_is_wrong(self, jp_fetch):
        answer = json.loads((await jp_fetch("cellforge", "config")).body)

        assert answer["limits"] == {"greatest_minutes": 1.0, "allow_always": False}
        assert not answer["llm"]["available"] and not answer["literature"]["available"]
        wrong = ["CellForge.greatest_minutes", "CellForgeLiterature.base_urls", "CellForgeLLM.upstream_url"]
        assert [each["setting"] for each in answer["problems"]] == wrong
        assert "'sixty'" in answer["problems"][0]["message"]
