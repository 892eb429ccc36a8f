"""For machines that watch: live, ready, and the figures."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.announcer import Announcer
from app.api.access import Here, key_of
from app.api.metrics import registry_of
from app.api.openapi import Responses, gives, refuses
from app.api.schemas import LiveView, ReadyView
from app.errors import AnnouncerError, UnauthorizedError
from app.keys import Scope
from app.parts import places_elsewhere
from app.store.folders import folder_faults

UNREADY: Responses = {503: {"model": ReadyView, "description": "Not yet."}}

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def live() -> LiveView:
    """200 as long as the process answers."""
    return LiveView()


@router.get("/readyz", response_model=ReadyView, responses=UNREADY)
async def ready(announcer: Here) -> JSONResponse:
    """200 once a voice is warm and our folders can be written, else 503; "degraded" if anything is damaged."""
    is_shared, faults = announcer.parts.are_shared, announcer.shared_faults
    # What all nodes share is no reason to take one out: what it has cached it goes on serving.
    store_fault = faults.get("store", "") if is_shared else await asyncio.to_thread(_fault, announcer)
    warm, voice_faults, lexicon_faults = await announcer.bulkheads.desk.run(_faults, announcer)
    folders = await announcer.bulkheads.desk.run(folder_faults, announcer.settings)
    closed = [fault.setting for fault in folders if not fault.on_purpose]
    places = places_elsewhere(announcer.workers)
    good = bool(warm) and not closed and (is_shared or not store_fault)
    is_degraded = bool(voice_faults or lexicon_faults or announcer.keys.fault or faults or places == 0)
    body = ReadyView(
        status=("degraded" if is_degraded else "ready") if good else "not ready",
        voices=list(warm),
        voice_faults=voice_faults,
        lexicon_faults=lexicon_faults,
        keys=announcer.keys.fault or "hold",
        store=store_fault or "writable",
        shared=_shared(announcer, places),
        not_writable=closed,
        index=announcer.store.catching_up() or "up to date",
    )
    return JSONResponse(body.model_dump(), 200 if good else 503, None if good else {"Retry-After": "1"})


def _shared(announcer: Announcer, places: int | None) -> dict[str, str]:
    """What is to be said of each part that machines share."""
    told = {name: announcer.shared_faults.get(name, "answers") for name in announcer.parts.checks}
    return told if places is None else {**told, "queue": f"{places} sentences at once" if places else "no worker"}


def _fault(announcer: Announcer) -> str:
    """Why nothing can be kept, "" where it can."""
    try:
        announcer.store.check_writable()
    except AnnouncerError as error:
        return error.detail
    return ""


def _faults(announcer: Announcer) -> tuple[tuple[str, ...], dict[str, str], dict[str, str]]:
    """The warm voices, and what is wrong with voices and lexicons."""
    try:
        lexicon_faults = announcer.lexicon_faults if announcer.parts.are_shared else announcer.lexicons.faults()
        return *announcer.look_at_voices(), lexicon_faults
    except AnnouncerError as error:  # a folder cannot be read
        return (), {"": error.detail}, {}


@router.get(
    "/metrics",
    response_class=Response,
    responses=gives("text/plain", "The figures.") | refuses(UnauthorizedError),
)
async def metrics(request: Request, announcer: Here) -> Response:
    """Prometheus's text format; docs/metrics.md explains each. What each key used is told to keys for metrics alone."""
    key = key_of(request, announcer) if "authorization" in request.headers else None
    by_key = key is not None and key.opens(Scope.METRICS)
    return Response(
        await announcer.bulkheads.desk.run(lambda: generate_latest(registry_of(announcer, by_key=by_key))),
        media_type=CONTENT_TYPE_LATEST,
    )
