"""`/narrations/{id}/stream.m3u8` and its segments: how Safari plays a narration that is still being rendered."""

import asyncio
import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Path
from fastapi.responses import Response

from app.announcer import Announcer
from app.api.access import Here, NarrationId, find
from app.api.audio import FOREVER
from app.api.narrations import READY
from app.api.openapi import FINDING, gives, refuses
from app.audio.frames import Frames, frames_of
from app.audio.hls import (
    PLAYLIST_TYPE,
    Segment,
    enough,
    playlist,
    segments,
    timestamp_tag,
)
from app.audio.mp3 import MEDIA_TYPE
from app.errors import NotFoundError, NotReadyError, UnknownNarrationError
from app.narration.render import Render
from app.narration.timeline import TimedLine
from app.store.base import Narration

FIRST_SEGMENT_S = 20.0
"""How long a playlist may wait for its first segments: players take an empty one for a broken one."""

router = APIRouter(prefix="/narrations/{narration_id}", tags=["narrations"])


@router.get("/stream.m3u8", response_class=Response, responses=gives(PLAYLIST_TYPE, "A playlist.") | READY)
async def stream(narration_id: NarrationId, announcer: Here) -> Response:
    """An HLS playlist: EVENT while rendering, VOD once ready."""
    found = await find(announcer, narration_id)
    if isinstance(found, Render):
        await _begun(found)
    cut = await _cut(announcer, found)
    headers = {"Cache-Control": FOREVER if cut.complete else "no-store"}
    return Response(playlist(cut.segments, cut.frames, complete=cut.complete), 200, headers, PLAYLIST_TYPE)


@router.get(
    "/segments/{number}.mp3",
    response_class=Response,
    responses=gives(MEDIA_TYPE, "A segment.") | READY | refuses(NotFoundError, *FINDING),
)
async def segment(
    narration_id: NarrationId, number: Annotated[int, Path(ge=0, le=1_000_000)], announcer: Here
) -> Response:
    """One packed audio segment: a run of the MP3's own frames."""
    cut = await _cut(announcer, await find(announcer, narration_id), number)
    return Response(cut.data, 200, {"Cache-Control": FOREVER}, MEDIA_TYPE)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The segments of a file as far as it is written, and the bytes of the one that was asked for."""

    segments: list[Segment]
    frames: Frames
    complete: bool
    data: bytes = b""


async def _begun(render: Render) -> None:
    """Wait until the render can be played, or is finished. Raises NotReadyError after a while."""
    try:
        async with asyncio.timeout(FIRST_SEGMENT_S):
            while not render.finished:
                coming = render.coming()
                if render.lines:
                    cut = await _so_far(render, None)
                    if enough(cut.segments, cut.frames):
                        return
                await coming.wait()
    except TimeoutError as error:
        raise _too_early() from error


async def _cut(announcer: Announcer, found: Render | Narration, number: int | None = None) -> _Cut:
    if isinstance(found, Render):
        if found.error is not None:
            raise found.error
        if found.narration is None:
            return await _so_far(found, number)
        found = found.narration
    timeline = await asyncio.to_thread(announcer.store.timeline, found.id)
    if timeline is None:
        raise UnknownNarrationError(f"There is no narration {found.id} any more.")
    opened = functools.partial(announcer.store.open_audio, found.id)
    return await asyncio.to_thread(_read, opened, timeline.lines, number, complete=True)


async def _so_far(render: Render, number: int | None) -> _Cut:
    if not render.lines:
        raise _too_early()
    return await asyncio.to_thread(_read, render.open_audio, tuple(render.lines), number, complete=False)


def _read(
    opened: Callable[[], BinaryIO | None], lines: Sequence[TimedLine], number: int | None, *, complete: bool
) -> _Cut:
    file = opened()
    if file is None:
        raise UnknownNarrationError("The narration was removed just now; please ask again.", retry_after_s=1)
    with file:
        frames = frames_of(file)
        written = frames.within(file.seek(0, os.SEEK_END))
        found = segments(lines, frames, written if complete else None)
        cut = [each for each in found if each.end <= written]
        data = b""
        if number is not None:
            if number >= len(cut):
                raise NotFoundError("The narration has no such segment.") if complete else _too_early()
            wanted = cut[number]
            file.seek(frames.offset(wanted.first))
            data = file.read(frames.offset(wanted.end) - frames.offset(wanted.first))
            data = timestamp_tag(wanted.first, frames) + data
    return _Cut(cut, frames, complete, data)


def _too_early() -> NotReadyError:
    return NotReadyError("That part of the narration cannot be played yet.", retry_after_s=1)
