"""The service: wiring and lifespan."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.routing import Route

from app import __version__
from app.announcer import Announcer
from app.api import (
    articles,
    counts,
    default_voices,
    events,
    feeds,
    health,
    lexicon,
    models,
    narrate,
    narrations,
    oembed,
    openapi,
    pages,
    problems,
    speech,
    stream,
    studio,
    voices,
)
from app.api.asking import keep_taking_up, take_up
from app.api.caching import KeptByNobody
from app.api.head import HeadLikeGet
from app.api.limits import BodyLimit
from app.api.origins import Origins
from app.api.public import PublicAddress, check_path
from app.api.static import Static
from app.keys import KeyRing
from app.settings import Settings
from app.speech.engine import VoiceEngine
from app.voices import Voice
from app.web.pages import STATIC_DIR

LOG = logging.getLogger(__name__)
READABLE_HEADERS = ["Accept-Ranges", "Content-Length", "Content-Range", "ETag", "Location", "Retry-After"]

AGAIN_S = 30.0


async def lasting(duty: Callable[[], Awaitable[None]], again_s: float = AGAIN_S) -> None:
    """Do it to its end; a fault of ours is logged and ends it no earlier."""
    while True:
        try:
            return await duty()
        except Exception:
            LOG.exception("a duty broke off; it is begun again in %g s", again_s)
        await asyncio.sleep(again_s)


def create_app(settings: Settings | None = None, *, load: Callable[[Voice], VoiceEngine] | None = None) -> FastAPI:
    """The whole service; `load` puts another engine behind the voices. Raises InvalidSettingError."""
    settings = settings or Settings.load()
    keys = KeyRing.open(settings)
    settings.check_listening(guarded=keys.guarded)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        announcer = await asyncio.to_thread(Announcer.open, settings, load=load)
        app.state.announcer = announcer
        warming = asyncio.create_task(asyncio.to_thread(announcer.warm))
        await take_up(announcer)
        await announcer.nights.take_up()
        duties = (
            announcer.tend,
            announcer.keep,
            announcer.look_at_shared,
            announcer.let_go,
            announcer.healer.tend,
            functools.partial(keep_taking_up, announcer),
        )
        tending = [asyncio.create_task(lasting(duty)) for duty in duties]
        try:
            yield
        finally:
            for task in tending:
                task.cancel()
            await announcer.close()
            await warming

    app = FastAPI(
        title="Announcer",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # their pages load scripts from elsewhere; docs/api.md and /openapi.json do not
        redoc_url=None,
        generate_unique_id_function=openapi.operation_id,
    )
    parts = (
        narrate,
        narrations,
        events,
        studio,
        stream,
        oembed,
        counts,
        articles,
        feeds,
        default_voices,
        voices,
        lexicon,
        speech,
        models,
        health,
        pages,
    )
    openapi.declare(app)
    problems.install(app, [route for part in parts for route in part.router.routes if isinstance(route, Route)])
    for part in parts:
        app.include_router(part.router)
    app.mount("/static", Static(STATIC_DIR), name="static")
    if settings.public_url:
        check_path(settings.public_url, [route.path for part in parts for route in part.router.routes])
        app.add_middleware(PublicAddress, url=settings.public_url)
    app.add_middleware(KeptByNobody)
    app.add_middleware(HeadLikeGet)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "HEAD"],
            allow_headers=["Range"],
            expose_headers=READABLE_HEADERS,
        )
    app.add_middleware(Origins, settings=settings, guarded=keys.guarded)
    return app
