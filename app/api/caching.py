"""Who may keep an answer: what was given to somebody with a key is nobody else's."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PRIVATE = "private, no-store"


class KeptByNobody:
    """Middleware: an answer to whoever sent a key, unless it says that it is everybody's, is kept by no cache.

    So is one that does not say anything: what a route forgot must not be what a proxy hands to strangers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        keyed = "authorization" in Headers(scope=scope)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                said = headers.get("cache-control", "")
                if not said or (keyed and not said.startswith("public")):
                    headers["Cache-Control"] = PRIVATE
            await send(message)

        await self._app(scope, receive, marked)
