"""`POST /v1/audio/speech`: what OpenAI's clients speak, answered by the voices of this machine."""

import base64
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from app.announcer import Announcer
from app.api.access import Here, Narrating
from app.api.audio import UNBUFFERED, begun
from app.api.bodies import LargeBodies
from app.api.openapi import MAKING, READING, gives, refuses
from app.api.problems import openai_error
from app.api.schemas import SpeechRequest
from app.audio.formats import MEDIA_TYPES, Encoder, stream_encoder
from app.audio.join import Joiner
from app.errors import AnnouncerError
from app.narration.order import Order
from app.narration.wish import Wish
from app.speech.engine import Clip, Pcm
from app.speech.pool import Lane
from app.text.script import Line

STOCK_VOICES = frozenset("alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse default".split())
"""OpenAI's own names, which many clients send unasked: they mean the default voice of the text's language."""

EVENTS = "text/event-stream"

router = APIRouter(tags=["speech"], route_class=LargeBodies)


@router.post(
    "/v1/audio/speech",
    response_class=StreamingResponse,
    responses=gives((*MEDIA_TYPES.values(), EVENTS), "The sound.") | refuses(*READING, *MAKING),
)
async def speech(asked: SpeechRequest, announcer: Here, caller: Narrating) -> Response:
    """The text as sound in the asked format, streamed as it is spoken; with `stream` false, whole, with its length;
    with `stream_format` "sse", as events.
    """
    named = None if asked.voice is None or asked.voice.lower() in STOCK_VOICES else asked.voice
    entries = tuple(sorted(asked.lexicon.items()))
    wish = Wish(text=asked.input, language=asked.language, voice=named, speed=asked.speed, lexicon=entries)
    await caller.spend(wish.characters)
    order = await announcer.narrator.take(wish)
    name = asked.response_format
    encoder = stream_encoder(name, order.voice.sample_rate_hz)
    pieces = _spoken(announcer, order, encoder)
    if asked.stream_format == "sse":
        events = _events(await begun(pieces), order)
        return StreamingResponse(events, media_type=EVENTS, headers={"Cache-Control": "no-store", **UNBUFFERED})
    if not asked.stream:
        async with contextlib.aclosing(pieces):
            whole = encoder.whole(b"".join([piece async for piece in pieces]))
        return Response(whole, media_type=MEDIA_TYPES[name])
    return StreamingResponse(await begun(pieces), media_type=MEDIA_TYPES[name], headers=UNBUFFERED)


async def _events(sound: AsyncIterator[bytes], order: Order) -> AsyncIterator[bytes]:
    """The sound as OpenAI's events; what fails on the way is an event too."""
    try:
        async for piece in sound:
            yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    except AnnouncerError as error:
        yield _event({"type": "error", "error": openai_error(error)})
        return
    words = sum(len(line.tokens) for line in order.script.lines)
    usage = {"input_tokens": words, "output_tokens": 0, "total_tokens": words}
    yield _event({"type": "speech.audio.done", "usage": usage})


def _event(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


async def _spoken(announcer: Announcer, order: Order, encoder: Encoder) -> AsyncGenerator[bytes, None]:
    joiner = Joiner(order.voice.sample_rate_hz)
    clips = announcer.clips.clips(order.script.lines, order.settings, order.voice, lane=lambda: Lane.LIVE)
    async with contextlib.aclosing(clips):
        async for line, sound in clips:
            if data := await announcer.bulkheads.sound.run(_encoded, encoder, joiner, line, sound):
                yield data
    if data := await announcer.bulkheads.sound.run(encoder.finish):
        yield data


def _encoded(encoder: Encoder, joiner: Joiner, line: Line, sound: Clip | Pcm) -> bytes:
    pcm = joiner.add(sound, line.pause_ms).pcm if isinstance(sound, Clip) else joiner.piece(sound)
    return encoder.encode(pcm)
