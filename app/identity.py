"""Names by content: clip keys and narration ids (DESIGN.md, "Names and identity")."""

import base64
import hashlib
import json
import re

from app.audio import AUDIO_VERSION
from app.script import Line, Script
from app.speech.engine import SPEECH_VERSION, SynthesisSettings
from app.text import TEXT_VERSION

NARRATION_ID = re.compile(r"[a-z2-7]{26}\Z")


def _digest(value: object) -> bytes:
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    ).digest()


def clip_key(line: Line, voice_digest: str, settings: SynthesisSettings) -> str:
    """64 hexadecimal digits over what decides how a Line sounds; its pause and place do not."""
    tokens = [token.text for token in line.tokens]
    return _digest([tokens, voice_digest, settings.speed, settings.noise_scale, settings.noise_w, SPEECH_VERSION]).hex()


def narration_id(script: Script, voice_digest: str, settings: SynthesisSettings) -> str:
    """26 characters of lower-case base32 (130 bits) over everything that decides the MP3 and the Timeline.

    The written text and its place count too: "50%" and "fifty percent" sound alike, but their Timelines differ.
    """
    lines = [
        [
            [token.text for token in line.tokens],
            line.pause_ms,
            line.written,
            [line.part, line.block, line.start],
        ]
        for line in script.lines
    ]
    digest = _digest(
        [
            script.title,
            script.language,
            lines,
            voice_digest,
            settings.speed,
            settings.noise_scale,
            settings.noise_w,
            [TEXT_VERSION, SPEECH_VERSION, AUDIO_VERSION],
        ]
    )
    return base64.b32encode(digest).decode("ascii").lower()[:26]


def is_narration_id(text: str) -> bool:
    """Whether the text has the shape of a narration id; anything else never reaches a path."""
    return NARRATION_ID.match(text) is not None
