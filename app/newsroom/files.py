"""An article in a file, or on standard input."""

import sys
from dataclasses import replace
from pathlib import Path

from app.errors import BodyTooLargeError, InvalidRequestError
from app.narration.wish import Wish

HTML_SUFFIXES = {".html", ".htm", ".xhtml"}

SUFFIXES = {".txt", ".md", *HTML_SUFFIXES}


def read_source(name: str, max_bytes: int) -> str:
    """The text of a file, UTF-8 with or without a mark.

    Raises InvalidRequestError when it cannot be read, BodyTooLargeError beyond `max_bytes`.
    """
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
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequestError(f"{name} is not UTF-8 text (byte {error.start}).") from error


def wish_from(name: str, usual: Wish, max_bytes: int) -> Wish:
    """A file as an article: HTML by its name or its first character, else text. Raises as `read_source` does."""
    content = read_source(name, max_bytes)
    is_html = Path(name).suffix.lower() in HTML_SUFFIXES or content.lstrip()[:1] == "<"
    return replace(usual, text=None if is_html else content, html=content if is_html else None)
