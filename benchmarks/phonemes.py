"""News names and acronyms as a voice says them, against tables of ours: `python -m benchmarks.phonemes [--misses]`.

A line of `phonemes_en.tsv` and `phonemes_tr.tsv` is what is written, the phonemes a reader would expect, its class.
Stress, length and what is between words are left out of the comparison, and the variants of one sound that depend on
its neighbours. No rule was written for the names of the classes "fresh" and "yeni", which were right when they were
added: they show what gets worse, not how good the rules are.
"""

import re
import sys
from pathlib import Path

from piper.phonemize_espeak import EspeakPhonemizer

from app.lexicon.lexicons import Lexicons
from app.store.shelf import FileShelf
from app.text.spoken import speak
from benchmarks.data import Score

VOICES = {"en": "en-us", "tr": "tr"}
_LEFT_OUT = re.compile(r"[ˈˌːʲ\s.,;:!?…|-]")
_SAME = str.maketrans({"ɾ": "t", "ᵻ": "ɪ", "ɐ": "ə", "ʌ": "ə", "ɚ": "ɜ", "ɫ": "l", "æ": "ɛ", "ɹ": "r"})
_TWICE = re.compile(r"(.)\1")


def compared(phonemes: str) -> str:
    """The sounds that tell one reading from another."""
    return _TWICE.sub(r"\1", _LEFT_OUT.sub("", phonemes).translate(_SAME))


def table_of(language: str) -> list[tuple[str, str, str]]:
    """Written, phonemes, class."""
    rows = Path(__file__).with_name(f"phonemes_{language}.tsv").read_text().splitlines()
    return [(written, phonemes, kind) for written, phonemes, kind in (row.split("\t") for row in rows)]


def measure(language: str) -> Score:
    """One table, with the starter list of the language as the newsroom has it."""
    voice, score = EspeakPhonemizer(), Score()
    pronunciations = Lexicons(FileShelf(Path("no-lexicon"))).pronunciations(language)
    for written, phonemes, kind in table_of(language):
        said = " ".join(token.text for token in speak(written, language, pronunciations))
        found = "".join(sound for sentence in voice.phonemize(VOICES[language], said) for sound in sentence)
        right = compared(found) == compared(phonemes)
        score.add(kind, f"{written}: {said}\n   found    {found}\n   expected {phonemes}", right=right)
    return score


def main(*, show: bool = False) -> None:
    for language in VOICES:
        measure(language).print(f"phonemes_{language}", show=show)


if __name__ == "__main__":
    main(show="--misses" in sys.argv)
