"""The cap on request bodies: 413 before more than the limit is read, 408 for one that trickles in."""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem
from app.errors import AnnouncerError, BodyTooLargeError, RequestTimeoutError

BODY_TIMEOUT_S = 30.0


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
            # The rest of the body is still on the wire: this connection cannot be used again.
            await problem(error, {"Connection": "close"})(scope, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return first

        await self._app(scope, replay, send)

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
