"""`POST /v1/audio/speech`: what OpenAI's clients speak, answered by the voices of this machine."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from fastapi import APIRouter, Depends
from fastapi.responses import Response, StreamingResponse

from app.announcer import Announcer
from app.api.access import Here, needs_key
from app.api.schemas import SpeechRequest
from app.audio.formats import MEDIA_TYPES, Encoder, stream_encoder
from app.audio.join import Joiner
from app.narration.order import Order
from app.narration.wish import Wish
from app.speech.engine import Clip, Pcm
from app.speech.pool import Lane
from app.text.script import Line

STOCK_VOICES = frozenset("alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse default".split())
"""OpenAI's own names, which many clients send unasked: they mean the default voice of the text's language."""

router = APIRouter(tags=["speech"])


@router.post("/v1/audio/speech", dependencies=[Depends(needs_key)], response_class=StreamingResponse)
async def speech(asked: SpeechRequest, announcer: Here) -> Response:
    """The text as sound in the asked format, streamed as it is spoken; with `stream` false, whole, with its length."""
    named = None if asked.voice is None or asked.voice.lower() in STOCK_VOICES else asked.voice
    wish = Wish(text=asked.input, language=asked.language, voice=named, speed=asked.speed)
    order = await asyncio.to_thread(announcer.orders.take, wish)
    media_type = MEDIA_TYPES[asked.response_format]
    pieces = _spoken(announcer, order, asked.response_format)
    if not asked.stream:
        async with contextlib.aclosing(pieces):
            return Response(b"".join([piece async for piece in pieces]), media_type=media_type)
    try:
        first = await anext(pieces)  # so that a sentence that cannot be spoken is an error, not a broken sound
    except StopAsyncIteration:
        first = b""
    return StreamingResponse(_after(first, pieces), media_type=media_type)


async def _spoken(announcer: Announcer, order: Order, name: str) -> AsyncGenerator[bytes, None]:
    engine = await asyncio.to_thread(announcer.engines.get, order.voice)
    gain_db = await asyncio.to_thread(announcer.engines.gain_db, order.voice)
    joiner = Joiner(engine.sample_rate_hz)
    encoder = stream_encoder(name, engine.sample_rate_hz)
    clips = announcer.clips.clips(order.script.lines, order.settings, engine, gain_db=gain_db, lane=lambda: Lane.LIVE)
    async with contextlib.aclosing(clips):
        async for line, sound in clips:
            if data := await asyncio.to_thread(_encoded, encoder, joiner, line, sound):
                yield data
    if data := await asyncio.to_thread(encoder.finish):
        yield data


def _encoded(encoder: Encoder, joiner: Joiner, line: Line, sound: Clip | Pcm) -> bytes:
    pcm = joiner.add(sound, line.pause_ms).pcm if isinstance(sound, Clip) else joiner.piece(sound)
    return encoder.encode(pcm)


async def _after(first: bytes, pieces: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(pieces):
        yield first
        async for piece in pieces:
            yield piece
