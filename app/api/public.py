"""The address people know us by, whatever a proxy made of it on the way."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import InvalidSettingError


class PublicAddress:
    """Middleware: inside, every request is one to ANNOUNCER_PUBLIC_URL: its scheme, its host, its path in front.

    A proxy may take that path off or leave it on: what follows it is the route.
    """

    def __init__(self, app: ASGIApp, url: str) -> None:
        self._app = app
        parts = urlsplit(url)
        self._scheme, self._host, self._path = parts.scheme, parts.netloc, parts.path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if self._path and path == self._path:
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            answer = RedirectResponse(f"{self._path}/{query.decode('latin-1')}", 308)
            await answer(scope, receive, send)
            return
        if path.startswith(f"{self._path}/"):
            path = path.removeprefix(self._path)
        # In place: what answers an unexpected error stands outside of us.
        headers = list(scope["headers"])
        scope.update(scheme=self._scheme, root_path=self._path, path=self._path + path, headers=headers)
        MutableHeaders(scope=scope)["host"] = self._host
        await self._app(scope, receive, send)


def check_path(url: str, routes: Iterable[str]) -> None:
    """Refuse a path that is ours already: nobody could tell whether a proxy took it off. Raises InvalidSettingError."""
    path = urlsplit(url).path.rstrip("/")
    first = path.split("/")[1:2]
    taken = any(route == path or (first == route.split("/")[1:2] and route.count("/") > 1) for route in routes)
    if path and (taken or first in (["static"], ["openapi.json"])):
        raise InvalidSettingError(f"ANNOUNCER_PUBLIC_URL: the announcer has a {path} of its own; choose another path.")
