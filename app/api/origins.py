"""Whose pages may drive the announcer: a web page that somebody has open must not do it behind their back.

Two ways lead from a page to a service on the reader's own machine. Its scripts send requests there, which the browser
marks with the page's Origin; and its own name can be made to lead there (DNS rebinding), which Host gives away.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem
from app.errors import AnnouncerError, HostRefusedError, OriginRefusedError
from app.settings import Settings, is_loopback

READING = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": 80, "https": 443}


class Origins:
    """ASGI middleware: refuses a Host that is not ours and a writing call of a foreign page, before anything is read.

    Without API keys we are found under loopback names, ANNOUNCER_PUBLIC_URL's and ANNOUNCER_HOSTS; with keys under any
    name, since no page knows a key, unless ANNOUNCER_HOSTS names them.
    """

    def __init__(self, app: ASGIApp, settings: Settings, *, guarded: bool) -> None:
        self._app = app
        public = [settings.public_url] if settings.public_url else []
        self._hosts = set(settings.hosts) | {_host(urlsplit(url).netloc) for url in public}
        self._any_host = guarded and not settings.hosts
        self._friends = {_place(origin) for origin in (*public, *settings.cors_origins)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_as_declared(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope), scope["scheme"])
        # Closed, for a body may be on its way that nobody will read.
        answer = problem(refusal, {"Connection": "close"}) if refusal else self._app
        await answer(scope, receive, send_as_declared)

    def _refusal(self, method: str, headers: Headers, scheme: str) -> AnnouncerError | None:
        hosts = headers.getlist("host")  # none at all: HTTP/1.0, which no browser speaks
        if not self._any_host and not all(self._is_ours(_host(host)) for host in hosts):
            return HostRefusedError("This announcer is not known by that name (ANNOUNCER_HOSTS, ANNOUNCER_PUBLIC_URL).")
        own = {_place(f"{scheme}://{host}") for host in hosts}
        if method not in READING and not self._are_friends(headers.getlist("origin"), own):
            return OriginRefusedError("A page of another site may not do that.")
        return None

    def _is_ours(self, host: str) -> bool:
        return is_loopback(host) or host in self._hosts

    def _are_friends(self, origins: Iterable[str], own: set[str]) -> bool:
        places = {_place(origin) for origin in origins}
        return "" not in places and places <= self._friends | own


def _host(netloc: str) -> str:
    """The name without port; empty for what is no host."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _place(origin: str) -> str:
    """Host and port of an origin; empty for none ("null", "*").

    The scheme does not count: what ends TLS in front of us passes on plain requests.
    """
    try:
        parts = urlsplit(origin)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port if port not in DEFAULT_PORTS.values() else ''}" if parts.hostname else ""
