"""HEAD wherever GET is: the same status and headers without the content (RFC 9110, section 9.3.2)."""

import asyncio
import contextlib

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKED = "announcer.head"


def is_head(request: Request) -> bool:
    """Whether only the headers are wanted; routes see GET."""
    return _ASKED in request.scope


class HeadLikeGet:
    """Middleware that asks the routes for GET, and ends the answer where its content would begin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        begun = asyncio.Event()

        async def send_headers(message: Message) -> None:
            if begun.is_set():
                return
            if message["type"] == "http.response.start":
                await send(message)
            elif message["type"] == "http.response.body":
                begun.set()

        answering = asyncio.ensure_future(self._app({**scope, "method": "GET", _ASKED: True}, receive, send_headers))
        waiting = asyncio.ensure_future(begun.wait())
        try:
            await asyncio.wait((answering, waiting), return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                answering.result()
            if begun.is_set():
                await send({"type": "http.response.body", "body": b""})
        finally:
            for task in (answering, waiting):  # a stream of events has no end of its own
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
