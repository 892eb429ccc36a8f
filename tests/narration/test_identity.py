"""Names by content."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.plain import plain_article
from app.narration.identity import clip_key, is_narration_id, narration_id
from app.speech.engine import SynthesisSettings
from app.text.script import Script, build_script

DIGEST, OTHER = "a" * 64, "b" * 64
USUAL = SynthesisSettings()


def script(text: str = "It rained 50% more. Then it stopped.", title: str | None = None) -> Script:
    return build_script(plain_article(text, language="en", title=title))


def test_the_same_article_has_the_same_name() -> None:
    assert narration_id(script(), DIGEST, USUAL) == narration_id(script(), DIGEST, USUAL)
    assert is_narration_id(narration_id(script(), DIGEST, USUAL))


@pytest.mark.parametrize(
    "other",
    [
        narration_id(script(), OTHER, USUAL),
        narration_id(script(), DIGEST, SynthesisSettings(speed=1.1)),
        narration_id(script(), DIGEST, SynthesisSettings(noise_scale=0)),
        narration_id(script(title="Rain"), DIGEST, USUAL),
        narration_id(script("It rained fifty percent more. Then it stopped."), DIGEST, USUAL),
        narration_id(script("It rained 50% more.\n\nThen it stopped."), DIGEST, USUAL),
    ],
)
def test_whatever_changes_sound_or_timeline_changes_the_name(other: str) -> None:
    assert other != narration_id(script(), DIGEST, USUAL)


def test_a_clip_is_shared_wherever_its_sentence_stands() -> None:
    first = script("It rained. Then it stopped.").lines[1]
    moved = script("Then it stopped. And more.").lines[0]
    assert clip_key(first, DIGEST, USUAL) == clip_key(moved, DIGEST, USUAL)
    assert clip_key(first, DIGEST, USUAL) != clip_key(first, OTHER, USUAL)
    assert clip_key(first, DIGEST, USUAL) != clip_key(first, DIGEST, SynthesisSettings(speed=0.9))
    longer = dataclasses.replace(first, pause_ms=first.pause_ms + 1)
    assert clip_key(first, DIGEST, USUAL) == clip_key(longer, DIGEST, USUAL)


@given(text=st.text(max_size=40))
def test_only_names_of_the_right_shape_pass(text: str) -> None:
    assert is_narration_id(text) == (len(text) == 26 and set(text) <= set("abcdefghijklmnopqrstuvwxyz234567"))
