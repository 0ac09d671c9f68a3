"""Questions and answers as JSON, and what is kept on disk."""

import json

import pytest

from jupyterlab_cellforge.literature.cache import Cache
from jupyterlab_cellforge.literature.errors import LiteratureError
from jupyterlab_cellforge.literature.record import record_of

ASKED = {"source": "europepmc", "query": "made up", "limit": 2}
A_DAY = 86_400


@pytest.fixture
def prepared(services):
    services.reply("europepmc", "/search", "europepmc-search.json")
    services.reply("europepmc", "/MED/90000002/references", "europepmc-references.json")
    services.reply("europepmc", "/MED/90000002/citations", "europepmc-citations.json")
    return services


class TestAnswers:
    async def test_search_says_what_was_asked_of_whom(self, gateway, prepared):
        answer = await gateway.answer("search", ASKED)

        assert {name: answer[name] for name in ("source", "query", "cached")} == {
            "source": "europepmc",
            "query": "made up",
            "cached": False,
        }
        assert set(answer) == {"source", "query", "cached", "records"}

    async def test_related_says_what_was_followed_and_where(self, gateway, prepared):
        answer = await gateway.answer("related", {"source": "europepmc", "id": "MED/90000002", "direction": "cited-by"})

        assert (answer["source"], answer["id"], answer["direction"], answer["cached"]) == (
            "europepmc", "MED/90000002", "cited-by", False,
        )  # fmt: skip
        assert set(answer) == {"source", "id", "direction", "cached", "records"}

    async def test_no_more_records_than_asked_for(self, gateway, prepared):
        assert len((await gateway.answer("search", {**ASKED, "limit": 1}))["records"]) == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("op", "asked", "code"),
        [
            pytest.param("search", None, "bad-request", id="no object"),
            pytest.param("search", [], "bad-request", id="a list"),
            pytest.param("search", {**ASKED, "query": " "}, "bad-request", id="no words"),
            pytest.param("search", {**ASKED, "query": "x" * 1_001}, "bad-request", id="too many words"),
            pytest.param("search", {**ASKED, "query": "a\x1bb"}, "bad-request", id="control characters"),
            pytest.param("search", {**ASKED, "query": "\ud800"}, "bad-request", id="half a character"),
            pytest.param("search", {**ASKED, "query": 5}, "bad-request", id="a number as words"),
            pytest.param("search", {**ASKED, "limit": 0}, "bad-request", id="no records"),
            pytest.param("search", {**ASKED, "limit": 101}, "bad-request", id="too many records"),
            pytest.param("search", {**ASKED, "limit": True}, "bad-request", id="a truth as limit"),
            pytest.param("search", {**ASKED, "url": "http://x"}, "bad-request", id="a field nobody knows"),
            pytest.param("search", {**ASKED, "source": "oracle"}, "unknown-source", id="a source nobody knows"),
            pytest.param("search", {**ASKED, "source": ["pubmed"]}, "unknown-source", id="a list of sources"),
            pytest.param("related", {"source": "pubmed", "id": "1", "direction": "up"}, "bad-request", id="no direction"),
            pytest.param("related", {"source": "pubmed", "id": "x", "direction": "references"}, "bad-request", id="no PMID"),
            pytest.param(
                "related", {"source": "openalex", "id": "W1,is_oa:true", "direction": "cited-by"}, "bad-request", id="filter"
            ),
            pytest.param(
                "related", {"source": "biorxiv", "id": "10.9999/x", "direction": "cited-by"}, "bad-request", id="not bioRxiv's"
            ),
            pytest.param("related", {"source": "europepmc", "id": "../x", "direction": "cited-by"}, "bad-request", id="a path"),
            pytest.param(
                "related", {"source": "semanticscholar", "id": "a/b", "direction": "cited-by"}, "bad-request", id="no paper"
            ),
            pytest.param("delete", ASKED, "bad-request", id="an op nobody knows"),
        ],
    )
    async def test_a_malformed_question_reaches_no_service(self, gateway, services, op, asked, code):
        with pytest.raises(LiteratureError) as refused:
            await gateway.answer(op, asked)

        assert refused.value.code == f"literature/{code}"
        assert all(refused.value.as_json().values())
        assert services.asked == []

    async def test_switched_off_asks_nobody(self, make_gateway, services):
        with pytest.raises(LiteratureError) as refused:
            await make_gateway(enabled=False).answer("search", ASKED)

        assert (refused.value.code, services.asked) == ("literature/off", [])

    async def test_a_source_that_the_administrator_left_out_is_not_asked(self, make_gateway, services):
        with pytest.raises(LiteratureError) as refused:
            await make_gateway(sources=["pubmed"]).answer("search", ASKED)

        assert (refused.value.code, services.asked) == ("literature/unknown-source", [])

    async def test_a_failed_source_leaves_the_others_alone(self, gateway, prepared):
        prepared.reply("crossref", "/works", b"", status=500)

        with pytest.raises(LiteratureError):
            await gateway.answer("search", {**ASKED, "source": "crossref"})

        assert (await gateway.answer("search", ASKED))["records"]


class TestCache:
    async def test_the_same_question_is_asked_once(self, gateway, prepared):
        first = await gateway.answer("search", ASKED)
        second = await gateway.answer("search", {**ASKED, "query": "  made   up "})

        assert (first["cached"], second["cached"]) == (False, True)
        assert first["records"] == second["records"]
        assert len(prepared.asked) == 1

    @pytest.mark.parametrize("other", [{"limit": 1}, {"query": "made down"}])
    async def test_another_question_is_asked(self, gateway, prepared, other):
        await gateway.answer("search", ASKED)

        assert (await gateway.answer("search", {**ASKED, **other}))["cached"] is False

    async def test_directions_are_kept_apart(self, gateway, prepared):
        asked = {"source": "europepmc", "id": "MED/90000002", "direction": "references"}
        await gateway.answer("related", asked)

        assert (await gateway.answer("related", {**asked, "direction": "cited-by"}))["cached"] is False
        assert (await gateway.answer("related", asked))["cached"] is True

    async def test_a_failure_is_not_kept(self, gateway, services):
        services.reply("europepmc", "/search", b"", status=400)
        services.reply("europepmc", "/search", "europepmc-search.json")
        with pytest.raises(LiteratureError):
            await gateway.answer("search", ASKED)

        assert (await gateway.answer("search", ASKED))["cached"] is False

    async def test_with_0_days_nothing_is_kept(self, make_gateway, prepared, tmp_path):
        gateway = make_gateway(cache_days=0)
        await gateway.answer("search", ASKED)

        assert (await gateway.answer("search", ASKED))["cached"] is False
        assert not (tmp_path / "answers").exists()

    @pytest.fixture
    def record(self):
        return record_of("pubmed", "1", title="Made up", year=2024)

    @pytest.mark.parametrize(
        ("days_later", "is_kept"),
        [(0, True), (29.9, True), (30.1, False), pytest.param(-1, False, id="a clock that went back")],
    )
    def test_answers_age(self, tmp_path, record, days_later, is_kept):
        Cache(tmp_path, 30, clock=lambda: 100 * A_DAY).put({"query": "x"}, [record])

        found = Cache(tmp_path, 30, clock=lambda: (100 + days_later) * A_DAY).get({"query": "x"})

        assert found == ([record] if is_kept else None)

    @pytest.mark.parametrize("broken", ["", "{", "[]", "null", '{"format": 1}', '{"format": 2, "asked_at": 1}'])
    def test_a_broken_file_is_no_answer(self, tmp_path, record, broken):
        cache = Cache(tmp_path, 30)
        cache.put({"query": "x"}, [record])
        next(tmp_path.iterdir()).write_text(broken)

        assert cache.get({"query": "x"}) is None

    def test_files_are_the_users_alone(self, tmp_path, record):
        folder = tmp_path / "answers"
        Cache(folder, 30).put({"query": "x"}, [record])

        assert [oct(path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())] == ["0o700", "0o600"]

    def test_a_folder_that_cannot_be_written_costs_no_answer(self, tmp_path, record, caplog):
        (tmp_path / "file").write_text("")
        cache = Cache(tmp_path / "file", 30)

        cache.put({"query": "x", "source": "pubmed"}, [record])

        assert cache.get({"query": "x", "source": "pubmed"}) is None
        assert "An answer of pubmed was not kept" in caplog.text

    def test_the_oldest_go_when_there_are_too_many(self, tmp_path, record, monkeypatch):
        monkeypatch.setattr("jupyterlab_cellforge.literature.cache.GREATEST_NUMBER", 10)
        cache = Cache(tmp_path, 30)
        for number in range(11):
            cache.put({"query": str(number)}, [record])

        assert len(list(tmp_path.glob("*.json"))) == 9
        assert cache.get({"query": "10"}) == [record]

    def test_what_is_kept_names_its_question(self, tmp_path, record):
        Cache(tmp_path, 30).put({"query": "x"}, [record])

        assert json.loads(next(tmp_path.iterdir()).read_text())["question"] == {"query": "x"}
