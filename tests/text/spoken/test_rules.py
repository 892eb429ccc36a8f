"""The engine: nothing lost, nothing said twice, spans in order, the lexicon first, linear time."""

import dataclasses
import random
import re
import sys
import time
from types import FrameType
from typing import Protocol

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.text.spoken import Pronunciations, Tries, speak
from app.text.spoken.english import RULES as ENGLISH
from app.text.spoken.rules import WORTH_JOINING, Rule, Rules
from app.text.spoken.turkish import RULES as TURKISH

WORDS = Rules(
    [
        Rule("unit", re.compile(r"(\d) km"), lambda match: f"{match[1].replace('2', 'two')} kilometres", starts="0"),
        Rule("never", re.compile(r"\d"), lambda _: None, starts="0"),
        Rule("title", re.compile(r"dr\."), lambda _: "doctor", frozenset(("dr",))),
    ],
    symbols={"&": "and"},
    digits=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
)


def said(text: str) -> list[str]:
    return [token.text for token in WORDS.read(text)]


def spoken(text: str, language: str = "en", lexicon: dict[str, str] | None = None) -> str:
    return " ".join(token.text for token in speak(text, language, lexicon))


def test_plain_words_are_spoken_as_written_with_their_spans() -> None:
    tokens = WORDS.read("the well-known dog's bed")
    assert [(token.text, token.start, token.end) for token in tokens] == [
        ("the", 0, 3),
        ("well-known", 4, 14),
        ("dog's", 15, 20),
        ("bed", 21, 24),
    ]


def test_all_words_of_a_match_share_its_span() -> None:
    assert [(token.text, token.start, token.end) for token in WORDS.read("a 2 km")][1:] == [
        ("two", 2, 6),
        ("kilometres", 2, 6),
    ]


def test_a_rule_that_declines_leaves_the_place_to_the_next_one() -> None:
    assert said("7") == ["seven"]


def test_a_rule_is_tried_only_where_what_follows_the_number_is_named() -> None:
    tried: list[str] = []
    metres = Rule("metres", re.compile(r"\d+.?.?"), lambda match: tried.append(match.string), starts="0", then="am°")
    rules = Rules([metres], symbols={}, digits=tuple("0123456789"))
    for text in ("1m", "1 a", "1-a", "1  é", "1°", "1", "1 2", "1-2", "1%", "1   a"):
        rules.read(text)
    assert tried == ["1m", "1 a", "1-a", "1  é", "1°"]


def test_rules_say_the_same_before_and_after_they_are_joined() -> None:
    rules = Rules(ENGLISH.rules, symbols={}, digits=tuple("0123456789"))
    texts = ["Dr. No paid $3.5m (12%) on Nov. 24, 2026 at 5:30 p.m.", "GPT-4 won 3-1, 1/2 or 2nd."]
    before = [rules.read(text) for text in texts]
    for _ in range(WORTH_JOINING):
        assert [rules.read(text) for text in texts] == before


def test_a_rule_with_words_is_tried_at_those_words_only() -> None:
    assert said("dr. No") == ["doctor", "No"]


@pytest.mark.parametrize("mark", [",", ";", ":", ".", "!", "?", "…"])
def test_punctuation_stays_on_the_word_before_it(mark: str) -> None:
    assert said(f"yes{mark} no") == [f"yes{mark}", "no"]


def test_a_comma_after_a_closing_quote_belongs_to_the_last_word() -> None:
    assert said("“go home”, he said") == ["go", "home,", "he", "said"]


def test_a_dash_between_words_is_a_pause_and_a_hyphen_is_none() -> None:
    assert said("one — two - three AB-c") == ["one,", "two,", "three", "AB", "c"]


def test_an_aside_in_parentheses_is_parted_by_pauses_and_an_ending_is_not() -> None:
    assert said("Senator Lee (of Ohio) left") == ["Senator", "Lee,", "of", "Ohio,", "left"]
    assert said("the president(s) left (early).") == ["the", "president", "s", "left,", "early."]
    assert said("(Then) he left") == ["Then,", "he", "left"]


def test_symbols_are_spoken_and_unknown_ones_left_out() -> None:
    assert said("A & B ☂ 😀 C") == ["A", "and", "B", "C"]


def test_footnote_marks_control_characters_and_lone_surrogates_are_left_out() -> None:
    assert said("word[1] term¹ end* a\x00b \ud800 z") == ["word", "term", "end", "a", "b", "z"]


def test_a_sentence_that_ends_in_an_abbreviation_keeps_its_full_stop() -> None:
    assert spoken("Apples, pears, etc.").endswith("cetera.")


def test_endless_punctuation_is_kept_short() -> None:
    assert spoken("no" + "!" * 1000) in {"no!!!", "no!"}


def test_phonemes_in_the_written_text_are_not_taken_for_phonemes() -> None:
    assert "[[" not in spoken("say [[həlˈəʊ]] now")


def test_the_lexicon_comes_before_the_rules() -> None:
    assert spoken("GPT-4 by Qwen.", lexicon={"Qwen": "[[kwˈɛn]]", "GPT-4": "gee pee tee four"}) == (
        "gee pee tee four by [[kwˈɛn]]."
    )


def test_a_lower_case_entry_is_said_in_any_case_and_others_exactly() -> None:
    lexicon = {"llama": "lah mah", "Go": "goh"}
    assert spoken("Llama LLAMA go Go", lexicon=lexicon) == "lah mah lah mah go goh"


def test_the_longest_entry_wins_and_only_whole_words_count() -> None:
    lexicon = {"Hugging": "h", "Hugging Face": "hug face"}
    assert spoken("Hugging Face Huggings", lexicon=lexicon) == "hug face Huggings"


def test_an_entry_says_its_span() -> None:
    token = speak("by Qwen 3", "en", {"Qwen": "[[kw ɛn]]"})[1]
    assert (token.text, token.start, token.end) == ("[[kw ɛn]]", 3, 7)


def test_pronunciations_are_a_mapping_that_is_made_once() -> None:
    entries = Pronunciations({"a": "b", "c": "[[d]] e"})
    assert dict(entries) == {"a": "b", "c": "[[d]] e"}
    assert speak("c", "en", entries) == speak("c", "en", {"a": "b", "c": "[[d]] e"})


@pytest.mark.parametrize("unit", ["$5 ", "4-2, ", "3.5% ", "1st, ", "GPT-4 ", "5km "])
def test_a_line_as_dense_as_a_table_is_read_by_the_rules_to_its_end(unit: str) -> None:
    one, many = speak(unit, "en"), speak(unit * 15, "en")
    assert [token.text.strip(",") for token in many] == [token.text.strip(",") for token in one] * 15


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("unit", ["7-", "7 ", "7.", "7:", "x7", "-7", "7%", "A7", "(7)"])
def test_a_line_whose_tries_are_spent_is_still_read_to_its_end(unit: str, language: str) -> None:
    tries = Tries(0)
    tries.left = 50
    tokens = speak(unit * 500, language, tries=tries)
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(place in covered for place, character in enumerate(unit * 500) if character.isalnum())
    assert not any(character.isdigit() for token in tokens for character in token.text)


def test_a_language_without_rules_is_spoken_as_written() -> None:
    assert spoken("Guten Tag, 23 Uhr!", "de-AT") == "Guten Tag, 23 Uhr!"


def test_a_language_tag_may_have_a_region_and_any_case() -> None:
    assert speak("in 2026", "EN-us") == speak("in 2026", "en")


TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("0123456789.,:;-–/'$€£%°@#&+()[] \nabdkmprstvxAISTXV½²")), max_size=60
)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_spans_never_decrease_and_stand_in_the_text(text: str) -> None:
    last = (0, 0)
    for token in speak(text, "en"):
        assert 0 <= token.start < token.end <= len(text)
        assert (token.start, token.end) >= last
        assert token.text
        last = (token.start, token.end)


@settings(max_examples=150, deadline=None)
@example("\U00011052 \u1369x \U0001f101")  # digits to Unicode, but not decimal ones
@given(TEXT)
def test_no_digit_is_left(text: str) -> None:
    assert not any(character.isdigit() for token in speak(text, "en") for character in token.text)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_every_written_letter_stands_in_some_token(text: str) -> None:
    covered = {place for token in speak(text, "en") for place in range(token.start, token.end)}
    lost = [c for place, c in enumerate(text) if c.isalpha() and place not in covered]
    assert not [c for c in lost if c.isascii()] or re.search(r"\[[a-z]\]|note", text)


def _choosing(rules: Rules) -> tuple[Rules, Rules]:
    """The rules with what they say of what follows a number, and without."""
    told = [dataclasses.replace(rule, then="") for rule in rules.rules]
    digits = ("zero", *"abcdefghi")
    return Rules(rules.rules, symbols={"%": "percent"}, digits=digits), Rules(
        told, symbols={"%": "percent"}, digits=digits
    )


CHOOSING = [_choosing(ENGLISH), _choosing(TURKISH)]
NUMBERS = st.lists(
    st.one_of(
        st.sampled_from("0123456789"),
        st.integers(0, 2100).map(str),
        st.sampled_from([*".,:;-–—/'’\"%$€₺°℃^½×+=()[]@_ \n\xa0", "  ", "km", "m²", "bn", " million", "x", "th", "s"]),
        st.sampled_from(["am", " May", "p.m.", " Main St", "'de", "TL", " milyar", "a@b.com", ".com", "GPT-", "PIN "]),
    ),
    min_size=2,
    max_size=8,
).map("".join)


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "all_tried"), CHOOSING, ids=["en", "tr"])
@settings(max_examples=500, deadline=None)
@given(NUMBERS)
def test_rules_say_rightly_what_may_follow_a_number(chosen: Rules, all_tried: Rules, text: str) -> None:
    assert chosen.read(text) == all_tried.read(text)


WORST = (
    *(
        "1",
        "1 ",
        "1-",
        "1.",
        "1,",
        "1/",
        "1:",
        "1,111",
        "a",
        "a ",
        "a-",
        "a'",
        "a.",
        "a.b",
        "a@",
        "a1",
        "a/",
        "A.",
        "A ",
        "-1",
        "+1",
        "1%",
        "1. ",
        "1, ",
        "x1",
        "1a",
        "AB ",
        "a-b.",
    ),
    *(
        "$",
        "$1",
        "$1-",
        "www.",
        "http://",
        "jan. 1 ",
        "St. ",
        "No. 1",
        "I",
        "+1 ",
        "(1",
        "[1",
        "!",
        " ",
        "\u0301",
        "½",
        "²",
    ),
)


class TraceFunction(Protocol):
    def __call__(self, frame: FrameType, event: str, argument: object, /) -> "TraceFunction": ...


def _repeated(unit: str, count: int) -> str:
    """The unit over and over, every 1 of it another digit each time: no reading is remembered."""
    draw = random.Random(unit)
    return re.sub("1", lambda _: draw.choice("123456789"), unit * count)


def _lines_run(rules: Rules, text: str, tries: Tries | None = None) -> int:
    """How many lines of the engine a reading runs: time without a clock."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        rules.read(text, tries=tries)
    finally:
        sys.settrace(before)
    return count


LANGUAGES = pytest.mark.parametrize("rules", [ENGLISH, TURKISH], ids=["en", "tr"])


@pytest.mark.slow
@LANGUAGES
@pytest.mark.parametrize("unit", WORST)
def test_the_engine_walks_a_text_once(unit: str, rules: Rules) -> None:
    text = _repeated(unit, 400)
    for _ in range(WORTH_JOINING):
        rules.read(text[: len(text) // 2])
        rules.read(text)
    assert _lines_run(rules, text) <= 2.5 * _lines_run(rules, text[: len(text) // 2]) + 2_000


@LANGUAGES
@pytest.mark.parametrize("unit", WORST)
def test_a_page_costs_no_more_than_its_length_allows(unit: str, rules: Rules) -> None:
    """Lines of the engine a character, whatever it holds: a page of hostile text is read as fast as any."""
    text = _repeated(unit, 360)[:360]
    for _ in range(WORTH_JOINING):
        rules.read(text)
    assert _lines_run(rules, text) <= 55 * len(text)
    spent = Tries(0)
    spent.left = 0
    assert _lines_run(rules, text, spent) <= 13 * len(text)


def test_the_lines_of_an_article_share_its_tries() -> None:
    tries = Tries(3_000)
    before = tries.left
    speak("4-2, $5", "en", tries=tries)
    speak("3.5%", "en", tries=tries)
    assert before - tries.left == 3
    assert Tries(1_000_000).left < 100_000


@pytest.mark.slow
@LANGUAGES
@pytest.mark.parametrize("unit", WORST)
def test_no_pattern_looks_at_the_whole_rest_of_a_text(unit: str, rules: Rules) -> None:
    """The processor's time for 16 times the text is compared with 16 times the time, in one run."""

    def seconds(count: int) -> float:
        text = _repeated(unit, count)[:count]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            rules.read(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8_000) <= 16 * 4 * max(seconds(500), 0.0005)


@pytest.mark.parametrize("rules", [ENGLISH, TURKISH], ids=["en", "tr"])
def test_rules_say_what_they_start_with(rules: Rules) -> None:
    for rule in rules.rules:
        assert rule.name
        assert rule.words is None or all(word == word.lower() for word in rule.words)
        assert not re.search(r"[+*]\)[+*]", rule.pattern.pattern)
