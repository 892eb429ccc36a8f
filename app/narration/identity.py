"""Names by content: clip keys and narration ids (DESIGN.md, "Names and identity")."""

import base64
import hashlib
import json
import re
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.audio import AUDIO_VERSION
from app.speech.engine import SPEECH_VERSION, SynthesisSettings
from app.text import TEXT_VERSION
from app.text.script import Script
from app.text.spoken.token import SpokenToken

TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")
NARRATION_ID = re.compile(r"[a-z2-7]{26}\Z")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


class Worded(Protocol):
    """A Line, written or as it is to be spoken."""

    @property
    def tokens(self) -> tuple[SpokenToken, ...]:
        """What is spoken."""
        ...


def clip_key(line: Worded, voice_digest: str, settings: SynthesisSettings) -> str:
    """64 hexadecimal digits over what decides how a Line sounds; its pause and place do not."""
    tokens = [token.text for token in line.tokens]
    how = [tokens, voice_digest, settings.speed, settings.noise_scale, settings.noise_w, SPEECH_VERSION]
    return hashlib.sha256(_json(how)).hexdigest()


def narration_id(script: Script, voice_digest: str, settings: SynthesisSettings, jingles: str = "") -> str:
    """26 characters of lower-case base32 (130 bits) over everything that decides the MP3 and the Timeline.

    The written text and its place count too: "50%" and "fifty percent" sound alike, but their Timelines differ.
    `jingles` is the digest of the sounds around it, empty without any.
    """
    digest = hashlib.sha256(b"[" + _json(script.title) + b"," + _json(script.language) + b",[")
    for number, line in enumerate(script.lines):  # one by one: a book at once holds up everybody
        said = [[token.text for token in line.tokens], line.pause_ms, line.written, [line.part, line.block, line.start]]
        digest.update((b"," if number else b"") + _json(said))
    around = [
        voice_digest,
        settings.speed,
        settings.noise_scale,
        settings.noise_w,
        [TEXT_VERSION, SPEECH_VERSION, AUDIO_VERSION],
        *([jingles] if jingles else []),
    ]
    digest.update(b"]," + _json(around)[1:])
    return base64.b32encode(digest.digest()).decode("ascii").lower()[:26]


def url_id(url: str) -> str:
    """The article id of an address: the same for all its forms, and fit to stand in one of our own."""
    digest = hashlib.sha256(same_article(url).encode("utf-8", "surrogatepass")).digest()
    return "url-" + base64.b32encode(digest).decode("ascii").lower()[:26]


def same_article(url: str) -> str:
    """One form for the addresses of one article: no fragment, no campaign's parameters, host in small letters."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port not in (None, 80, 443) else "")
    except ValueError:
        return url.strip()
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].lower().startswith(TRACKING)]
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", urlencode(kept), ""))


def is_narration_id(text: str) -> bool:
    """Whether the text has the shape of a narration id; anything else never reaches a path."""
    return NARRATION_ID.match(text) is not None
