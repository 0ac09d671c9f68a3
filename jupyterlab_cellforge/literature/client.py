"""Asks a literature service and reads its JSON or XML: only its own host, politely, within bounds of time and size."""

import asyncio
import json
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

import anyio
import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .. import __version__
from ..encoding import unbounded_encoding
from .errors import LiteratureError, odd_answer
from .quiet_logs import hide_queries
from .rate import Turns
from .retries import ATTEMPTS, GREATEST_WAIT_S, Again, asked_wait, is_passing
from .services import SERVICES

GREATEST_BYTES = 8_000_000
GREATEST_REDIRECTS = 3

Parameters = Mapping[str, str | int]


@dataclass(frozen=True, kw_only=True)
class Manners:
    """What an administrator decided about asking."""

    contact: str = ""
    requests_per_second: float = 3.0
    timeout_s: float = 30.0
    base_urls: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


class Client:
    """Asks the services of `services.py`, or the mirrors that `manners` names instead, and nobody else."""

    def __init__(
        self, manners: Manners, *, turns: Turns | None = None, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._manners, self._turns, self._pause = manners, turns or Turns(), pause
        self._tls: ssl.SSLContext | None = None

    async def json(self, service: str, path: str, parameters: Parameters) -> object:
        """The service's JSON answer."""
        body = await self._body(service, path, parameters)
        try:
            # PubMed's JSON holds raw control characters now and then
            return json.loads(body, strict=False)
        except (ValueError, RecursionError):
            raise self._unreadable(service, "JSON", body) from None

    async def xml(self, service: str, path: str, parameters: Parameters) -> Element:
        """The root of the service's XML answer; entities and outside references are refused, a DOCTYPE is not."""
        body = await self._body(service, path, parameters)
        try:
            return fromstring(body, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        except DefusedXmlException:
            raise odd_answer(service, "XML that declares no entities", "XML that declares entities") from None
        except (ParseError, ValueError, RecursionError):
            raise self._unreadable(service, "XML", body) from None

    async def _body(self, service: str, path: str, parameters: Parameters) -> bytes:
        url = httpx.URL(self._base_url(service) + path, params=self._parameters(service, parameters))
        rate = min(SERVICES[service].requests_per_second, self._manners.requests_per_second)
        hide_queries(url.host)
        # loading the certificates takes longer than many an answer
        self._tls = self._tls or httpx.create_ssl_context()
        async with httpx.AsyncClient(
            headers=self._headers(service), verify=self._tls, timeout=self._manners.timeout_s, follow_redirects=False
        ) as http:
            for attempt in range(1, ATTEMPTS + 1):
                await self._turns.take(url.host, rate)
                try:
                    return await self._once(http, service, url)
                except Again as again:
                    # a random share keeps the servers of one hub from coming back together
                    wait = again.wait_s if again.wait_s is not None else 2 ** (attempt - 1) * random.uniform(0.5, 1.0)
                    if attempt == ATTEMPTS or wait > GREATEST_WAIT_S:
                        raise again.error from None
                    if again.wait_s is not None:
                        self._turns.hold(url.host, wait)
                    await self._pause(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, http: httpx.AsyncClient, service: str, url: httpx.URL) -> bytes:
        try:
            with anyio.fail_after(self._manners.timeout_s):  # httpx bounds each read, not a drip of many
                for _ in range(GREATEST_REDIRECTS + 1):
                    async with http.stream("GET", url) as response:
                        if response.has_redirect_location:
                            url = self._same_host(service, url, response)
                            continue
                        if response.status_code != 200:
                            raise self._refusal(service, response)
                        return await self._read(service, response)
        except (TimeoutError, httpx.TimeoutException):
            raise Again(self._timed_out(service)) from None
        except httpx.DecodingError:
            raise odd_answer(service, "an answer that can be unpacked", "a broken compressed one") from None
        except httpx.TransportError as fault:
            raise Again(self._unreachable(service, type(fault).__name__)) from None
        raise odd_answer(service, f"an answer after at most {GREATEST_REDIRECTS} redirects", "more redirects")

    async def _read(self, service: str, response: httpx.Response) -> bytes:
        if encoding := unbounded_encoding(response.headers):
            raise odd_answer(service, "an answer that is plain or gzip", f"one with the encoding {encoding!r}")
        body = bytearray()
        async for part in response.aiter_bytes():
            body += part
            if len(body) > GREATEST_BYTES:
                raise LiteratureError(
                    "too-large",
                    f"The answer of {service} is too large.",
                    expected=f"at most {GREATEST_BYTES:,} bytes",
                    found="more",
                    remedy="Ask for fewer records.",
                )
        # NCBI sends this with status 200 as well as 429
        if b"API rate limit exceeded" in body[:1_000]:
            raise Again(self._rate_limited(service, None))
        return bytes(body)

    def _same_host(self, service: str, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        try:
            target = url.join(response.headers["location"])
        except httpx.InvalidURL:
            raise odd_answer(service, "a redirect to an address", "something else") from None
        if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
            raise LiteratureError(
                "other-host",
                f"{service} sent the question on to another host; it was not followed.",
                expected=f"an answer or a redirect within {url.host}",
                found=f"a redirect to {target.scheme}://{target.host[:100]}",
                remedy="A login page or proxy may stand in between; or the service has moved: set its address in "
                "c.CellForgeLiterature.base_urls.",
            )
        return target

    def _refusal(self, service: str, response: httpx.Response) -> Exception:
        status = response.status_code
        if status == 429:
            wait = asked_wait(response.headers.get("retry-after"))
            return Again(self._rate_limited(service, wait), wait)
        if is_passing(status):
            return Again(self._faulty(service, status), asked_wait(response.headers.get("retry-after")))
        if status == 404:
            return LiteratureError(
                "not-found",
                f"{service} does not know this publication.",
                expected="an identifier of one of its records",
                found="status 404",
                remedy="Take the source_id of a record from a search in the same source.",
            )
        return LiteratureError(
            "refused",
            f"{service} refused the question.",
            expected="status 200",
            found=f"status {status}",
            remedy="Check the words of the query; for 401 or 403 the administrator checks the key in c.CellForgeLiterature.keys.",
        )

    def _base_url(self, service: str) -> str:
        return self._manners.base_urls.get(service, SERVICES[service].base_url).rstrip("/")

    def _parameters(self, service: str, parameters: Parameters) -> dict[str, str | int]:
        about, key = SERVICES[service], self._manners.keys.get(service)
        asked = {**dict(about.fixed_parameters), **parameters}
        if about.contact_parameter and self._manners.contact:
            asked[about.contact_parameter] = self._manners.contact
        if about.key_parameter and key:
            asked[about.key_parameter] = key
        return asked

    def _headers(self, service: str) -> dict[str, str]:
        about, key = SERVICES[service], self._manners.keys.get(service)
        contact = f"; mailto:{self._manners.contact}" if self._manners.contact else ""
        headers = {"User-Agent": f"CellForge/{__version__} (literature search{contact})", "Accept-Encoding": "gzip"}
        return {**headers, about.key_header: key} if about.key_header and key else headers

    @staticmethod
    def _unreadable(service: str, expected: str, body: bytes) -> LiteratureError:
        is_page = body[:1_000].lstrip().lower().startswith((b"<!doctype html", b"<html"))
        if not is_page:
            return odd_answer(service, expected, f"{len(body):,} bytes that are not {expected}")
        return LiteratureError(
            "web-page",
            f"{service} answered with a web page.",
            expected=expected,
            found="an HTML page",
            remedy="A login page or proxy may stand in between: open the service's address from the server's network.",
        )

    @staticmethod
    def _rate_limited(service: str, wait_s: float | None) -> LiteratureError:
        found = "too many requests" + (f", come back in {wait_s:.0f} s" if wait_s is not None else "")
        return LiteratureError(
            "rate-limited",
            f"{service} asks for fewer requests.",
            expected="a turn",
            found=found,
            remedy="Try later or ask another source; a key in c.CellForgeLiterature.keys raises what the service allows.",
        )

    @staticmethod
    def _faulty(service: str, status: int) -> LiteratureError:
        return LiteratureError(
            "service-fault",
            f"{service} has a fault.",
            expected="status 200",
            found=f"status {status} in {ATTEMPTS} attempts",
            remedy="Try later or ask another source.",
        )

    def _timed_out(self, service: str) -> LiteratureError:
        return LiteratureError(
            "timed-out",
            f"{service} did not answer in time.",
            expected=f"an answer within {self._manners.timeout_s:g} s",
            found=f"none in {ATTEMPTS} attempts",
            remedy="Try later, ask another source, or raise c.CellForgeLiterature.timeout_seconds.",
        )

    @staticmethod
    def _unreachable(service: str, fault: str) -> LiteratureError:
        return LiteratureError(
            "unreachable",
            f"{service} could not be reached from this server.",
            expected="a connection",
            found=f"{fault} in {ATTEMPTS} attempts",
            remedy="Check the server's network and proxy (HTTPS_PROXY); without one, set c.CellForgeLiterature.enabled = False.",
        )
