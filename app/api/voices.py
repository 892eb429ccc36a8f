"""`/voices`: what is here and what could be, installed and removed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, at_the_desk, keeping_voices
from app.api.events import HEADERS, HEARTBEAT_S, LAST_ID, event, until
from app.api.openapi import empty, gives, refuses
from app.api.schemas import InstallationView, VoiceView
from app.api.voice_views import installation_view, views
from app.errors import (
    DefaultVoiceFixedError,
    ForbiddenError,
    NotFoundError,
    ShuttingDownError,
    TooManyRequestsError,
    UnauthorizedError,
    UnknownVoiceError,
    VoiceBeingInstalledError,
    VoiceInstallError,
    VoicesFullError,
    VoiceStaysError,
    VoicesUnwritableError,
)
from app.newsroom.removal import remove_voice
from app.speech.installations import Installation
from app.voices.remote import HOW_TO_LIST, VOICE_NAME

EVENTS = "text/event-stream"
INSTALLING = (
    VoiceInstallError,
    VoiceBeingInstalledError,
    VoicesUnwritableError,
    VoicesFullError,
    ShuttingDownError,
)
BEGUN_WITHIN_S = 10.0
"""A repository that takes longer to say what it has does not keep the answer waiting."""

router = APIRouter(prefix="/voices", tags=["voices"])


def _named(
    name: Annotated[str, Path(max_length=400, json_schema_extra={"maxLength": 100, "pattern": r"^\w[\w.+-]*$"})],
) -> str:
    if not VOICE_NAME.match(name):
        raise UnknownVoiceError(f"That is no voice's name. {HOW_TO_LIST}")
    return name


Name = Annotated[str, Depends(_named)]


@router.get("", responses=refuses(UnauthorizedError, ForbiddenError, TooManyRequestsError))
async def voices(
    request: Request,
    announcer: Here,
    *,
    everything: Annotated[bool, Query(alias="all", description="With those that could be; needs a key.")] = False,
) -> list[VoiceView]:
    """Every installed voice, a damaged one with its fault; with `all`, recommended ones and what is on its way."""
    if everything:
        await at_the_desk(request, announcer)
    return await announcer.bulkheads.desk.run(views, announcer, everything=everything)


@router.post(
    "/{name}",
    status_code=202,
    dependencies=[Depends(keeping_voices)],
    response_model=InstallationView,
    responses=refuses(UnknownVoiceError, *INSTALLING),
)
async def install(
    name: Name, announcer: Here, base_url: BaseUrl, accept: Annotated[str, Header(max_length=1_000)] = ""
) -> Response:
    """Begin to install or update it. Answers when its bytes come, or it is refused, or waits for another one."""
    installation = announcer.installations.begin(_installed_as(announcer, name))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BEGUN_WITHIN_S):
            await installation.begun()
    if EVENTS in accept:
        return _told(installation)
    place = {"Location": f"{base_url}/voices/{installation.name}/events"}
    return JSONResponse(installation_view(installation).model_dump(mode="json"), 202, place)


@router.get(
    "/{name}/events",
    dependencies=[Depends(keeping_voices)],
    response_class=StreamingResponse,
    responses=gives(EVENTS, "Events.") | empty(204, "It has ended.") | refuses(NotFoundError, UnknownVoiceError),
)
async def events(name: Name, announcer: Here, last_event_id: Annotated[str | None, Header()] = None) -> Response:
    """How its installation goes on: `progress`, then `installed`, `failed` or `stopped`, and the end."""
    if last_event_id == LAST_ID:
        return Response(status_code=204)  # as for narrations
    installation = announcer.installations.get(_installed_as(announcer, name))
    if installation is None:
        raise NotFoundError(f"Nobody has installed {name} since the announcer was started.")
    return _told(installation)


@router.delete(
    "/{name}",
    status_code=204,
    dependencies=[Depends(keeping_voices)],
    responses=refuses(UnknownVoiceError, VoiceStaysError, DefaultVoiceFixedError, *INSTALLING),
)
async def remove(name: Name, announcer: Here, later: BackgroundTasks) -> Response:
    """Stop its installation and throw away what has arrived; else remove it, and take back that it is a default."""
    if await announcer.installations.stop(_installed_as(announcer, name)):
        return Response(status_code=204)
    await announcer.bulkheads.desk.run(
        remove_voice, name, announcer.voices, announcer.default_voices, announcer.installer
    )
    later.add_task(announcer.warm_again)
    return Response(status_code=204)


def _installed_as(announcer: Announcer, name: str) -> str:
    entry = announcer.voices.recommendations.get(name)
    return entry.installed_as if entry else name


def _told(installation: Installation) -> StreamingResponse:
    return StreamingResponse(_events(installation), headers=HEADERS, media_type=EVENTS)


async def _events(installation: Installation, heartbeat_s: float = HEARTBEAT_S) -> AsyncIterator[str]:
    """Everything there is at first, then what is new. Nothing piles up for a slow listener."""
    while True:
        coming = installation.coming()
        view = installation_view(installation).model_dump_json()
        if installation.over:
            yield event(installation.phase, view, end=True)
            return
        yield event("progress", view)
        async for heartbeat in until(coming, heartbeat_s):
            yield heartbeat
