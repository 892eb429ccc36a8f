"""Fetching documents of other servers: politely, within limits, and never inside the private network."""

import asyncio
import functools
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import httpx2

from app import __version__
from app.errors import DocumentTooLargeError, FetchError, RefusedByRobotsError
from app.ingest.address import Limits, parse_url, port_of, resolve
from app.ingest.found import Validators
from app.ingest.robots import Robots

AGENT = "Announcer"
USER_AGENT = f"{AGENT}/{__version__} (+self-hosted article announcer)"
MAX_BYTES = 5_000_000
"""After decompression."""
IN_ALL_S = 15.0
MAX_REDIRECTS = 5
PER_HOST = 2
"""Requests to one host at once."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
RETRY_AFTER_S = 60


@dataclass(frozen=True, slots=True)
class Document:
    """What an address answered with."""

    url: str
    """The last one, after redirects."""

    content: bytes
    media_type: str
    """Lower-case, without parameters; empty when the server named none."""

    charset: str | None
    validators: Validators


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts, read once."""
    return ssl.create_default_context()


class Fetcher:
    """Fetches documents for as long as it is open; remembers each site's robots.txt."""

    def __init__(self, limits: Limits, *, in_all_s: float = IN_ALL_S, max_bytes: int = MAX_BYTES) -> None:
        self.limits = limits
        self._in_all_s = in_all_s
        self._max_bytes = max_bytes
        self._hosts = WeakValueDictionary[str, asyncio.Semaphore]()  # those that somebody asks, or waits to ask
        self._robots = Robots(AGENT)
        # A connection is checked for one host: keeping it would let another host's request use it.
        self._client = httpx2.AsyncClient(
            verify=_trusted(),
            trust_env=False,
            follow_redirects=False,
            limits=httpx2.Limits(max_keepalive_connections=0),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def fetch(self, address: str, known: Validators | None = None) -> Document | None:
        """The document, or None when it is still as `known` says.

        Raises AddressRefusedError, RefusedByRobotsError, DocumentTooLargeError, FetchError.
        """
        try:
            async with asyncio.timeout(self._in_all_s) as deadline:
                return await self._follow(address, known, deadline)
        except TimeoutError as error:
            raise FetchError(
                f"{address} did not answer within {self._in_all_s:g} s.", retry_after_s=RETRY_AFTER_S
            ) from error

    async def post(self, address: str, content: bytes, headers: dict[str, str]) -> int:
        """Send JSON to a webhook, under the same checks, without following redirects; the answer's status.

        Raises AddressRefusedError, FetchError.
        """
        try:
            async with asyncio.timeout(self._in_all_s) as deadline:
                url = parse_url(address, self.limits)
                async with self._ask("POST", url, headers, deadline, content) as answer:
                    return answer.status_code
        except TimeoutError as error:
            raise FetchError(f"{address} did not answer within {self._in_all_s:g} s.") from error

    async def _follow(
        self, address: str, known: Validators | None, deadline: asyncio.Timeout, *, obey_robots: bool = True
    ) -> Document | None:
        url = parse_url(address, self.limits)
        for _ in range(MAX_REDIRECTS + 1):
            if obey_robots:
                await self._heed_robots(url, deadline)
            async with self._ask("GET", url, known.headers() if known else {}, deadline) as answer:
                if answer.status_code in REDIRECTS and "location" in answer.headers:
                    url = parse_url(str(url.join(answer.headers["location"])), self.limits)
                    continue
                if answer.status_code == httpx2.codes.NOT_MODIFIED and known:
                    return None
                if answer.status_code != httpx2.codes.OK:
                    raise FetchError(
                        f"{url} answered {answer.status_code} {answer.reason_phrase}.".replace(" .", "."),
                        retry_after_s=RETRY_AFTER_S,
                        answered=answer.status_code,
                    )
                return Document(
                    str(url),
                    await self._read(answer),
                    answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
                    answer.charset_encoding,
                    Validators(answer.headers.get("etag"), answer.headers.get("last-modified")),
                )
        raise FetchError(f"{address} leads on more than {MAX_REDIRECTS} times.")

    async def _heed_robots(self, url: httpx2.URL, deadline: asyncio.Timeout) -> None:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if not self._robots.knows(site):
            self._robots.learn(site, await self._robots_txt(f"{site}/robots.txt", deadline))
        if not self._robots.allows(site, str(url)):
            raise RefusedByRobotsError(f"The robots.txt of {url.host} keeps {AGENT} away from {url}.")
        await _out_of_time(deadline, asyncio.sleep(self._robots.wait_s(site)))

    async def _robots_txt(self, address: str, deadline: asyncio.Timeout) -> str:
        """Its text, empty where there is none; without an answer the site is left alone (RFC 9309, section 2.3.1)."""
        try:
            found = await self._follow(address, None, deadline, obey_robots=False)
        except FetchError as error:
            if error.answered is not None and error.answered < httpx2.codes.INTERNAL_SERVER_ERROR:
                return ""
            raise
        return found.content.decode("utf-8", "replace") if found else ""

    @asynccontextmanager
    async def _ask(
        self, method: str, url: httpx2.URL, headers: dict[str, str], deadline: asyncio.Timeout, content: bytes = b""
    ) -> AsyncIterator[httpx2.Response]:
        """One request to a checked address of the host; the others are tried when the first does not listen."""
        host = url.raw_host.decode("ascii")
        place = self._hosts.setdefault(f"{host}:{port_of(url)}", asyncio.Semaphore(PER_HOST))
        await _out_of_time(deadline, place.acquire())
        try:
            refusal: Exception | None = None
            for address in await resolve(url, self.limits):
                request = self._client.build_request(
                    method,
                    url.copy_with(host=address),
                    content=content,
                    headers={**headers, "Host": url.netloc.decode("ascii")},
                    extensions={"sni_hostname": host, "timeout": httpx2.Timeout(self._in_all_s).as_dict()},
                )
                try:
                    answer = await self._client.send(request, stream=True)
                except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                    refusal = error
                    continue
                except httpx2.HTTPError as error:
                    raise FetchError(f"{url} could not be fetched: {error}.", retry_after_s=RETRY_AFTER_S) from error
                try:
                    yield answer
                except httpx2.HTTPError as error:
                    raise FetchError(f"{url} broke off: {error}.", retry_after_s=RETRY_AFTER_S) from error
                finally:
                    await answer.aclose()
                return
            raise FetchError(f"{url.host} cannot be reached: {refusal}.", retry_after_s=RETRY_AFTER_S) from refusal
        finally:
            place.release()

    async def _read(self, answer: httpx2.Response) -> bytes:
        """The content, decompressed piece by piece so that a small bomb does not become a big one in memory."""
        inflate = _inflater(answer.headers.get("content-encoding", ""))
        content = bytearray()
        try:
            async for data in answer.aiter_raw():
                while data:
                    content += inflate.decompress(data, self._max_bytes + 1 - len(content)) if inflate else data
                    if len(content) > self._max_bytes:
                        raise DocumentTooLargeError(f"{answer.url} has more than {self._max_bytes:,} bytes.")
                    data = inflate.unconsumed_tail if inflate else b""  # noqa: PLW2901 - what is left of this piece
        except zlib.error as error:
            raise FetchError(f"{answer.url} is compressed in a way that cannot be read.") from error
        return bytes(content)


async def _out_of_time(deadline: asyncio.Timeout, waiting: Awaitable[object]) -> None:
    """Wait for our own politeness; the other server is not blamed for that time."""
    clock = asyncio.get_running_loop()
    allowed_until, since = deadline.when(), clock.time()
    deadline.reschedule(None)
    await waiting
    deadline.reschedule(None if allowed_until is None else allowed_until + clock.time() - since)


def _inflater(encoding: str) -> "zlib._Decompress | None":
    """What undoes a Content-Encoding; None for none. Raises FetchError for one we did not ask for."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32)  # finds out by itself which of the two headers it has
    raise FetchError(f"The server compressed its answer with {name[:20]!r}, which nobody asked for.")
