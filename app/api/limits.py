"""The cap on request bodies: 413 before more than the limit is read, 408 for one that trickles in."""

import asyncio
import contextlib

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem
from app.errors import AnnouncerError, BodyTooLargeError, RequestTimeoutError

BODY_TIMEOUT_S = 30.0
DRAIN_S = 2.0
DRAINED_BODIES = 4
"""Times the limit: how much of a refused body is still taken off the wire."""


class BodyLimit:
    """ASGI middleware that reads the body, up to a limit and within a time, before the app sees the request."""

    def __init__(self, app: ASGIApp, max_bytes: int, timeout_s: float = BODY_TIMEOUT_S) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on with the whole body as one message."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            first = await self._read(Request(scope), receive)
        except AnnouncerError as error:
            await self._refuse(error, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return first

        await self._app(scope, replay, send)

    async def _refuse(self, error: AnnouncerError, receive: Receive, send: Send) -> None:
        """Answer at once, then let a little more of the body come and go.

        Most clients read no answer before they have sent all; closed under their hands, they would never see it.
        """
        answer = problem(error, {"Connection": "close"})
        await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": True})
        left = DRAINED_BODIES * self._max_bytes
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                while left > 0:
                    message = await receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        break
        await send({"type": "http.response.body", "body": b""})

    async def _read(self, request: Request, receive: Receive) -> Message:
        if int(request.headers.get("content-length") or 0) > self._max_bytes:  # the server let only digits through
            raise self._too_large()
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._timeout_s):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return message
                    pieces.append(message.get("body", b""))
                    size += len(pieces[-1])
                    if size > self._max_bytes:
                        raise self._too_large()
                    if not message.get("more_body", False):
                        return {"type": "http.request", "body": b"".join(pieces), "more_body": False}
        except TimeoutError as error:
            raise RequestTimeoutError("The request's body took too long to arrive.") from error

    def _too_large(self) -> BodyTooLargeError:
        return BodyTooLargeError(f"The body may have at most {self._max_bytes:,} bytes.")
