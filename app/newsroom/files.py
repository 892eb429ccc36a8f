"""An article in a file, or on standard input."""

import contextlib
import sys
from dataclasses import replace
from pathlib import Path

from app.errors import BodyTooLargeError, InvalidRequestError, NoArticleError
from app.ingest.page import read_page
from app.ingest.recognise import Markup, is_page
from app.narration.wish import Wish
from app.newsroom.pages import with_page

HTML_SUFFIXES = {".html", ".htm", ".xhtml"}

SUFFIXES = {".txt", ".md", *HTML_SUFFIXES}
LOOKED_AT = 5_000
"""Bytes of a file that show whether it is a page."""


def read_source(name: str, max_bytes: int) -> str:
    """The text of a file, UTF-8 with or without a mark.

    Raises InvalidRequestError when it cannot be read, BodyTooLargeError beyond `max_bytes`.
    """
    return _decoded(name, _read(name, max_bytes))


def wish_from(name: str, usual: Wish, max_bytes: int) -> Wish:
    """A file as an article: HTML or Markdown by its name, else what its text is recognised as; of a page its article.

    Raises as `read_source` does.
    """
    content = _read(name, max_bytes)
    if is_page(content[:LOOKED_AT].decode("utf-8-sig", "replace")):
        with contextlib.suppress(NoArticleError):  # a few words in a page's clothes
            return with_page(usual, read_page(content, leave_out=usual.leave_out, keep=usual.keep, handed=True))
    suffix, text = Path(name).suffix.lower(), _decoded(name, content)
    if suffix in HTML_SUFFIXES:
        return replace(usual, html=text)
    return replace(usual, text=text, markup=Markup.MARKDOWN if suffix == ".md" else None)


def _read(name: str, max_bytes: int) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(max_bytes + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(max_bytes + 1)
    except OSError as error:
        raise InvalidRequestError(f"{name} cannot be read: {error.strerror}.") from error
    if len(data) > max_bytes:
        raise BodyTooLargeError(f"{name} has more than {max_bytes:,} bytes (ANNOUNCER_MAX_BODY_BYTES).")
    return data


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequestError(f"{name} is not UTF-8 text (byte {error.start}).") from error
