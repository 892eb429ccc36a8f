import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.join import Joined
from app.errors import StoreError, SynthesisError
from app.narration.timeline import (
    TIMELINE_VERSION,
    TimedLine,
    TimedWord,
    Timeline,
    TimelineBuilder,
    chapter_titles,
    chapters,
    from_json,
    to_chapters_json,
    to_compact_json,
    to_json,
    to_webvtt,
)
from app.speech.engine import WordMark
from app.text.article import BlockKind, Part
from app.text.script import Line
from app.text.spoken.token import SpokenToken
from tests.store.things import timeline

WORD_MS = 250.0
ANY_TEXT = st.text(alphabet=st.characters(), max_size=40)


def line(
    written: str,
    tokens: list[tuple[str, int, int]] | None = None,
    *,
    start: int = 0,
    block: int = 0,
    kind: BlockKind = BlockKind.PARAGRAPH,
    part: Part = Part.BODY,
) -> Line:
    if tokens is None:
        tokens = [(match.group(), *match.span()) for match in re.finditer(r"\S+", written)]
    spoken = tuple(SpokenToken(*token) for token in tokens)
    return Line(part, block, kind, start, start + len(written), written, spoken, 300)


def joined(words: int, start_ms: float = 0.0, *, exact: bool = True) -> Joined:
    marks = tuple(WordMark(start_ms + i * WORD_MS, start_ms + (i + 1) * WORD_MS) for i in range(words))
    return Joined(np.zeros(0, np.int16), start_ms, start_ms + words * WORD_MS, marks, exact)


def build(*lines: Line, duration_ms: float | None = None) -> Timeline:
    builder, at = TimelineBuilder("en"), 0.0
    for one in lines:
        builder.add(one, joined(len(one.tokens), at))
        at += len(one.tokens) * WORD_MS + 300
    return builder.finish(at if duration_ms is None else duration_ms)


def words(timeline: Timeline) -> list[tuple[int, int, int, int]]:
    return [(word.start, word.end, word.start_ms, word.end_ms) for one in timeline.lines for word in one.words]


def test_words_are_found_in_the_text_of_their_part() -> None:
    text = "It rained. The bridge closed."
    timeline = build(line("It rained."), line("The bridge closed.", start=11))
    assert [text[start:end] for start, end, *_ in words(timeline)] == ["It", "rained.", "The", "bridge", "closed."]
    assert [text[one.start : one.end] for one in timeline.lines] == [one.written for one in timeline.lines]


def test_several_spoken_words_over_one_written_word_are_one() -> None:
    tokens = [
        ("costs", 0, 5),
        ("three", 6, 11),
        ("point", 6, 11),
        ("five", 6, 11),
        ("million", 6, 11),
        ("now.", 12, 16),
    ]
    assert words(build(line("costs $3.5m now.", tokens, start=100))) == [
        (100, 105, 0, 250),
        (106, 111, 250, 1250),
        (112, 116, 1250, 1500),
    ]


def test_spans_that_overlap_are_one_word() -> None:
    assert words(build(line("$500", [("five", 1, 4), ("hundred", 1, 4), ("dollars", 0, 4)]))) == [(0, 4, 0, 750)]


def test_words_that_touch_are_two() -> None:
    assert words(build(line("5km", [("five", 0, 1), ("kilometers", 1, 3)]))) == [(0, 1, 0, 250), (1, 3, 250, 500)]


def test_a_span_over_two_words_makes_them_one() -> None:
    assert words(build(line("§2", [("a", 0, 1), ("b", 1, 2), ("c", 0, 2)]))) == [(0, 2, 0, 750)]


def test_a_spoken_word_that_is_nowhere_written_belongs_to_the_word_before() -> None:
    tokens = [("Louis", 0, 5), ("the", 5, 5), ("fourteenth", 6, 9)]
    assert words(build(line("Louis XIV", tokens))) == [(0, 5, 0, 500), (6, 9, 500, 750)]


def test_marks_are_exact_only_when_all_are() -> None:
    builder = TimelineBuilder("en")
    builder.add(line("One."), joined(1))
    assert builder.finish(1000).marks_exact
    builder.add(line("Two."), joined(1, 500, exact=False))
    assert not builder.finish(1000).marks_exact


def test_a_voice_that_does_not_mark_every_word_fails_the_narration() -> None:
    with pytest.raises(SynthesisError, match="2 of 3"):
        TimelineBuilder("en").add(line("The bridge closed."), joined(2))


def test_the_duration_is_that_of_the_file() -> None:
    assert build(line("One."), duration_ms=1234.6).duration_ms == 1235


def test_the_json_is_the_documented_form() -> None:
    timeline = build(line("Hello world."), duration_ms=900)
    assert json.loads(to_json(timeline)) == {
        "version": TIMELINE_VERSION,
        "language": "en",
        "duration_ms": 900,
        "marks_exact": True,
        "lines": [
            {
                "i": 0,
                "part": "body",
                "block": 0,
                "kind": "paragraph",
                "start": 0,
                "end": 12,
                "text": "Hello world.",
                "start_ms": 0,
                "end_ms": 500,
                "words": [[0, 5, 0, 250], [6, 12, 250, 500]],
            }
        ],
    }
    assert b", " not in to_json(timeline)


@given(
    st.lists(
        st.builds(
            TimedLine,
            st.sampled_from(Part),
            st.integers(0),
            st.sampled_from(BlockKind),
            st.integers(0),
            st.integers(0),
            ANY_TEXT,
            st.integers(0),
            st.integers(0),
            st.lists(st.builds(TimedWord, *[st.integers(0)] * 4), max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    st.booleans(),
)
def test_any_timeline_survives_its_json(lines: tuple[TimedLine, ...], exact: bool) -> None:  # noqa: FBT001
    timeline = Timeline("tr", 5_000, exact, lines)
    assert from_json(to_json(timeline)) == timeline
    short = json.loads(to_compact_json(timeline))
    for each in short["lines"]:
        each["words"] = spans(each)
    assert short == json.loads(to_json(timeline))


def spans(line: dict[str, Any]) -> list[list[int]]:
    """The words of a Line that came as steps, as a reader of the documentation unfolds them."""
    at, ms, found = line["start"], line["start_ms"], []
    for i in range(0, len(line["words"]), 4):
        gap, length, pause_ms, heard_ms = line["words"][i : i + 4]
        start, start_ms = at + gap, ms + pause_ms
        at, ms = start + length, start_ms + heard_ms
        found.append([start, at, start_ms, ms])
    return found


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"version":2}',
        b'{"version":1,"language":"en","duration_ms":1,"marks_exact":true}',
        b'{"version":1,"language":"en","duration_ms":1,"marks_exact":true,"lines":[{"part":"tail"}]}',
        b"[" * 100_000,
    ],
)
def test_anything_else_is_a_damaged_timeline(data: bytes) -> None:
    with pytest.raises(StoreError):
        from_json(data)


def test_a_word_with_too_many_numbers_is_a_damaged_timeline() -> None:
    good = to_json(build(line("Hello.")))
    with pytest.raises(StoreError):
        from_json(good.replace(b"[0,6,0,250]", b"[0,6,0,250,9]"))


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=6), max_size=5))
def test_times_never_run_backwards(spans: list[list[tuple[int, int]]]) -> None:
    lines = [line("x" * 40, [("x", start, start + size) for start, size in one]) for one in spans]
    timeline = build(*lines)
    times = [ms for one in timeline.lines for ms in (one.start_ms, one.end_ms)]
    assert times == sorted(times)
    for one in timeline.lines:
        edges = [ms for word in one.words for ms in (word.start_ms, word.end_ms)]
        assert edges == sorted(edges)
        assert all(one.start_ms <= ms <= one.end_ms for ms in edges)
        assert not any(
            then.start < word.end and word.start < then.end
            for word, then in zip(one.words, one.words[1:], strict=False)
        )


def cues(vtt: str) -> list[tuple[str, int, int, str]]:
    """What a player reads: id, start and end in ms, and text (W3C WebVTT, section 6.1, as far as we use it)."""
    head, *blocks = re.split(r"\n{2,}", vtt.rstrip("\n"))
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        name, times, text = (*block.split("\n"), "")[:3]
        match = re.fullmatch(r"(\d{2,}):(\d\d):(\d\d)\.(\d{3}) --> (\d{2,}):(\d\d):(\d\d)\.(\d{3})", times)
        assert match
        h0, m0, s0, ms0, h1, m1, s1, ms1 = map(int, match.groups())
        assert max(m0, s0, m1, s1) < 60
        assert "-->" not in text
        assert "<" not in text
        plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        found.append((name, ((h0 * 60 + m0) * 60 + s0) * 1000 + ms0, ((h1 * 60 + m1) * 60 + s1) * 1000 + ms1, plain))
    return found


def test_captions_are_the_lines_with_their_times() -> None:
    timeline = build(line("It rained."), line("The bridge closed.", start=11))
    assert to_webvtt(timeline).decode() == (
        "WEBVTT\n\n"
        "0\n00:00:00.000 --> 00:00:00.500\nIt rained.\n\n"
        "1\n00:00:00.800 --> 00:00:01.550\nThe bridge closed.\n"
    )


def test_a_caption_may_hold_markup_arrows_and_blank_lines_without_harm() -> None:
    timeline = build(line("a --> b <i>&amp;\n\n00:00 --> 1\r\n\rend"))
    assert [text for *_, text in cues(to_webvtt(timeline).decode())] == ["a --> b <i>&amp; 00:00 --> 1 end"]


@given(st.lists(st.tuples(ANY_TEXT, st.integers(0, 400_000_000), st.integers(0, 20_000)), max_size=5))
@settings(max_examples=60)
def test_any_text_at_any_time_is_one_caption(given_lines: list[tuple[str, int, int]]) -> None:
    base = build(line("One."))
    lines = tuple(
        replace(base.lines[0], written=text, start_ms=at, end_ms=at + length) for text, at, length in given_lines
    )
    read = cues(to_webvtt(replace(base, lines=lines)).decode())
    assert [name for name, *_ in read] == [str(i) for i in range(len(lines))]
    assert [start for _, start, *_ in read] == [one.start_ms for one in lines]
    assert all(end > start for _, start, end, _ in read)


def test_a_caption_of_what_is_heard_in_no_time_is_shown_for_a_millisecond() -> None:
    base = build(line("One."))
    at_once = replace(base.lines[0], start_ms=59_999, end_ms=59_999)
    (cue,) = cues(to_webvtt(replace(base, lines=(at_once,))).decode())
    assert cue[1:3] == (59_999, 60_000)


def test_half_a_character_harms_no_caption() -> None:
    assert to_webvtt(build(line("a \ud800 b"))).decode().splitlines()[4] == "a ? b"


def test_a_reading_without_lines_has_an_empty_caption_file() -> None:
    assert to_webvtt(Timeline("en", 0, marks_exact=False, lines=())) == b"WEBVTT\n"


ARTICLE = (
    line("Bridge closed", part=Part.TITLE, kind=BlockKind.HEADING),
    line("It rained.", kind=BlockKind.PARAGRAPH),
    line("Why?", block=1, kind=BlockKind.HEADING),
    line("Nobody knows.", block=1, kind=BlockKind.HEADING),
    line("The river rose.", block=2),
    line("What now?", block=3, kind=BlockKind.HEADING),
    line("Wait.", block=4),
)


def test_chapters_are_the_title_and_the_headings() -> None:
    timeline = build(*ARTICLE)
    found = chapters(timeline, "unused")
    assert [one.title for one in found] == ["Bridge closed", "Why? Nobody knows.", "What now?"]
    assert [one.start_ms for one in found] == [0, timeline.lines[2].start_ms, timeline.lines[5].start_ms]
    assert [one.end_ms for one in found] == [found[1].start_ms, found[2].start_ms, timeline.duration_ms]


def test_the_first_chapter_starts_with_the_sound_and_is_named_by_the_article() -> None:
    timeline = build(*ARTICLE[1:])
    assert chapters(timeline, "Bridge closed")[0].title == "Bridge closed"
    assert chapters(timeline, "Bridge closed")[0].start_ms == 0


def test_what_is_read_before_the_articles_own_heading_belongs_to_its_chapter() -> None:
    summary = line("A bridge is shut.", kind=BlockKind.LIST_ITEM, part=Part.SUMMARY)
    heading = line("Bridge  closed", kind=BlockKind.HEADING, block=1)
    timeline = build(summary, heading, line("It rained.", block=2), line("Roads", kind=BlockKind.HEADING, block=3))
    assert [(one.title, one.start_ms) for one in chapters(timeline, "Bridge closed")] == [
        ("Bridge closed", 0),
        ("Roads", timeline.lines[3].start_ms),
    ]


def test_the_first_chapter_does_not_repeat_a_later_one() -> None:
    timeline = build(
        line("It rained."),
        line("Roads", kind=BlockKind.HEADING, block=1),
        line("BRIDGE closed", kind=BlockKind.HEADING, block=2),
    )
    assert [one.title for one in chapters(timeline, "Bridge closed")] == ["It rained.", "Roads", "BRIDGE closed"]


def test_two_headings_one_after_the_other_are_two_chapters() -> None:
    timeline = build(
        line("News", block=0, kind=BlockKind.HEADING), line("Sport", block=1, kind=BlockKind.HEADING), line("Goal.")
    )
    assert [one.title for one in chapters(timeline, "")] == ["News", "Sport"]


@pytest.mark.parametrize("lines", [ARTICLE, ARTICLE[1:], ARTICLE[4:5], ()])
def test_chapter_titles_are_known_before_anything_is_heard(lines: tuple[Line, ...]) -> None:
    assert chapter_titles(lines, "T") == tuple(one.title for one in chapters(build(*lines), "T"))


def test_chapters_for_podcast_players() -> None:
    timeline = build(*ARTICLE)
    assert json.loads(to_chapters_json(timeline, "Bridge closed")) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "title": "Bridge closed"},
            {"startTime": timeline.lines[2].start_ms / 1000, "title": "Why? Nobody knows."},
            {"startTime": timeline.lines[5].start_ms / 1000, "title": "What now?"},
        ],
    }


def test_half_a_character_stays_as_it_was_and_whole_ones_are_written_as_they_are() -> None:
    (first,) = timeline().lines
    told = replace(timeline(), lines=(replace(first, written="Ağaç \ud800."),))
    assert from_json(to_json(told)) == told
    assert "Ağaç".encode() in to_json(told)
