"""The gateway without a server."""

import io
import json
import os
import subprocess
import sys

import pytest

from jupyterlab_cellforge.literature.lines import GREATEST_LINE, answer_lines


@pytest.fixture
def prepared(services):
    services.reply("europepmc", "/search", "europepmc-search.json")
    services.reply("openalex", "/works", "openalex-works.json")
    return services


def search(source: str) -> str:
    return json.dumps({"op": "search", "source": source, "query": "made up"}) + "\n"


async def test_answers_come_in_the_order_of_the_questions_until_the_end(gateway, prepared):
    asked = [
        search("openalex"),
        "no JSON\n",
        "\n",
        search("crossref"),
        json.dumps({"op": "related", "source": "crossref", "id": "10.9999/x", "direction": "cited-by"}) + "\n",
        "x" * (3 * GREATEST_LINE) + "\n",
        search("europepmc").rstrip("\n"),
    ]
    answers = io.StringIO()

    await answer_lines(gateway, io.StringIO("".join(asked)), answers)

    read = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert [one["ok"]["source"] if "ok" in one else one["error"]["code"] for one in read] == [
        "openalex",
        "literature/bad-request",
        "literature/refused",
        "literature/not-offered",
        "literature/bad-request",
        "europepmc",
    ]


async def test_a_fault_of_ours_costs_its_own_line_only(gateway, prepared, monkeypatch):
    monkeypatch.setattr("jupyterlab_cellforge.literature.sources.openalex.kept", lambda *_: 1 / 0)
    answers = io.StringIO()

    await answer_lines(gateway, io.StringIO(search("openalex") + search("europepmc")), answers)

    faulty, fine = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert faulty["error"]["code"] == "literature/fault" and "ok" in fine


@pytest.mark.parametrize(
    ("variables", "answer"),
    [pytest.param({"CELLFORGE_LITERATURE": "on"}, "ok", id="on"), pytest.param({}, "error", id="off unless asked for")],
)
def test_the_command_reads_the_servers_configuration_and_the_environment(prepared, tmp_path, variables, answer):
    config = {"CellForgeLiterature": {"base_urls": prepared.base_urls, "cache_folder": str(tmp_path / "answers")}}
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps(config))
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path),
        "CELLFORGE_LITERATURE_CONTACT": "a@example.org",
        **variables,
    }

    done = subprocess.run(
        [sys.executable, "-m", "jupyterlab_cellforge.literature"],
        input=search("europepmc"), capture_output=True, text=True, timeout=60, env=environment, check=True,
    )  # fmt: skip

    (line,) = done.stdout.splitlines()
    assert answer in json.loads(line)
    assert all("mailto:a@example.org" in one.headers["User-Agent"] for one in prepared.asked)
