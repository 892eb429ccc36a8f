"""One narration's MP3 from its Clips: what its tag says of the article, and the site's sounds around it."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import soundfile
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from app.audio.cover import Cover
from app.audio.jingle import PAUSE_MS, Jingle, Jingles
from app.ingest.recognise import Markup
from app.narration.order import Order
from app.narration.recording import Recording
from app.narration.wish import Wish
from app.speech.tone import ToneEngine
from app.store.base import Narration
from app.store.memory import MemoryStore
from tests.audio.sounds import RATE_HZ, tone
from tests.narration.inside import Inside
from tests.serving import ARTICLE

COVER = Cover(b"\x89PNG" + bytes(500), "image/png")
INTRO, OUTRO = Jingle(tone(700), RATE_HZ, "intro"), Jingle(tone(400), RATE_HZ, "outro")
PUBLISHED_AT = datetime(2026, 5, 3, 8, 30, tzinfo=UTC)


@pytest.fixture
async def order(tmp_path: Path) -> Order:
    async with Inside(tmp_path) as node:
        taken = node.orders.take(Wish(text=ARTICLE, language="en"))
    return replace(taken, source_url="https://news.example/a", byline="Ada Kaya", published_at=PUBLISHED_AT)


def recorded(order: Order, *, mp3_kbps: int = 64, jingles: Jingles | None = None) -> tuple[Narration, bytes]:
    """What is published, and its sound."""
    rate, engine, store = order.voice.sample_rate_hz, ToneEngine(), MemoryStore()
    recording = Recording(order, rate, site="News", mp3_kbps=mp3_kbps, jingles=jingles or Jingles(), cover=COVER)
    draft = store.begin(order.id)
    assert draft is not None
    draft.write(recording.opening())
    for line in order.script.lines:
        draft.write(recording.add(line, engine.synthesize(line.tokens, order.settings))[0])
    narration = recording.publish(draft)
    audio = store.open_audio(order.id)
    assert audio is not None
    with audio:
        return narration, audio.read()


def played(sound: bytes) -> Any:
    """Length and bit rate, as a player has them."""
    return MP3(io.BytesIO(sound)).info


def heard_ms(sound: bytes) -> float:
    """How long it is, decoded to its end."""
    samples, rate_hz = soundfile.read(io.BytesIO(sound))
    return len(samples) * 1000 / rate_hz


def test_its_tag_says_whose_article_it_is_and_what_is_read(order: Order) -> None:
    _, sound = recorded(order)
    tag = ID3(io.BytesIO(sound))
    assert (tag["TIT2"].text, tag["TALB"].text, tag["TPE1"].text) == ([order.script.title], ["News"], ["Ada Kaya"])
    assert tag["WOAS"].url == "https://news.example/a"
    assert str(tag["TDRL"].text[0]) == "2026-05-03 08:30:00"
    assert tag.getall("APIC")[0].data == COVER.data
    assert tag.getall("USLT")[0].text == "\n".join(line.written for line in order.script.lines)
    assert [chapter.sub_frames["TIT2"].text[0] for chapter in tag.getall("CHAP")]


async def test_every_heading_has_its_chapter_in_the_tag(tmp_path: Path) -> None:
    text = "\n\n".join(f"## The part that has number {n}\n\nRain." for n in range(1, 61))
    async with Inside(tmp_path) as node:
        order = node.orders.take(Wish(text=text, markup=Markup.MARKDOWN, title="All of it", language="en"))
    chapters = ID3(io.BytesIO(recorded(order)[1])).getall("CHAP")
    assert len(chapters) == 61
    assert chapters[-1].sub_frames["TIT2"].text == ["The part that has number 60"]


def test_it_has_the_bit_rate_that_was_asked_for(order: Order) -> None:
    for kbps in (64, 96):
        assert played(recorded(order, mp3_kbps=kbps)[1]).bitrate == pytest.approx(kbps * 1000, rel=0.05)


@pytest.mark.parametrize(
    ("jingles", "longer_ms"),
    [
        (Jingles(intro=INTRO), 700 + PAUSE_MS),
        (Jingles(outro=OUTRO), 400),
        (Jingles(INTRO, OUTRO), 700 + PAUSE_MS + 400),
    ],
    ids=["before", "behind", "around"],
)
def test_the_sites_sounds_stand_around_it_and_are_part_of_its_length(
    order: Order, jingles: Jingles, longer_ms: int
) -> None:
    (alone, _), (narration, sound) = recorded(order), recorded(order, jingles=jingles)
    assert narration.duration_ms - alone.duration_ms == pytest.approx(longer_ms, abs=2)
    assert played(sound).length * 1000 == pytest.approx(narration.duration_ms, abs=60)
    assert heard_ms(sound) == pytest.approx(narration.duration_ms, abs=60)
    assert narration.size_bytes == len(sound)
