"""A start that is refused on purpose: a sentence of ours, and no traceback in the log."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AnnouncerError


class Refusals:
    """ASGI middleware that keeps in `refused` why the app would not start; other errors are logged as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.refused: AnnouncerError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; what is said of a failed start waits until it is known why."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def hold(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold)
        except AnnouncerError as error:
            if failed:
                self.refused = error
                failed = [{**message, "message": ""} for message in failed]
            raise
        finally:
            for message in failed:
                await send(message)
