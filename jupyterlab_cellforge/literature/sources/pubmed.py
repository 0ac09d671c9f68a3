"""PubMed by NCBI's E-utilities: esearch finds numbers, efetch reads their records, elink follows citations."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from ..authors import joined, of_parts
from ..client import Client
from ..errors import odd_answer, unknown_id
from ..identifiers import pmid_of
from ..record import LiteratureRecord, record_of
from ..source import Records, items, kept, mapping, required_list

NAME = "pubmed"


class PubMed:
    """Abstracts of biomedicine. Citations are those that NCBI knows, most of them of papers in PubMed Central."""

    async def search(self, client: Client, query: str, limit: int) -> Records:
        asked = {"db": "pubmed", "term": query, "retmax": limit, "retmode": "json", "sort": "relevance"}
        answer = await client.json(NAME, "/esearch.fcgi", asked)
        found = mapping(mapping(answer).get("esearchresult"))
        if not isinstance(found.get("idlist"), list):
            # "ERROR" where the database failed: not the same as nothing found
            raise odd_answer(NAME, "a list at esearchresult.idlist", "an error" if "ERROR" in found else "no list")
        return await self._read(client, found["idlist"], limit)

    async def references(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._linked(client, identifier, limit, "pubmed_pubmed_refs")

    async def cited_by(self, client: Client, identifier: str, limit: int) -> Records:
        return await self._linked(client, identifier, limit, "pubmed_pubmed_citedin")

    async def _linked(self, client: Client, identifier: str, limit: int, link: str) -> Records:
        pmid = pmid_of(identifier)
        if pmid is None:
            raise unknown_id(NAME, "a PubMed number such as pmid:12345678", identifier)
        asked = {"dbfrom": "pubmed", "db": "pubmed", "cmd": "neighbor", "linkname": link, "id": pmid, "retmode": "json"}
        sets = required_list(NAME, await client.json(NAME, "/elink.fcgi", asked), "linksets")
        # a paper without such links has a linkset without linksetdbs
        linked = [to for one in sets for to in items(one.get("linksetdbs")) if to.get("linkname") == link]
        return await self._read(client, [number for to in linked for number in _links(to)], limit)

    async def _read(self, client: Client, numbers: Iterable[object], limit: int) -> Records:
        pmids = [pmid for pmid in map(pmid_of, numbers) if pmid][:limit]
        if not pmids:
            return []
        root = await client.xml(NAME, "/efetch.fcgi", {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"})
        if root.tag != "PubmedArticleSet":
            raise odd_answer(NAME, "a PubmedArticleSet", f"{root.tag[:40]}")
        read = [_record(article) for article in root if article.tag in {"PubmedArticle", "PubmedBookArticle"}]
        by_number = {record.source_id: record for record in read if record}
        return kept((by_number.get(pmid) for pmid in pmids), limit)  # efetch keeps no order


def _links(to: object) -> list[object]:
    links = mapping(to).get("links")
    # cmd=neighbor_score writes objects with id and score where cmd=neighbor writes numbers
    return [mapping(link).get("id") if isinstance(link, dict) else link for link in links] if isinstance(links, list) else []


def _record(entry: Element) -> LiteratureRecord | None:
    citation = entry.find("MedlineCitation")
    article = citation.find("Article") if citation is not None else entry.find("BookDocument")
    if article is None:
        return None
    pmid = (citation if citation is not None else article).findtext("PMID")
    title = _text(article.find("ArticleTitle")) or _text(article.find("VernacularTitle"))
    book = _text(article.find("Book/BookTitle"))
    return record_of(
        NAME,
        pmid,
        title=(title or book).removesuffix("."),  # PubMed ends every title with one
        authors=joined(map(_author, article.findall("AuthorList/Author"))),
        year=_year(entry, article),
        venue=article.findtext("Journal/Title") or article.findtext("Journal/ISOAbbreviation") or book,
        abstract=" ".join(filter(None, map(_section, article.findall("Abstract/AbstractText")))),
        doi=_doi(entry, article),
        pmid=pmid,
    )


def _text(element: Element | None) -> str:
    """The element's text; sub and sup keep their tags, because a power without its mark is another number."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        inner = _text(child)
        parts += [f"<sup>{inner}</sup>" if child.tag == "sup" else inner, child.tail or ""]
    return "".join(parts)


def _section(part: Element) -> str:
    label = part.get("Label", "").strip()
    text = _text(part).strip()
    return f"{label}: {text}" if label and text else text


def _author(author: Element) -> str:
    return of_parts(author.findtext("LastName"), author.findtext("Initials")) or _text(author.find("CollectiveName")).strip()


def _year(entry: Element, article: Element) -> str | None:
    places = (
        "Journal/JournalIssue/PubDate/Year",
        "Journal/JournalIssue/PubDate/MedlineDate",
        "ArticleDate/Year",
        "Book/PubDate/Year",
    )
    return next(filter(None, map(article.findtext, places)), None) or entry.findtext("PubmedData/History/PubMedPubDate/Year")


def _doi(entry: Element, article: Element) -> str | None:
    for one in (*entry.findall("PubmedData/ArticleIdList/ArticleId"), *entry.findall("PubmedBookData/ArticleIdList/ArticleId")):
        if one.get("IdType") == "doi":
            return one.text
    return next((one.text for one in article.findall("ELocationID") if one.get("EIdType") == "doi"), None)
