"""Large bodies: parsed apart from the event loop, and by code that lets others go on meanwhile."""

import json
from collections.abc import Callable, Coroutine
from json.scanner import py_make_scanner  # type: ignore[attr-defined]  # typeshed lacks it
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from app.announcer import Announcer
from app.api.access import key_of

LARGE_BYTES = 50_000


class _Patient(json.JSONDecoder):
    """Python's own scanner: a long text, which is one string, takes no longer; a million members hold up nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.scan_once = py_make_scanner(self)


class _Parsed(Request):
    """A request whose body may have been parsed before: `outcome` holds what it says, or why it says nothing."""

    outcome: tuple[Any, Exception | None] | None = None

    async def json(self) -> Any:
        """As Request has it."""
        if self.outcome is None:
            return await super().json()
        said, fault = self.outcome
        if fault is not None:
            raise fault
        return said


class LargeBodies(APIRoute):
    """A route for those with a key, and bodies that may be a book; nobody else has one parsed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As APIRoute has it."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            request = _Parsed(request.scope, request.receive)
            body = await request.body()
            if len(body) > LARGE_BYTES:
                announcer: Announcer = request.app.state.announcer
                key_of(request, announcer)
                request.outcome = await announcer.bulkheads.bodies.run(_parsed, body)
            return await handle(request)

        return handler


def _parsed(body: bytes) -> tuple[Any, Exception | None]:
    try:
        return json.loads(body, cls=_Patient), None
    except (ValueError, RecursionError) as error:
        return None, error
