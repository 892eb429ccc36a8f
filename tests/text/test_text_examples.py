"""The examples of docs/text.md are what `announcer script` prints."""

import re
from pathlib import Path

import pytest

from app.lexicon.lexicons import Lexicons
from app.store.shelf import FileShelf
from app.text.spoken import speak

TEXT = (Path(__file__).parents[2] / "docs" / "text.md").read_text()
WORDS = TEXT.partition("## Words")[2].partition("\n## ")[0]


def examples() -> list[tuple[str, str, str]]:
    """Language, written, spoken; of the table with a column of each language."""
    rows = [row.strip("|").split("|") for row in re.findall(r"^\|.*\|$", WORDS, re.MULTILINE)[2:]]
    found = []
    for row in rows:
        english, said, _, turkish, spoken = (cell.strip() for cell in row)
        found += [("en", english, said), ("tr", turkish, spoken)]
    return [example for example in found if example[1]]


@pytest.mark.parametrize(("language", "written", "spoken"), examples())
def test_an_example_is_read_as_the_page_says(tmp_path: Path, language: str, written: str, spoken: str) -> None:
    pronunciations = Lexicons(FileShelf(tmp_path)).pronunciations(language)
    assert " ".join(token.text for token in speak(written, language, pronunciations)).rstrip(".") == spoken


def test_the_page_has_examples_of_both_languages() -> None:
    assert {language for language, _, _ in examples()} == {"en", "tr"}
