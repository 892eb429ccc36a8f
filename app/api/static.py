"""The player and the styles: compressed once, with a validator of their content."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.encodings import accepted
from app.api.etags import is_known

CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=86400"
"""Whoever embeds the player names no version, so that a mended one reaches every page within minutes."""
VERSIONED = "public, max-age=86400"
"""For an address with today's `?v=`; not longer, for a tag that was pasted keeps its version."""
COMPRESSED = frozenset({".js", ".css", ".svg", ".html", ".json"})
ENCODINGS = ("br", "gzip")


class Static:
    """The files of a folder, those that are there at start. An ASGI app to be mounted."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for path in self._files.values():
            if path.suffix in COMPRESSED:
                for encoding in ENCODINGS:
                    _content(path, path.stat().st_mtime_ns, encoding)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Raises HTTPException with 404 and 405."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        path = self._files.get(scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/"))
        if path is None or not path.is_file():
            raise HTTPException(404)
        await self._answer(path, scope)(scope, receive, send)

    def _answer(self, path: Path, scope: Scope) -> Response:
        asked = Headers(scope=scope)
        encoding = accepted(asked.get("accept-encoding", ""), ENCODINGS) if path.suffix in COMPRESSED else ""
        content, etag = _content(path, path.stat().st_mtime_ns, encoding)
        headers = {
            "ETag": etag,
            "Cache-Control": VERSIONED if scope["query_string"] == f"v={version_of(path)}".encode() else CACHE_CONTROL,
            "Vary": "Accept-Encoding",
            **({"Content-Encoding": encoding} if encoding else {}),
        }
        if is_known(asked.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=mimetypes.guess_type(path.name)[0])


def version_of(path: Path) -> str:
    """Eight digits that change with a file's content, for `?v=`."""
    _, etag = _content(path, path.stat().st_mtime_ns, "")
    return etag[1:9]


@lru_cache(maxsize=128)
def _content(path: Path, _changed_ns: int, encoding: str) -> tuple[bytes, str]:
    plain = path.read_bytes()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:32]}{encoding and "-" + encoding}"'
    if encoding == "br":
        return brotli.compress(plain, mode=brotli.MODE_TEXT), etag
    if encoding == "gzip":
        return gzip.compress(plain, 9, mtime=0), etag
    return plain, etag
