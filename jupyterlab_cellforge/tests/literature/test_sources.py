"""Every source, in every direction it offers, against answers of its documented shape."""

import pytest

from jupyterlab_cellforge.literature.errors import LiteratureError
from jupyterlab_cellforge.literature.sources import crossref

ALL = {"title", "authors", "year", "venue", "abstract", "doi", "pmid", "arxiv", "source", "source_id"}


async def search(gateway, source, query="made up", limit=20):
    return (await gateway.answer("search", {"source": source, "query": query, "limit": limit}))["records"]


async def related(gateway, source, identifier, direction, limit=20):
    asked = {"source": source, "id": identifier, "direction": direction, "limit": limit}
    return (await gateway.answer("related", asked))["records"]


class TestPubMed:
    FULL = {  # noqa: RUF012
        "title": "A made-up study of GENE1 perturbation",
        "authors": "Example AB, Made-up Consortium",
        "year": 2024,
        "venue": "Journal of Made-up Results",
        "abstract": "BACKGROUND: Nothing here was measured. RESULTS: 10^5 made-up cells, H2O, p < 0.05.",
        "doi": "10.99999/made-up.1",
        "pmid": "90000001",
        "arxiv": None,
        "source": "pubmed",
        "source_id": "90000001",
    }

    @pytest.fixture(autouse=True)
    def shapes(self, services):
        services.reply(
            "pubmed", "/esearch.fcgi", "pubmed-esearch.json", needs={"db": "pubmed", "retmode": "json", "term": "made up"}
        )
        services.reply("pubmed", "/efetch.fcgi", "pubmed-efetch.xml", needs={"db": "pubmed", "retmode": "xml"})

    async def test_search_reads_the_records_in_the_order_of_relevance(self, gateway, services):
        records = await search(gateway, "pubmed")

        assert [record["source_id"] for record in records] == ["90000002", "90000001"]
        assert records[1] == self.FULL
        assert services.asked[1].parameters["id"] == "90000002,90000001"

    async def test_a_record_of_which_little_is_known_has_empty_fields(self, gateway):
        record = (await search(gateway, "pubmed"))[0]

        assert record["year"] == 2001
        assert record["venue"] == "J Made-up Res"
        assert (record["authors"], record["abstract"], record["doi"]) == ("", "", None)

    @pytest.mark.parametrize(
        ("direction", "link", "shape", "found"),
        [
            pytest.param("references", "pubmed_pubmed_refs", "pubmed-elink-refs.json", ["90000001"], id="references"),
            pytest.param("cited-by", "pubmed_pubmed_citedin", "pubmed-elink-citedin.json", ["90000002"], id="cited by"),
            pytest.param("references", "pubmed_pubmed_refs", "pubmed-elink-none.json", [], id="none known"),
        ],
    )
    async def test_related(self, gateway, services, direction, link, shape, found):
        services.reply("pubmed", "/elink.fcgi", shape, needs={"linkname": link, "retmode": "json", "id": "90000001"})

        records = await related(gateway, "pubmed", "pmid:90000001", direction)

        assert [record["source_id"] for record in records] == found

    async def test_a_failed_database_is_not_taken_for_nothing_found(self, make_gateway, services, as_bytes):
        services._replies.clear()
        services.reply("pubmed", "/esearch.fcgi", as_bytes({"esearchresult": {"ERROR": "Search Backend failed: made up"}}))

        with pytest.raises(LiteratureError) as failed:
            await search(make_gateway(), "pubmed")

        assert failed.value.code == "literature/odd-answer"


class TestEuropePmc:
    @pytest.fixture(autouse=True)
    def shapes(self, services):
        services.reply("europepmc", "/search", "europepmc-search.json", needs={"format": "json", "resultType": "core"})

    async def test_search_reads_articles_and_preprints(self, gateway):
        article, preprint = await search(gateway, "europepmc")

        assert article == {
            "title": "A made-up study of GENE1 perturbation",
            "authors": "Example A, Made-up Consortium",
            "year": 2024,
            "venue": "Journal of Made-up Results",
            "abstract": "Background Nothing here was measured. Results 10^5 made-up cells, p < 0.05.",
            "doi": "10.99999/made-up.1",
            "pmid": "90000001",
            "arxiv": None,
            "source": "europepmc",
            "source_id": "MED/90000001",
        }
        assert (preprint["source_id"], preprint["venue"], preprint["pmid"]) == ("PPR/PPR900001", "bioRxiv", None)

    async def test_references_have_abstracts_where_a_full_record_exists(self, gateway, services):
        services.reply("europepmc", "/MED/90000002/references", "europepmc-references.json", needs={"format": "json"})

        full, brief = await related(gateway, "europepmc", "MED/90000002", "references")

        assert full["doi"] == "10.99999/made-up.1" and full["abstract"]
        assert (brief["source_id"], brief["abstract"], brief["year"]) == ("MED/90000004", "", 2001)
        assert services.asked[1].parameters["query"] == ('(EXT_ID:"90000001" AND SRC:"MED") OR (EXT_ID:"90000004" AND SRC:"MED")')

    async def test_cited_by(self, gateway, services):
        services.reply("europepmc", "/MED/90000002/citations", "europepmc-citations.json", needs={"format": "json"})

        assert [record["pmid"] for record in await related(gateway, "europepmc", "90000002", "cited-by")] == ["90000001"]

    async def test_a_publication_that_nobody_cites_has_an_empty_list(self, gateway, services, as_bytes):
        services.reply("europepmc", "/MED/90000002/citations", as_bytes({"version": "6.9", "hitCount": 0}))

        assert await related(gateway, "europepmc", "90000002", "cited-by") == []


class TestOpenAlex:
    async def test_search_puts_the_abstract_together(self, gateway, services):
        services.reply("openalex", "/works", "openalex-works.json", needs={"search": "made up", "per_page": "20"})

        full, bare = await search(gateway, "openalex")

        assert full == {
            "title": "A made-up study of GENE1 perturbation",
            "authors": "van der Example AB, Sample B",
            "year": 2024,
            "venue": "Journal of Made-up Results",
            "abstract": "Nothing here was measured; nothing was found.",
            "doi": "10.99999/made-up.1",
            "pmid": "90000001",
            "arxiv": None,
            "source": "openalex",
            "source_id": "W9000000001",
        }
        assert (bare["arxiv"], bare["abstract"], bare["venue"]) == ("9901.00001", "", "")

    @pytest.mark.parametrize(
        ("direction", "asked"),
        [
            # OpenAlex's filter cited_by:W gives what W cites
            pytest.param("references", "cited_by:W9000000001", id="references"),
            pytest.param("cited-by", "cites:W9000000001", id="cited by"),
        ],
    )
    @pytest.mark.parametrize(
        ("identifier", "path"),
        [
            pytest.param("W9000000001", None, id="by its own id"),
            pytest.param("doi:10.99999/Made-Up.1", "/works/doi:10.99999/made-up.1", id="by DOI"),
            pytest.param("pmid:90000001", "/works/pmid:90000001", id="by PubMed number"),
        ],
    )
    async def test_related(self, gateway, services, direction, asked, identifier, path):
        services.reply("openalex", "/works", "openalex-works.json", needs={"filter": asked})
        services.reply("openalex", path or "/none", "openalex-work.json", needs={"select": "id"})

        records = await related(gateway, "openalex", identifier, direction)

        assert [record["source_id"] for record in records] == ["W9000000001", "W9000000002"]
        assert [one.path for one in services.asked] == [*([path] if path else []), "/works"]


class TestCrossref:
    # what its documentation lists for select; another name there is refused with 400
    SELECTABLE = frozenset(
        "abstract URL resource member posted score created degree update-policy short-title license ISSN container-title issued "
        "update-to issue prefix approved indexed article-number clinical-trial-number accepted author group-title DOI "
        "is-referenced-by-count updated-by event chair standards-body original-title funder translator published archive "
        "published-print alternative-id subject subtitle published-online publisher-location content-domain reference title link "
        "type publisher volume references-count ISBN issn-type assertion deposited page content-created short-container-title "
        "relation editor".split()
    )

    def test_only_fields_that_crossref_can_select_are_asked_for(self):
        assert set(crossref.FIELDS.split(",")) <= self.SELECTABLE

    async def test_search_reads_names_dates_and_jats(self, gateway, services):
        services.reply("crossref", "/works", "crossref-works.json", needs={"query": "made up", "rows": "20"})

        bare, full = await search(gateway, "crossref")

        assert full == {
            "title": "A made-up study of GENE1 perturbation",
            "authors": "Example AB, Made-up Consortium",
            "year": 2024,
            "venue": "Journal of Made-up Results",
            "abstract": "Abstract Nothing here was measured in 10^5 cells.",
            "doi": "10.99999/made-up.1",
            "pmid": None,
            "arxiv": None,
            "source": "crossref",
            "source_id": "10.99999/made-up.1",
        }
        assert (bare["year"], bare["venue"]) == (None, "Made-up Publisher")

    async def test_references_are_asked_for_by_doi_and_keep_their_order(self, gateway, services):
        services.reply("crossref", "/works/10.99999/made-up.9", "crossref-work.json")
        services.reply(
            "crossref", "/works", "crossref-works.json", needs={"filter": "doi:10.99999/made-up.1,doi:10.1101/2024.01.01.000001"}
        )

        records = await related(gateway, "crossref", "10.99999/Made-Up.9", "references")

        assert [record["doi"] for record in records] == ["10.99999/made-up.1", "10.1101/2024.01.01.000001"]

    async def test_who_cites_a_work_is_not_offered_and_another_source_is_named(self, gateway, services):
        with pytest.raises(LiteratureError, match="only its members") as refused:
            await related(gateway, "crossref", "10.99999/made-up.1", "cited-by")

        assert refused.value.code == "literature/not-offered" and "openalex" in refused.value.remedy
        assert services.asked == []


class TestSemanticScholar:
    async def test_search(self, gateway, services):
        services.reply(
            "semanticscholar", "/paper/search", "semanticscholar-search.json", needs={"query": "made up", "limit": "20"}
        )

        full, bare = await search(gateway, "semanticscholar", "made-up")

        assert full == {
            "title": "A made-up study of GENE1 perturbation",
            "authors": "Example AB, Sample B",
            "year": 2024,
            "venue": "Journal of Made-up Results",
            "abstract": "Nothing here was measured.",
            "doi": "10.99999/made-up.1",
            "pmid": "90000001",
            "arxiv": "9901.00001",
            "source": "semanticscholar",
            "source_id": "9" * 40,
        }
        assert (bare["year"], bare["abstract"], bare["doi"]) == (None, "", None)

    async def test_nothing_found_is_an_empty_list(self, gateway, services, as_bytes):
        services.reply("semanticscholar", "/paper/search", as_bytes({"total": 0, "offset": 0}))

        assert await search(gateway, "semanticscholar") == []

    @pytest.mark.parametrize(
        ("direction", "path"),
        [pytest.param("references", "references", id="references"), pytest.param("cited-by", "citations", id="cited by")],
    )
    @pytest.mark.parametrize(
        ("identifier", "paper"),
        [("10.99999/Made-Up.1", "DOI:10.99999/made-up.1"), ("arXiv:9901.00001", "ARXIV:9901.00001"), ("9" * 40, "9" * 40)],
    )
    async def test_related(self, gateway, services, direction, path, identifier, paper):
        services.reply("semanticscholar", f"/paper/{paper}/{path}", f"semanticscholar-{path}.json")

        records = await related(gateway, "semanticscholar", identifier, direction)

        assert [record["source_id"] for record in records] == ["9" * 40]

    async def test_a_list_that_the_publisher_withholds_is_not_taken_for_an_empty_one(self, gateway, services):
        services.reply("semanticscholar", f"/paper/{'9' * 40}/references", "semanticscholar-withheld.json")

        with pytest.raises(LiteratureError) as withheld:
            await related(gateway, "semanticscholar", "9" * 40, "references")

        assert withheld.value.code == "literature/withheld"


class TestBioRxiv:
    WORDS = '(made up) AND SRC:PPR AND PUBLISHER:"bioRxiv"'
    DOI = "10.64898/2025.12.31.000002"

    async def test_words_go_to_europe_pmcs_preprints_and_missing_abstracts_to_biorxiv(self, gateway, services):
        services.reply("europepmc", "/search", "europepmc-preprints.json", needs={"query": self.WORDS})
        services.reply("biorxiv", f"/details/biorxiv/{self.DOI}/na/json", "biorxiv-details.json")

        known, filled = await search(gateway, "biorxiv")

        assert (known["source"], known["source_id"], known["venue"]) == ("biorxiv", "10.1101/2024.01.01.000001", "bioRxiv")
        assert filled == {
            "title": "A made-up preprint without abstract",
            "authors": "Example AB, Sample C",
            "year": 2025,
            "venue": "bioRxiv",
            "abstract": "Made-up abstract of version 2.",
            "doi": self.DOI,
            "pmid": None,
            "arxiv": None,
            "source": "biorxiv",
            "source_id": self.DOI,
        }

    async def test_a_record_without_abstract_stays_when_biorxiv_fails(self, gateway, services):
        services.reply("europepmc", "/search", "europepmc-preprints.json")
        services.reply("biorxiv", f"/details/biorxiv/{self.DOI}/na/json", b"", status=500)

        assert [record["abstract"] == "" for record in await search(gateway, "biorxiv")] == [False, True]

    async def test_a_doi_as_query_is_looked_up_at_biorxiv_alone(self, gateway, services):
        services.reply("biorxiv", f"/details/biorxiv/{self.DOI}/na/json", "biorxiv-details.json")

        assert [record["doi"] for record in await search(gateway, "biorxiv", self.DOI)] == [self.DOI]
        assert len(services.asked) == 1

    @pytest.mark.parametrize(
        ("direction", "path"),
        [pytest.param("references", "references", id="references"), pytest.param("cited-by", "citations", id="cited by")],
    )
    async def test_related_goes_through_europe_pmcs_number_of_the_preprint(self, gateway, services, direction, path):
        services.reply(
            "europepmc", "/search", "europepmc-preprints.json", needs={"query": 'DOI:"10.1101/2024.01.01.000001" AND SRC:PPR'}
        )
        services.reply("europepmc", "/search", "europepmc-search.json")
        services.reply("europepmc", f"/PPR/PPR900001/{path}", f"europepmc-{path}.json")

        records = await related(gateway, "biorxiv", "10.1101/2024.01.01.000001", direction)

        assert records[0]["source_id"] == "10.99999/made-up.1"
        assert set(records[0]) == ALL
