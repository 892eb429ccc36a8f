"""The ID3 tag at the front of every MP3, with room for the chapters that are known only at the end.

ID3v2.4: its UTF-8 keeps the lyrics, which stand before the first audio byte, half as long as the UTF-16 of ID3v2.3.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote

from mutagen import PaddingInfo
from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TDEN,
    TDRC,
    TDRL,
    TIT2,
    TLAN,
    TPE1,
    TPUB,
    TSSE,
    TXXX,
    USLT,
    WOAS,
    CTOCFlags,
    Encoding,
    PictureType,
)

from app.audio.cover import Cover

MAX_LYRICS_BYTES = 65_536
"""Eight seconds of sound at 64 kbit/s: all of a long article, and no long wait for the first word of a book."""
MAX_LINE_CHARACTERS = 500
MAX_CHAPTERS = 255
"""CTOC counts its chapters in one byte (ID3v2 Chapter Frame Addendum 1.0)."""

_SLACK_BYTES = 256
_NO_OFFSET = 0xFFFFFFFF
_HEADER_BYTES = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

AI_VOICE = "AI-generated voice"
"""Description of the TXXX frame by which a machine can tell; its value is the voice's name."""
_DISCLOSURE = {
    "en": "This article is read by an AI-generated voice.",
    "tr": "Bu haber, yapay zekâ ile üretilmiş bir sesle okunmaktadır.",
}

_CODES = (
    "ar:ara bg:bul ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng es:spa et:est eu:eus fa:fas fi:fin fr:fra he:heb "
    "hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat kk:kaz ko:kor ku:kur lb:ltz lt:lit lv:lav mk:mkd "
    "ml:mal ms:msa ne:nep nl:nld no:nor pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa te:tel "
    "tr:tur uk:ukr ur:urd uz:uzb vi:vie zh:zho"
)
_ISO_639_2 = dict(pair.split(":") for pair in _CODES.split())
"""Of the languages that Piper has voices for, and some more."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the reading under one heading."""

    title: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What an MP3 says about itself; `text` is what is read."""

    title: str
    site: str
    language: str
    """Primary subtag of BCP 47, lower-case."""

    created: date
    voice: str
    text: str
    source_url: str | None = None
    byline: str | None = None
    """Who wrote it; else the site is its author."""

    published_at: datetime | None = None
    cover: Cover | None = None


def header(tags: Tags, chapter_titles: Sequence[str] = ()) -> bytes:
    """The tag without chapters, but with padding that `with_chapters` can fill with chapters of those titles."""
    id3 = _frames(tags)
    expected = [Chapter(title, 0, 0) for title in chapter_titles[:MAX_CHAPTERS]]
    size = len(_rendered(_with_chapters(_frames(tags), expected), 0))
    return _rendered(id3, size - len(_rendered(id3, 0)) + _SLACK_BYTES)


def with_chapters(head: bytes, chapters: Sequence[Chapter]) -> bytes:
    """The tag with as many of the chapters as its padding holds, of exactly the same length.

    `head` is what `header` gave; no audio byte after it has to move.
    """
    fit, too_many = 0, min(len(chapters), MAX_CHAPTERS) + 1
    best = head
    while too_many - fit > 1:
        count = (fit + too_many) // 2
        id3 = _with_chapters(ID3(io.BytesIO(head)), chapters[:count])
        room = len(head) - len(_rendered(id3, 0))
        if room >= 0:
            fit, best = count, _rendered(id3, room)
        else:
            too_many = count
    return best


def language_code(language: str) -> str:
    """ISO 639-2/T of a primary subtag: "tur" for "tr"; "und" when it is unknown here."""
    return _ISO_639_2.get(language, "und")


def _frames(tags: Tags) -> ID3:
    said_in = tags.language if tags.language in _DISCLOSURE else "en"
    utf8 = Encoding.UTF8
    id3 = ID3()
    id3.add(TIT2(encoding=utf8, text=_line(tags.title)))
    id3.add(TPE1(encoding=utf8, text=_line(tags.byline or tags.site)))
    id3.add(TALB(encoding=utf8, text=_line(tags.site)))
    id3.add(TPUB(encoding=utf8, text=_line(tags.site)))
    id3.add(TLAN(encoding=utf8, text=language_code(tags.language)))
    id3.add(TDEN(encoding=utf8, text=tags.created.isoformat()))
    if tags.published_at:
        # In UTC, which ID3v2.4 takes times for (section 4): its timestamps name no zone.
        released = tags.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        id3.add(TDRL(encoding=utf8, text=released))
        id3.add(TDRC(encoding=utf8, text=released[:10]))
    else:
        id3.add(TDRC(encoding=utf8, text=tags.created.isoformat()))
    id3.add(TSSE(encoding=utf8, text="Announcer, LAME"))
    id3.add(TXXX(encoding=utf8, desc=AI_VOICE, text=_line(tags.voice)))
    id3.add(COMM(encoding=utf8, lang=language_code(said_in), desc="", text=_DISCLOSURE[said_in]))
    id3.add(USLT(encoding=utf8, lang=language_code(tags.language), desc="", text=_lyrics(tags.text)))
    if tags.cover:
        front = PictureType.COVER_FRONT
        id3.add(APIC(encoding=utf8, mime=tags.cover.media_type, type=front, desc="", data=tags.cover.data))
    if tags.source_url:
        # URL frames are Latin-1; an address is ASCII once it is percent-encoded.
        id3.add(WOAS(url=quote(_clean(tags.source_url), safe="%/:=&?~#+!$,;'@()*[]")))
    return id3


def _with_chapters(id3: ID3, chapters: Sequence[Chapter]) -> ID3:
    ids = [f"c{number}" for number in range(len(chapters))]
    for element_id, chapter in zip(ids, chapters, strict=True):
        id3.add(
            CHAP(
                element_id=element_id,
                start_time=chapter.start_ms,
                end_time=chapter.end_ms,
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=[TIT2(encoding=Encoding.UTF8, text=_line(chapter.title))],
            )
        )
    if ids:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        id3.add(CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[]))
    return id3


def _rendered(id3: ID3, padding_bytes: int) -> bytes:
    def padding(_: PaddingInfo) -> int:
        return padding_bytes

    buffer = io.BytesIO()
    id3.save(buffer, v1=0, v2_version=4, padding=padding)
    return _in_order(buffer.getvalue())


def _in_order(tag: bytes) -> bytes:
    """The same tag with its chapters in the order of time, for readers that take them as they come.

    mutagen writes frames of one kind the smallest first. A frame is its name, its size in seven bits a byte, two bytes
    of flags, and its content (ID3v2.4, section 4).
    """
    frames, at = [], _HEADER_BYTES
    while at + _HEADER_BYTES <= len(tag) and tag[at]:
        size = 0
        for seven_bits in tag[at + 4 : at + 8]:
            size = size << 7 | seven_bits
        frames.append(tag[at : at + _HEADER_BYTES + size])
        at += _HEADER_BYTES + size
    frames.sort(key=_place)
    return tag[:_HEADER_BYTES] + b"".join(frames) + tag[at:]


def _place(frame: bytes) -> int:
    """Other frames stay in front, in their order."""
    if frame[:4] != b"CHAP":
        return -1
    return int(frame[_HEADER_BYTES + 1 :].partition(b"\0")[0])  # the element id is "c" and a number


def _clean(text: str) -> str:
    """Without what ends a frame early or has no UTF-8: NUL and other controls, lone surrogates."""
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def _line(text: str) -> str:
    words = " ".join(_clean(text).split()) or "…"  # an empty frame would be left out
    return words if len(words) <= MAX_LINE_CHARACTERS else words[: MAX_LINE_CHARACTERS - 1] + "…"


def _lyrics(text: str) -> str:
    """The text, or its start up to the last whole word that fits and an ellipsis."""
    clean = _clean(text)
    data = clean.encode()
    if len(data) <= MAX_LYRICS_BYTES:
        return clean
    start = data[: MAX_LYRICS_BYTES - 4].decode("utf-8", "ignore")
    return (start[: max(start.rfind(" "), start.rfind("\n"))].rstrip() or start) + "…"
