"""The MP3 over HTTP: ranges and validators once it is published (RFC 9110), the growing file before."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.api.etags import is_known
from app.api.head import is_head
from app.audio.mp3 import MEDIA_TYPE
from app.errors import RangeNotSatisfiableError
from app.narration.render import Render
from app.store.base import Narration

CHUNK_BYTES = 65_536
FOREVER = "public, max-age=31536000, immutable"
"""A narration never changes under its address."""
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""For proxies of nginx's kind: what grows is passed on as it comes."""
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


def published_audio(request: Request, narration: Narration, file: BinaryIO, *, download: bool = False) -> Response:
    """200, 206 or 304 for a published MP3; closes the file. Raises RangeNotSatisfiableError.

    As a `download` it is kept under its title (RFC 6266); browsers obey `<a download>` for their own origin only.
    Several ranges, and what is no range of bytes, are answered with the whole, as RFC 9110 section 14.2 allows; so is
    a POST, which knows neither ranges nor what its client has already.
    """
    etag = f'"{narration.audio_sha256}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER, "Accept-Ranges": "bytes"}
    if download:
        name = quote(f"{narration.title or narration.id}.mp3", safe="")
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    first, end, partial = 0, narration.size_bytes, False
    if request.method == "GET":
        if is_known(request.headers.get("if-none-match", ""), etag):
            file.close()
            return Response(status_code=304, headers=headers)
        try:
            first, end, partial = _asked(request, etag, narration.size_bytes)
        except BaseException:
            file.close()
            raise
    if partial:
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{narration.size_bytes}"
    headers["Content-Length"] = str(end - first)
    status = 206 if partial else 200
    if is_head(request):
        file.close()
        return Response(status_code=status, headers=headers, media_type=MEDIA_TYPE)
    return StreamingResponse(_slice(file, first, end), status, headers, MEDIA_TYPE)


async def growing_audio(request: Request, render: Render) -> Response:
    """A chunked 200 that follows the render. Raises the render's error when it fails before its first byte."""
    headers = {"Cache-Control": "no-store", "Accept-Ranges": "none", **UNBUFFERED}
    if is_head(request):
        return StreamingResponse(iter(()), 200, headers, MEDIA_TYPE)  # without a length, for nobody knows it yet
    return StreamingResponse(await begun(render.follow()), 200, headers, MEDIA_TYPE)


async def begun(chunks: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """The same once the first is there: what fails before it is an error, and no answer that breaks off."""
    first = await anext(chunks, b"")

    async def whole() -> AsyncIterator[bytes]:
        async with contextlib.aclosing(chunks):
            yield first
            async for chunk in chunks:
                yield chunk

    return whole()


async def _slice(file: BinaryIO, first: int, end: int) -> AsyncIterator[bytes]:
    try:
        await asyncio.to_thread(file.seek, first)
        while first < end:
            data = await asyncio.to_thread(file.read, min(CHUNK_BYTES, end - first))
            if not data:
                return
            first += len(data)
            yield data
    finally:
        file.close()


def _asked(request: Request, etag: str, size: int) -> tuple[int, int, bool]:
    """The half-open range to send, and whether it is a part that was asked for."""
    found = _RANGE.match(request.headers.get("range", "").strip())
    # If-Range compares strongly: a date, or another ETag, means "the whole, please".
    if found is None or request.headers.get("if-range", etag).strip() != etag:
        return 0, size, False
    start, stop = found.groups()
    if not start and not stop:
        return 0, size, False
    if not start:  # the last so many bytes
        first, end = max(0, size - int(stop)), size
    else:
        first, end = int(start), min(int(stop) + 1 if stop else size, size)
        if stop and int(stop) < first:
            return 0, size, False
    if first >= min(end, size):
        raise RangeNotSatisfiableError(f"The narration has {size} bytes.", size_bytes=size)
    return first, end, True
