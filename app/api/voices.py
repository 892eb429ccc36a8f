"""`GET /voices`: what is installed."""

from fastapi import APIRouter

from app.api.access import Here
from app.api.schemas import VoiceView

router = APIRouter(tags=["voices"])


@router.get("/voices")
async def voices(announcer: Here) -> list[VoiceView]:
    """Every installed voice; a damaged one with its fault."""
    return [
        VoiceView(
            key=voice.key,
            language=voice.language,
            locale=voice.locale,
            quality=voice.quality,
            sample_rate_hz=voice.sample_rate_hz,
            size_bytes=voice.size_bytes,
            status=voice.status,
            fault=voice.fault or None,
            for_trying_out=voice.for_trying_out,
        )
        for voice in await announcer.bulkheads.desk.run(announcer.voices.voices)
    ]
