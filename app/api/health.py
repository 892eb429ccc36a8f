"""For machines that watch: live, ready, and the figures."""

import asyncio

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

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
    """200 once a voice is loaded and warm and the store can be written, else 503; "degraded" if a voice is damaged."""
    warm = announcer.warm_voices
    store_fault = ""
    try:
        await asyncio.to_thread(announcer.store.check_writable)
    except AnnouncerError as error:
        store_fault = error.detail
    voices = await asyncio.to_thread(announcer.voices.voices)
    damaged = {voice.key: voice.fault for voice in voices if voice.fault}
    faults = {**damaged, **announcer.voice_faults, **announcer.workers.set_aside}
    good = bool(warm) and not store_fault
    body = {
        "status": ("degraded" if faults else "ready") if good else "not ready",
        "voices": list(warm),
        "voice_faults": faults,
        "store": store_fault or "writable",
    }
    return JSONResponse(body, 200 if good else 503, None if good else {"Retry-After": "1"})


@router.get("/metrics")
async def metrics(announcer: Here) -> Response:
    """Prometheus's text format; docs/metrics.md explains each."""
    return Response(
        await asyncio.to_thread(generate_latest, registry_of(announcer)),
        media_type=CONTENT_TYPE_LATEST,
    )
