"""Fetching from servers that are slow, huge, hostile, or lead elsewhere."""

import gc
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from app.errors import AddressRefusedError, AnnouncerError, DocumentTooLargeError, FetchError, RefusedByRobotsError
from app.ingest.address import Limits
from app.ingest.fetch import MAX_REDIRECTS, Fetcher
from tests.newspaper import Newspaper, newspaper, zipped

pytestmark = pytest.mark.faults


@pytest.fixture
def canary() -> Iterator[Newspaper]:
    """A server of the private network: whoever connects to it has been fooled."""
    with newspaper() as running:
        running.put("/", "secret")
        yield running


def fetcher(paper: Newspaper, **options: Any) -> Fetcher:
    return Fetcher(Limits(private_hosts=(paper.place,)), **options)


async def test_a_document_comes_with_what_the_server_says_of_it(paper: Newspaper) -> None:
    paper.put("/a", "Merhaba".encode("iso-8859-9"), "Text/HTML; charset=ISO-8859-9", Last_Modified="yesterday")
    async with fetcher(paper) as fetch:
        found = await fetch.fetch(f"{paper.address}/a#part")
    assert found is not None
    assert (found.content, found.media_type, found.charset) == (b"Merhaba", "text/html", "iso-8859-9")
    assert found.url == f"{paper.address}/a"
    assert found.validators.last_modified == "yesterday"


async def test_what_did_not_change_costs_one_conditional_request(paper: Newspaper) -> None:
    address = paper.put("/a", "one")
    async with fetcher(paper) as fetch:
        first = await fetch.fetch(address)
        assert first is not None
        assert await fetch.fetch(address, first.validators) is None
        paper.put("/a", "two")
        changed = await fetch.fetch(address, first.validators)
    assert changed is not None
    assert changed.content == b"two"
    assert (paper.asked["/a"], paper.asked["304 /a"], paper.asked["/robots.txt"]) == (3, 1, 1)


async def test_a_host_that_nobody_asks_any_more_is_forgotten(paper: Newspaper) -> None:
    """Strangers may invent any number of them below a `*.` of the article hosts."""
    address = paper.put("/a", "one")
    async with fetcher(paper) as fetch:
        await fetch.fetch(address)
        with pytest.raises(FetchError):
            await fetch.fetch(f"{paper.address}/none")
        gc.collect()
        assert not fetch._hosts


async def test_redirects_are_followed_and_each_is_checked(paper: Newspaper, canary: Newspaper) -> None:
    paper.put("/new", "here")
    paper.pages["/old"] = (301, {"Location": "/new"}, b"")
    for target in (canary.address + "/", "http://localhost:1/", "file:///etc/passwd", "http://169.254.169.254/latest"):
        paper.pages["/inside"] = (302, {"Location": target}, b"")
        async with fetcher(paper) as fetch:
            with pytest.raises(AddressRefusedError):
                await fetch.fetch(f"{paper.address}/inside")
    async with fetcher(paper) as fetch:
        found = await fetch.fetch(f"{paper.address}/old")
    assert found is not None
    assert found.url == f"{paper.address}/new"
    assert canary.connections == 0


async def test_the_private_network_is_never_connected_to(canary: Newspaper) -> None:
    port = canary.address.rpartition(":")[2]
    async with Fetcher(Limits(ports=(80, 443, int(port)))) as fetch:
        for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "[::1]", "0"):
            with pytest.raises((AddressRefusedError, FetchError)):
                await fetch.fetch(f"http://{host}:{port}/")
    assert canary.connections == 0


async def test_going_in_circles_ends(paper: Newspaper) -> None:
    paper.pages["/round"] = (302, {"Location": "/round"}, b"")
    async with fetcher(paper) as fetch:
        with pytest.raises(FetchError):
            await fetch.fetch(f"{paper.address}/round")
    assert paper.asked["/round"] == MAX_REDIRECTS + 1


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
async def test_compressed_documents_are_read(paper: Newspaper, encoding: str) -> None:
    paper.put("/a", zipped(b"hello" * 1000), Content_Encoding=encoding)
    async with fetcher(paper) as fetch:
        found = await fetch.fetch(f"{paper.address}/a")
    assert found is not None
    assert found.content == b"hello" * 1000


async def test_a_bomb_is_not_unpacked(paper: Newspaper) -> None:
    paper.put("/bomb", zipped(b"\0" * 50_000_000), Content_Encoding="gzip")
    paper.put("/big", b"\0" * 200_000)
    async with fetcher(paper, max_bytes=100_000) as fetch:
        for path in ("/bomb", "/big"):
            with pytest.raises(DocumentTooLargeError):
                await fetch.fetch(paper.address + path)


@pytest.mark.parametrize(
    ("content", "encoding"), [(b"not gzip", "gzip"), (b"x", "br"), (zipped(b"x")[:-9] + b"garbage!!", "gzip")]
)
async def test_what_cannot_be_unpacked_is_a_clear_error(paper: Newspaper, content: bytes, encoding: str) -> None:
    paper.put("/a", content, Content_Encoding=encoding)
    async with fetcher(paper) as fetch:
        with pytest.raises(FetchError):
            await fetch.fetch(f"{paper.address}/a")


async def test_a_server_that_trickles_is_left_in_time(paper: Newspaper) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    paper.pages["/slow"] = trickle
    async with fetcher(paper, in_all_s=0.5) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(f"{paper.address}/slow")
    assert caught.value.retry_after_s


@pytest.mark.parametrize("status", [204, 403, 404, 410, 500, 503])
async def test_anything_but_a_document_says_what_the_server_answered(paper: Newspaper, status: int) -> None:
    paper.pages["/a"] = (status, {}, b"")
    async with fetcher(paper) as fetch:
        with pytest.raises(FetchError) as caught:
            await fetch.fetch(f"{paper.address}/a")
    assert caught.value.answered == status
    assert str(status) in caught.value.detail


async def test_a_server_that_breaks_off_is_a_clear_error(paper: Newspaper) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nshort")

    def nonsense(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"no http at all\r\n\r\n")

    paper.pages["/a"] = broken
    paper.pages["/b"] = nonsense
    async with fetcher(paper) as fetch:
        for path in ("/a", "/b"):
            with pytest.raises(FetchError):
                await fetch.fetch(paper.address + path)


async def test_nobody_listens_there(paper: Newspaper) -> None:
    async with Fetcher(Limits(private_hosts=("127.0.0.1:9",))) as fetch:
        with pytest.raises(FetchError):
            await fetch.fetch("http://127.0.0.1:9/")


async def test_robots_txt_is_obeyed_and_asked_for_once(paper: Newspaper) -> None:
    paper.put("/robots.txt", "User-agent: Announcer\nDisallow: /private\n\nUser-agent: *\nDisallow: /", "text/plain")
    paper.put("/a", "a")
    paper.put("/private/b", "b")
    async with fetcher(paper) as fetch:
        for _ in range(3):
            assert await fetch.fetch(f"{paper.address}/a") is not None
            with pytest.raises(RefusedByRobotsError):
                await fetch.fetch(f"{paper.address}/private/b")
    assert (paper.asked["/robots.txt"], paper.asked["/private/b"]) == (1, 0)


async def test_a_site_that_cannot_say_its_rules_is_left_alone(paper: Newspaper) -> None:
    paper.put("/a", "a")
    paper.pages["/robots.txt"] = (503, {}, b"")
    async with fetcher(paper) as fetch:
        with pytest.raises(FetchError):
            await fetch.fetch(f"{paper.address}/a")
        assert paper.asked["/a"] == 0
        paper.pages["/robots.txt"] = (404, {}, b"")
        assert await fetch.fetch(f"{paper.address}/a") is not None


async def test_a_post_goes_to_no_private_address_and_follows_nothing(paper: Newspaper, canary: Newspaper) -> None:
    paper.pages["/hook"] = (307, {"Location": canary.address}, b"")
    async with fetcher(paper) as fetch:
        assert await fetch.post(f"{paper.address}/hook", b"{}", {"X-Test": "1"}) == 307
        with pytest.raises(AnnouncerError):
            await fetch.post(canary.address, b"{}", {})
    assert canary.connections == 0
    assert [(path, headers["x-test"], body) for path, headers, body in paper.sent] == [("/hook", "1", b"{}")]
