"""Foreign names in English: by their letters, in spelling that the voice reads right."""

from pathlib import Path

import pytest

from app.lexicon.lexicons import Lexicons
from app.store.shelf import FileShelf
from app.text.spoken import speak
from app.text.spoken.english.foreign import respelled


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Tkachuk", "tuh-kachuk"),
        ("Tchaikovsky", "chaikovsky"),
        ("Shmyhal", "schmyhal"),
        ("Brno's", "berno's"),
        ("Zhengzhou", "juhng-joh"),
        ("Qingdao", "ching-dao"),
        ("Xu", "shoo"),
        ("Kovačević", "kovačevitch"),
        ("Milosevic", "milosevitch"),
        ("Kaczyński", "kachinski"),
        ("İmamoğlu", "imamoloo"),
        ("Beşiktaş", "beshiktash"),
        ("Jiménez", "himénez"),
        ("João", "zho-ow"),
        ("Shevardnadze", "shevardnadzeh"),
    ],
)
def test_letters_tell_a_foreign_name(written: str, spoken: str) -> None:
    assert respelled(written) == spoken


@pytest.mark.parametrize(
    "word", "Taxi Mexico Iraqi Pneumonia Slavic Queen Eczema Gmail Psychology Knowles Mbeki McDonald Mr The".split()
)
def test_other_words_stay(word: str) -> None:
    assert respelled(word) is None


def test_a_name_is_respelled_in_brackets_and_behind_a_hyphen_too(tmp_path: Path) -> None:
    pronunciations = Lexicons(FileShelf(tmp_path)).pronunciations("en")
    spoken = [token.text for token in speak("Mayor (Tkachuk) and Al-Tkachuk left", "en", pronunciations)]
    assert spoken == ["Mayor,", "tuh-kachuk,", "and", "Al", "tuh-kachuk", "left"]
