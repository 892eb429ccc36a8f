"""In which charset a page is written, found as browsers find it (WHATWG, Encoding and HTML, section 13.2.3)."""

import codecs
import re

LOOKED_AT = 5_000
"""Bytes; browsers look at 1,024, but some pages begin with longer scripts."""
WIDER = {
    **dict.fromkeys(("ascii", "cp1252", "iso8859-1"), "windows-1252"),
    "iso8859-9": "windows-1254",
}
"""What pages that name the first are written in: the Encoding standard's labels."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_NAMED = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TURKISH = re.compile(rb"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?tr\b", re.IGNORECASE)


def charset_of(content: bytes, told: str | None) -> str | None:
    """By its mark, by its server, by being UTF-8, by what its head says; None where nothing tells."""
    mark = next((name for mark, name in MARKS if content.startswith(mark)), None)
    if known := mark or (_wider(told) if told else None):
        return known
    if _is_utf8(content) and b"\0" not in content[:LOOKED_AT]:
        return "utf-8"
    head = content[:LOOKED_AT]
    named = _NAMED.search(head)
    known = _wider(named[1].decode("ascii")) if named else "windows-1252"
    if known == "windows-1252" and _TURKISH.search(head):
        return "windows-1254"  # its neighbour, but for six letters that Turkish has and Icelandic
    return known if named else None


def _wider(name: str) -> str | None:
    """The name by which Python knows it; None for one that nobody knows."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    return WIDER.get(known, known)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
