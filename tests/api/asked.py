"""Requests without a server, for what is decided by their headers alone."""

from types import SimpleNamespace
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from app.api.head import HeadLikeGet


def asked(*, app: Any = None, **headers: str) -> Request:
    """A GET with these headers ("if_range" is If-Range), as it would reach a route."""
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "query_string": b"",
            "server": ("news.example", 8000),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
            "app": app or SimpleNamespace(),
        }
    )


async def asked_for_the_head(**headers: str) -> Request:
    """A HEAD, as the middleware gives it to a route."""
    seen: list[Scope] = []

    async def route(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def nothing(*_: Any) -> Any:
        return {}

    await HeadLikeGet(route)({**asked(**headers).scope, "method": "HEAD"}, nothing, nothing)
    return Request(seen[0])
