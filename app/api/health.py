"""For machines that watch: live, ready, and the figures."""

import asyncio

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.announcer import Announcer
from app.api.access import Here
from app.api.metrics import registry_of
from app.errors import AnnouncerError

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def live() -> dict[str, str]:
    """200 as long as the process answers."""
    return {"status": "live"}


@router.get("/readyz")
async def ready(announcer: Here) -> JSONResponse:
    """200 once a voice is loaded and warm and the store can be written, else 503; "degraded" if anything is damaged."""
    store_fault = ""
    try:
        await asyncio.to_thread(announcer.store.check_writable)
    except AnnouncerError as error:
        store_fault = error.detail
    warm, voice_faults, lexicon_faults = await announcer.bulkheads.desk.run(_faults, announcer)
    good = bool(warm) and not store_fault
    body = {
        "status": ("degraded" if voice_faults or lexicon_faults else "ready") if good else "not ready",
        "voices": list(warm),
        "voice_faults": voice_faults,
        "lexicon_faults": lexicon_faults,
        "store": store_fault or "writable",
        "index": announcer.store.catching_up() or "up to date",
    }
    return JSONResponse(body, 200 if good else 503, None if good else {"Retry-After": "1"})


def _faults(announcer: Announcer) -> tuple[tuple[str, ...], dict[str, str], dict[str, str]]:
    """The warm voices, and what is wrong with voices and lexicons."""
    try:
        return announcer.warm_voices, announcer.voice_faults(), announcer.lexicons.faults()
    except AnnouncerError as error:  # a folder cannot be read
        return (), {"": error.detail}, {}


@router.get("/metrics")
async def metrics(announcer: Here) -> Response:
    """Prometheus's text format; docs/metrics.md explains each."""
    return Response(
        await announcer.bulkheads.desk.run(generate_latest, registry_of(announcer)),
        media_type=CONTENT_TYPE_LATEST,
    )
