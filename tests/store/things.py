"""Clips and narrations to keep."""

import hashlib
from datetime import UTC, datetime, timedelta

import numpy as np

from app.narration.timeline import TimedLine, TimedWord, Timeline
from app.speech.engine import Clip, WordMark
from app.store.base import ArticleRecord, Narration, Store
from app.text.article import BlockKind, Part

HEAD = b"ID3head!"
BODY = bytes(range(256)) * 40


def narration_id(number: int) -> str:
    return "abcdefghijklmnopqrstuvwx" + "abcdefgh"[number // 8 % 8] + "abcdefgh"[number % 8]


def clip_key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def clip(number: int = 1, length: int = 2_000) -> Clip:
    pcm = (np.arange(length) * (37 + number) % 20_000 - 10_000).astype(np.int16)
    return Clip(pcm, 22_050, (WordMark(0.0, 20.5), WordMark(20.5, 80.25)), marks_exact=True)


def timeline() -> Timeline:
    words = (TimedWord(0, 5, 50, 600), TimedWord(6, 12, 600, 1250))
    return Timeline(
        "en", 1_300, True, (TimedLine(Part.BODY, 0, BlockKind.PARAGRAPH, 0, 12, "Hello world.", 50, 1250, words),)
    )


def narration(number: int = 0, audio: bytes = HEAD + BODY, title: str = "Title") -> Narration:
    return Narration(
        id=narration_id(number),
        title=title,
        language="en",
        voice="en_US-tone-medium",
        speed=1.0,
        duration_ms=1_300,
        size_bytes=len(audio),
        audio_sha256=hashlib.sha256(audio).hexdigest(),
        lines=1,
        created_at=datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=number),
    )


def publish(store: Store, number: int = 0) -> Narration:
    draft = store.begin(narration_id(number))
    assert draft is not None
    made = narration(number)
    try:
        draft.write(b"........")
        draft.write(BODY)
        draft.publish(made, timeline(), head=HEAD)
    finally:
        draft.discard()
    return made


def article(article_id: str, number: int = 0) -> ArticleRecord:
    return ArticleRecord(article_id, narration_id(number), "Title", "en", datetime(2026, 11, 24, tzinfo=UTC))
