"""Requests without a server, for what is decided by their headers alone."""

from types import SimpleNamespace
from typing import Any

from starlette.requests import Request


def asked(method: str = "GET", *, app: Any = None, **headers: str) -> Request:
    """A request with these headers ("if_range" is If-Range), as it would reach a route."""
    return Request(
        {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": "/",
            "query_string": b"",
            "server": ("news.example", 8000),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
            "app": app or SimpleNamespace(),
        }
    )
