"""The words of the newsroom's pages: the same in every language."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.errors import AnnouncerError
from app.newsroom.report import Outcome
from app.voices.recommended import COMMERCIAL_USE, load_recommendations
from app.web.pages import WEB_DIR, studio_page, voices_page
from tests.test_documentation import kinds

LANGUAGES = ("en", "tr")


def words(page: str) -> dict[str, Any]:
    return tomllib.loads((WEB_DIR / "words" / f"{page}.toml").read_text(encoding="utf-8"))


def test_the_page_of_the_night_has_every_word_in_every_language() -> None:
    english, turkish = (words("nightly")[language] for language in LANGUAGES)
    assert (english.keys(), english["counts"].keys()) == (turkish.keys(), turkish["counts"].keys())
    assert english["counts"].keys() == {outcome.value for outcome in Outcome}


@pytest.mark.parametrize("page", ["studio", "voices"])
@pytest.mark.parametrize("table", ["page", "script"])
def test_every_language_has_every_word_with_the_same_places(page: str, table: str) -> None:
    english, turkish = (words(page)[language][table] for language in LANGUAGES)
    assert english.keys() == turkish.keys()
    for name, text in english.items():
        assert sorted(re.findall(r"\{\d\}", text)) == sorted(re.findall(r"\{\d\}", turkish[name])), name


def test_every_recommended_voice_is_described_in_turkish() -> None:
    noted = {voice.key for voice in load_recommendations().voices if voice.note}
    assert noted - words("voices")["tr"]["notes"].keys() == set()


def test_what_a_licence_allows_is_said_in_every_language() -> None:
    for language in LANGUAGES:
        assert all(f"commercial_{each}" in words("voices")[language]["script"] for each in COMMERCIAL_USE)


def test_every_error_has_a_reason_in_turkish() -> None:
    """The errors' own sentences are English."""
    assert words("reasons")["tr"].keys() == {kind.code for kind in kinds(AnnouncerError)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_carry_nothing_inline_and_every_word_that_their_scripts_ask_for(language: str) -> None:
    for page in (studio_page(language, site_name="<b>"), voices_page(language, site_name="<b>")):
        assert "<b>" not in page
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in attributes or "application/json" in attributes for attributes in scripts)
    known = words("voices")[language]["script"]
    for name in ("voices.js", "voices-row.js", "studio-sound.js", "studio-api.js"):
        source = (Path(WEB_DIR) / "static" / name).read_text(encoding="utf-8")
        asked = {*re.findall(r"words\.(\w+)", source), *re.findall(r'say\("(\w+)"', source)} - {"notes"}
        assert asked - known.keys() == set()
