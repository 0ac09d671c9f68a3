"""How services are asked, and what happens to answers that are not what they should be."""

import gzip
import time
import tracemalloc
from email.utils import formatdate

import pytest

from jupyterlab_cellforge.literature.client import Client, Manners
from jupyterlab_cellforge.literature.errors import LiteratureError
from jupyterlab_cellforge.literature.rate import Turns
from jupyterlab_cellforge.literature.retries import asked_wait

BOMB = b"""<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<PubmedArticleSet><PubmedArticle>&b;</PubmedArticle></PubmedArticleSet>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<PubmedArticleSet><PubmedArticle>&a;</PubmedArticle></PubmedArticleSet>"""
PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"


async def ask(gateway, source="europepmc"):
    return await gateway.answer("search", {"source": source, "query": "made up", "limit": 2})


async def failure(gateway, source="europepmc") -> LiteratureError:
    with pytest.raises(LiteratureError) as failed:
        await ask(gateway, source)
    return failed.value


class TestWhoAsks:
    async def test_the_contact_stands_where_each_service_looks_for_it(self, make_gateway, services):
        services.reply("pubmed", "/esearch.fcgi", "pubmed-esearch.json")
        services.reply("pubmed", "/efetch.fcgi", "pubmed-efetch.xml")
        services.reply("openalex", "/works", "openalex-works.json")
        services.reply("crossref", "/works", "crossref-works.json")
        gateway = make_gateway(contact="somebody@example.org")

        for source in ("pubmed", "openalex", "crossref"):
            await ask(gateway, source)

        esearch, efetch, openalex, crossref = services.asked
        assert [(one.parameters["tool"], one.parameters["email"]) for one in (esearch, efetch)] == [
            ("cellforge", "somebody@example.org")
        ] * 2
        assert openalex.parameters["mailto"] == crossref.parameters["mailto"] == "somebody@example.org"
        assert all("CellForge/" in one.headers["User-Agent"] for one in services.asked)
        assert all("mailto:somebody@example.org" in one.headers["User-Agent"] for one in services.asked)

    async def test_without_a_contact_none_is_made_up(self, gateway, services):
        services.reply("crossref", "/works", "crossref-works.json")

        await ask(gateway, "crossref")

        assert "mailto" not in services.asked[0].parameters
        assert "mailto" not in services.asked[0].headers["User-Agent"]

    async def test_a_key_goes_to_its_own_service_only_and_into_no_answer_file_or_log(
        self, make_gateway, services, tmp_path, caplog
    ):
        caplog.set_level("DEBUG")
        services.reply("openalex", "/works", "openalex-works.json")
        services.reply("semanticscholar", "/paper/search", "semanticscholar-search.json")
        services.reply("crossref", "/works", "crossref-works.json")
        gateway = make_gateway(keys={"openalex": "made-up-key-1", "semanticscholar": "made-up-key-2"})

        answers = [await ask(gateway, source) for source in ("openalex", "semanticscholar", "crossref")]

        openalex, scholar, crossref = services.asked
        assert openalex.parameters["api_key"] == "made-up-key-1"
        assert scholar.headers["x-api-key"] == "made-up-key-2"
        assert "made-up-key" not in str(crossref) + str(answers)
        assert "HTTP Request" in caplog.text and "made-up-key" not in caplog.text and "search=" not in caplog.text
        assert not any("made-up-key" in file.read_text() for file in (tmp_path / "answers").iterdir())


class TestRetries:
    async def test_429_is_waited_for_as_long_as_the_service_asks(self, gateway, services, waits):
        services.reply("europepmc", "/search", b"", status=429, headers={"Retry-After": "7"})
        services.reply("europepmc", "/search", "europepmc-search.json")

        assert len((await ask(gateway))["records"]) == 2
        assert waits == [7.0]

    async def test_a_longer_wait_than_anyone_has_is_named_instead(self, gateway, services, waits):
        services.reply("europepmc", "/search", b"", status=429, headers={"Retry-After": "3600"})

        refused = await failure(gateway)

        assert (refused.code, refused.found) == ("literature/rate-limited", "too many requests, come back in 3600 s")
        assert waits == [] and len(services.asked) == 1

    async def test_429_without_a_wait_backs_off_and_gives_up_after_three_attempts(self, gateway, services, waits):
        services.reply("semanticscholar", "/paper/search", b'{"message": "Too Many Requests.", "code": "429"}', status=429)

        assert (await failure(gateway, "semanticscholar")).code == "literature/rate-limited"
        assert len(services.asked) == 3
        assert 0.5 <= waits[0] <= 1 <= waits[1] <= 2

    async def test_ncbis_refusal_under_status_200_is_a_refusal_and_its_callers_address_is_not_repeated(self, gateway, services):
        limited = b'{"error":"API rate limit exceeded","api-key":"203.0.113.7","count":"4","limit":"3"}'
        services.reply("pubmed", "/esearch.fcgi", limited)

        refused = await failure(gateway, "pubmed")

        assert refused.code == "literature/rate-limited"
        assert "203.0.113.7" not in str(refused.as_json())

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    async def test_a_passing_fault_is_asked_again(self, gateway, services, status):
        services.reply("europepmc", "/search", b"", status=status)
        services.reply("europepmc", "/search", "europepmc-search.json")

        assert len((await ask(gateway))["records"]) == 2

    async def test_a_lasting_fault_is_named(self, gateway, services):
        services.reply("europepmc", "/search", b"", status=500)

        assert (await failure(gateway)).found == "status 500 in 3 attempts"

    @pytest.mark.parametrize(("status", "code"), [(400, "refused"), (401, "refused"), (403, "refused"), (404, "not-found")])
    async def test_a_refusal_is_not_asked_again(self, gateway, services, status, code):
        services.reply("europepmc", "/search", b"", status=status)

        assert (await failure(gateway)).code == f"literature/{code}"
        assert len(services.asked) == 1

    async def test_nobody_there(self, make_gateway):
        gateway = make_gateway(base_urls={"europepmc": "http://127.0.0.1:1"})

        assert (await failure(gateway)).code == "literature/unreachable"

    async def test_a_service_that_drips_is_left_after_the_time_it_has(self, make_gateway, services):
        services.reply("europepmc", "/search", b"{", drips=True)

        assert (await failure(make_gateway(timeout_seconds=0.2))).code == "literature/timed-out"
        assert len(services.asked) == 3

    @pytest.mark.parametrize(("ahead", "least", "greatest"), [(60, 50, 60), (-60, 0, 0)])
    def test_retry_after_may_be_a_date(self, ahead, least, greatest):
        assert least <= asked_wait(formatdate(time.time() + ahead, usegmt=True)) <= greatest

    @pytest.mark.parametrize("header", [None, "", "soon", "-1", "1.5", "Mon, 01 Jan 99999 00:00:00 GMT"])
    def test_an_unreadable_retry_after_asks_for_nothing(self, header):
        assert asked_wait(header) is None


class TestOddAnswers:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            pytest.param(b'{"resultList": {"result": [', "odd-answer", id="cut JSON"),
            pytest.param(b"[" * 200_000, "odd-answer", id="JSON of great depth"),
            pytest.param(b"", "odd-answer", id="nothing"),
            pytest.param(b"\xff\xfe\x00", "odd-answer", id="bytes that are no text"),
            pytest.param(b"[]", "odd-answer", id="a list where an object is due"),
            pytest.param(b"{}", "odd-answer", id="an object without the list"),
            pytest.param(
                b'{"version": "6.9", "errCode": 404, "errMsg": "made up"}', "odd-answer", id="an error under status 200"
            ),
            pytest.param(PAGE, "web-page", id="a login page"),
        ],
    )
    async def test_json(self, gateway, services, body, code):
        services.reply("europepmc", "/search", body)

        assert (await failure(gateway)).code == f"literature/{code}"

    @pytest.mark.parametrize(
        ("body", "code", "found"),
        [
            pytest.param(BOMB, "odd-answer", "XML that declares entities", id="entities that expand"),
            pytest.param(OUTSIDE, "odd-answer", "XML that declares entities", id="an entity from a file"),
            pytest.param(b"<PubmedArticleSet><PubmedArticle>", "odd-answer", "33 bytes that are not XML", id="cut XML"),
            pytest.param(b"<eFetchResult><ERROR>made up</ERROR></eFetchResult>", "odd-answer", "eFetchResult", id="an error"),
            pytest.param(PAGE.replace(b"</body>", b"<br></body>"), "web-page", "an HTML page", id="a login page"),
        ],
    )
    async def test_xml(self, gateway, services, body, code, found):
        services.reply("pubmed", "/esearch.fcgi", "pubmed-esearch.json")
        services.reply("pubmed", "/efetch.fcgi", body)

        failed = await failure(gateway, "pubmed")

        assert (failed.code, failed.found) == (f"literature/{code}", found)

    async def test_raw_control_characters_in_ncbis_json_do_no_harm(self, gateway, services):
        services.reply("pubmed", "/esearch.fcgi", b'{"esearchresult": {"idlist": [], "querytranslation": "made\tup"}}')

        assert (await ask(gateway, "pubmed"))["records"] == []

    async def test_an_answer_without_end_is_left(self, gateway, services):
        services.reply("europepmc", "/search", b" " * 8_000_001)

        assert (await failure(gateway)).code == "literature/too-large"

    @pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd"])
    async def test_compression_that_unpacks_without_bounds_is_not_begun(self, gateway, services, encoding):
        bomb = gzip.compress(gzip.compress(bytes(200_000_000), 1), 9)
        services.reply("europepmc", "/search", bomb, headers={"Content-Encoding": encoding})

        tracemalloc.start()
        failed = await failure(gateway)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert (failed.code, most < 20_000_000) == ("literature/odd-answer", True)
        assert services.asked[-1].headers["Accept-Encoding"] == "gzip"

    async def test_compression_that_is_broken(self, gateway, services):
        services.reply("europepmc", "/search", b"not gzip", headers={"Content-Encoding": "gzip"})

        assert (await failure(gateway)).code == "literature/odd-answer"

    async def test_fields_of_other_types_than_documented_are_left_empty(self, gateway, services, as_bytes):
        odd = {"id": 5, "source": "MED", "title": "Made up", "authorList": [1], "journalInfo": "x", "pubYear": {}, "doi": ["x"]}
        services.reply("europepmc", "/search", as_bytes({"resultList": {"result": [odd, "no object", {"title": 1, "id": "6"}]}}))

        (record,) = (await ask(gateway))["records"]

        assert (record["source_id"], record["authors"], record["year"], record["doi"]) == ("MED/5", "", None, None)


class TestRedirects:
    async def test_within_the_host_are_followed(self, gateway, services):
        services.reply("europepmc", "/search", b"", status=301, headers={"Location": "/europepmc/moved?format=json"})
        services.reply("europepmc", "/moved", "europepmc-search.json")

        assert len((await ask(gateway))["records"]) == 2

    @pytest.mark.parametrize(
        "target",
        ["http://elsewhere.example.org/search", "https://127.0.0.1/search", "//elsewhere.example.org/", "file:///etc/hostname"],
    )
    async def test_to_another_host_are_refused(self, gateway, services, target):
        services.reply("europepmc", "/search", b"", status=302, headers={"Location": target})

        assert (await failure(gateway)).code == "literature/other-host"
        assert len(services.asked) == 1

    async def test_in_a_circle_end(self, gateway, services):
        services.reply("europepmc", "/search", b"", status=302, headers={"Location": "/europepmc/search"})

        assert (await failure(gateway)).code == "literature/odd-answer"
        assert len(services.asked) == 4


class TestTurns:
    @pytest.fixture
    def moments(self):
        return []

    @pytest.fixture
    def turns(self, moments):
        async def pause(seconds: float) -> None:
            moments.append(round(seconds, 3))

        return Turns(clock=lambda: 100.0, pause=pause)

    async def test_one_host_is_asked_at_most_so_often(self, turns, moments):
        for _ in range(4):
            await turns.take("host", 2)

        assert moments == [0.5, 1.0, 1.5]

    async def test_hosts_do_not_wait_for_each_other(self, turns, moments):
        await turns.take("one", 2)
        await turns.take("other", 2)

        assert moments == []

    @pytest.mark.parametrize(("setting", "rate"), [(2.0, 0.9), (0.5, 0.5)])
    async def test_the_lower_of_the_services_rate_and_the_setting_holds(self, services, setting, rate):
        class Booked(Turns):
            async def take(self, host: str, requests_per_second: float) -> None:
                booked.append((host, requests_per_second))

        booked: list[tuple[str, float]] = []
        services.reply("crossref", "/works", "crossref-works.json")
        client = Client(Manners(base_urls=services.base_urls, requests_per_second=setting), turns=Booked())

        await client.json("crossref", "/works", {})

        assert booked == [("127.0.0.1", rate)]

    async def test_a_host_that_asks_for_a_pause_gets_it_from_everyone(self, turns, moments):
        turns.hold("host", 7)
        await turns.take("host", 2)

        assert moments == [7.0]
