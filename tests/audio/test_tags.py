import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3, PictureType
from mutagen.mp3 import MP3

from app.audio.cover import Cover
from app.audio.mp3 import Mp3Encoder
from app.audio.tags import AI_VOICE, MAX_CHAPTERS, MAX_LYRICS_BYTES, Chapter, Tags, header, language_code, with_chapters
from tests.audio.sounds import RATE_HZ, tone

TAGS = Tags(
    title="Köprü kapandı",
    site="Gazete",
    language="tr",
    created=date(2026, 5, 4),
    voice="tr_TR-fahrettin-medium",
    text="Köprü kapandı.\n\nOnarım bir ay sürecek.",
    source_url="https://example.org/haber/köprü?a=1&b=%20",
)
CHAPTERS = [Chapter("Köprü kapandı", 0, 4_000), Chapter("Onarım", 4_000, 9_000), Chapter("Yollar", 9_000, 9_500)]


def read(head: bytes) -> ID3:
    return ID3(io.BytesIO(head))


def chapters_in(head: bytes) -> list[tuple[str, int, int]]:
    id3 = read(head)
    listed = [name for toc in id3.getall("CTOC") for name in toc.child_element_ids]
    found = {chap.element_id: chap for chap in id3.getall("CHAP")}
    assert sorted(listed) == sorted(found)
    return [(found[name].sub_frames["TIT2"].text[0], found[name].start_time, found[name].end_time) for name in listed]


def test_players_find_title_site_language_and_date() -> None:
    id3 = read(header(TAGS))
    assert id3.version == (2, 4, 0)
    assert id3["TIT2"].text == ["Köprü kapandı"]
    assert id3["TALB"].text == id3["TPUB"].text == id3["TPE1"].text == ["Gazete"]
    assert id3["TLAN"].text == ["tur"]
    assert str(id3["TDRC"].text[0]) == "2026-05-04"
    assert id3["WOAS"].url == "https://example.org/haber/k%C3%B6pr%C3%BC?a=1&b=%20"


def test_the_author_and_the_day_of_publication_are_the_articles_own() -> None:
    evening = datetime(2026, 5, 3, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    id3 = read(header(replace(TAGS, byline="Ayşe Kaya", published_at=evening)))
    assert id3["TPE1"].text == ["Ayşe Kaya"]
    assert id3["TALB"].text == ["Gazete"]
    assert (str(id3["TDRL"].text[0]), str(id3["TDRC"].text[0])) == ("2026-05-04 02:30:00", "2026-05-04")
    assert str(id3["TDEN"].text[0]) == "2026-05-04"
    assert "TDRL" not in read(header(TAGS))


def test_a_cover_is_shown_by_players() -> None:
    cover = Cover(b"\x89PNG" + bytes(5_000), "image/png")
    filled = with_chapters(header(replace(TAGS, cover=cover), ["x"]), [Chapter("x", 0, 1)])
    [found] = read(filled).getall("APIC")
    assert (found.data, found.mime, found.type) == (cover.data, "image/png", PictureType.COVER_FRONT)
    assert chapters_in(filled) == [("x", 0, 1)]
    assert not read(header(TAGS)).getall("APIC")


def test_the_text_is_there_as_lyrics() -> None:
    assert read(header(TAGS))["USLT::tur"].text == TAGS.text


@pytest.mark.parametrize(
    ("language", "code", "word"), [("tr", "tur", "yapay"), ("en", "eng", "AI"), ("de", "eng", "AI")]
)
def test_people_and_machines_can_tell_that_the_voice_is_not_human(language: str, code: str, word: str) -> None:
    id3 = read(header(replace(TAGS, language=language)))
    assert id3[f"TXXX:{AI_VOICE}"].text == [TAGS.voice]
    assert word in id3[f"COMM::{code}"].text[0]


def test_a_language_unknown_here_is_marked_so() -> None:
    assert language_code("xx") == "und"
    assert read(header(replace(TAGS, language="xx")))["TLAN"].text == ["und"]


def test_an_article_without_an_address_has_none_in_the_tag() -> None:
    assert "WOAS" not in read(header(replace(TAGS, source_url=None)))


def test_chapters_fill_the_padding_without_moving_a_byte() -> None:
    head = header(TAGS, [chapter.title for chapter in CHAPTERS])
    assert chapters_in(head) == []
    encoder = Mp3Encoder(RATE_HZ)
    audio = encoder.encode(tone(2_000)) + encoder.finish()
    filled = with_chapters(head, CHAPTERS)
    assert len(filled) == len(head)
    assert chapters_in(filled) == [(one.title, one.start_ms, one.end_ms) for one in CHAPTERS]
    assert read(filled)["USLT::tur"].text == TAGS.text
    before: Any = MP3(io.BytesIO(head + audio)).info
    after: Any = MP3(io.BytesIO(filled + audio)).info
    assert before.length == after.length
    assert (filled + audio)[read(filled).size :] == audio


@given(lengths=st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_chapters_stand_in_the_order_of_time_whatever_their_length(lengths: list[int]) -> None:
    given_chapters = [Chapter("x" * length, number, number + 1) for number, length in enumerate(lengths)]
    filled = with_chapters(header(TAGS, [chapter.title for chapter in given_chapters]), given_chapters)
    order = [int(number) for number in re.findall(rb"CHAP.{6}c(\d+)\0", filled, re.DOTALL)]
    assert order == list(range(len(lengths)))


def test_chapters_can_be_filled_in_twice() -> None:
    head = header(TAGS, [chapter.title for chapter in CHAPTERS])
    once = with_chapters(head, CHAPTERS)
    assert with_chapters(once, CHAPTERS) == once


def test_as_many_chapters_as_fit_are_kept() -> None:
    head = header(TAGS, ["short"] * 3)
    many = [Chapter(f"Chapter {number} with a rather long title", number, number + 1) for number in range(200)]
    filled = with_chapters(head, many)
    assert len(filled) == len(head)
    kept = chapters_in(filled)
    assert 0 < len(kept) < len(many)
    assert kept == [(one.title, one.start_ms, one.end_ms) for one in many[: len(kept)]]


def test_a_book_has_no_more_chapters_than_a_tag_can_count() -> None:
    many = [Chapter(f"Chapter {number}", number, number + 1) for number in range(400)]
    filled = with_chapters(header(TAGS, [one.title for one in many]), many)
    assert len(chapters_in(filled)) == MAX_CHAPTERS


def test_without_chapters_the_tag_stays_as_it_is() -> None:
    head = header(TAGS)
    assert with_chapters(head, []) == head


def test_a_book_does_not_put_its_whole_text_before_the_first_word() -> None:
    head = header(replace(TAGS, text="Onarım bir ay sürecek. " * 20_000))
    lyrics = read(head)["USLT::tur"].text
    assert len(lyrics.encode()) <= MAX_LYRICS_BYTES
    assert lyrics.endswith(("sürecek.…", "Onarım…", "bir…", "ay…"))
    assert len(head) < MAX_LYRICS_BYTES + 4_096


def test_a_text_without_a_space_is_cut_too() -> None:
    lyrics = read(header(replace(TAGS, text="ş" * 50_000)))["USLT::tur"].text
    assert lyrics == "ş" * (len(lyrics) - 1) + "…"


@given(
    st.text(alphabet=st.characters(), max_size=60), st.lists(st.text(alphabet=st.characters(), max_size=40), max_size=5)
)
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_tag_that_can_be_read_back(text: str, titles: list[str]) -> None:
    head = header(replace(TAGS, title=text, text=text, site=text, source_url=text or None), titles)
    chapters = [Chapter(title, number, number + 1) for number, title in enumerate(titles)]
    filled = with_chapters(head, chapters)
    assert len(filled) == len(head)
    assert len(chapters_in(filled)) == len(chapters)
    assert len(read(filled)["TIT2"].text) == 1
