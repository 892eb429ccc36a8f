"""A newspaper's web server on this machine: pages that can change, and a count of every request."""

import contextlib
import gzip
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]
PARAGRAPHS = {
    "en": """
The council of {place} voted on Tuesday to keep the old library open, after a debate
that lasted until midnight.
Nobody in the hall had expected such a close result.

“We are glad that it is over,” said the mayor, who had argued against the plan for years.
A second vote follows in June, when the new council meets for
the first time.
""",
    "tr": """
{place} belediye meclisi salı günü eski kütüphanenin açık kalmasına karar verdi.
Tartışma gece yarısına kadar sürdü. Salonda hiç kimse bu kadar yakın bir sonuç beklemiyordu.

Yıllardır bu plana karşı çıkan belediye başkanı, bittiğine sevindiklerini söyledi.
İkinci oylama, yeni meclisin ilk kez toplanacağı haziran ayında yapılacak.
""",
}


def page(title: str, *, language: str = "en", place: str = "Lindmark", more: str = "", head: str = "") -> str:
    """An article's page, with what stands around an article."""
    paragraphs = "".join(f"<p>{each.format(place=place)}</p>" for each in PARAGRAPHS[language].strip().split("\n\n"))
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title} - The Paper</title>{head}</head><body>'
        f'<nav><a href="/">Home</a></nav><article><h1>{title}</h1>{paragraphs}{more}</article>'
        "<aside><p>Related: other news of the day that nobody wants to hear here.</p></aside>"
        "<footer>All rights reserved.</footer></body></html>"
    )


@dataclass
class Newspaper:
    """The server's pages by path; what is put there is served from then on."""

    address: str = ""
    pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer | None]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    """Requests by path; `304 PATH` those that were answered so."""

    sent: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    """What was posted: path, headers in small letters, body."""

    connections: int = 0

    @property
    def place(self) -> str:
        """As ANNOUNCER_PRIVATE_HOSTS names it."""
        return self.address.removeprefix("http://")

    def put(self, path: str, content: str | bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Serve it with an ETag of its content; its address."""
        body = content.encode() if isinstance(content, str) else content
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (200, {"Content-Type": media_type, "ETag": f'"{hash(body)}"'} | named, body)
        return self.address + path

    def feed(self, *paths: str, path: str = "/feed.xml", language: str = "en") -> str:
        """Serve a feed of some pages; its address."""
        items = "".join(
            f"<item><guid>{each}</guid><link>{self.address}{each}</link><title>{each}</title></item>" for each in paths
        )
        return self.put(
            path,
            f'<rss version="2.0"><channel><title>The Paper</title><language>{language}</language>{items}'
            "</channel></rss>",
            "application/rss+xml",
        )


@contextlib.contextmanager
def newspaper() -> Iterator[Newspaper]:
    """A running server."""
    paper = Newspaper()

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            paper.connections += 1
            super().setup()

        def do_GET(self) -> None:
            paper.asked[self.path] += 1
            plain = self.path.partition("?")[0]  # servers of files do not look at what follows
            found = paper.pages.get(self.path) or paper.pages.get(plain, (404, {}, b"nothing here"))
            answer = found(self) if callable(found) else found
            if answer is None:
                return
            status, headers, body = answer
            if status == 200 and headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                paper.asked[f"304 {self.path}"] += 1
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            paper.sent.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    paper.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield paper
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def zipped(content: bytes) -> bytes:
    """As a server with gzip sends it."""
    return gzip.compress(content)
