"""Spoken tokens -> the phonemes of a Line, through Piper's front end (espeak-ng for almost every voice)."""

import functools
import itertools
import re
import threading
import unicodedata
from collections.abc import Sequence

from piper import PiperVoice

ESPEAK = threading.Lock()
"""espeak-ng keeps its voice and its text in globals: one call at a time in the whole process."""

PUNCTUATION = frozenset(",;:.!?")
"""What Piper's voices know as pauses and intonation; espeak ends clauses with these."""
NO_SOUND = PUNCTUATION | {" "}
ELLIPSIS = re.compile(r"…|\.\.\.")
REMEMBERED_WORDS = 20_000
"""A news site's daily vocabulary; about 5 MB."""


class Phonemizer:
    """The front end of one voice. Thread-safe."""

    def __init__(self, voice: PiperVoice) -> None:
        self._voice = voice
        self._known = voice.config.phoneme_id_map
        self.word = functools.lru_cache(REMEMBERED_WORDS)(self._word)
        """The phonemes of one token spoken alone, without edge punctuation; none for a token without sound."""

    def line(self, texts: Sequence[str]) -> list[str]:
        """Phonemes, spaces and punctuation of a Line's token texts as one sequence.

        One sequence even if espeak finds several sentences in it: the text stage has already decided what a sentence
        is. Empty when nothing can be spoken.
        """
        phonemes: list[str] = []
        for raw, group in itertools.groupby(texts, key=_is_raw):
            run = list(group)
            for part in map(_raw_phonemes, run) if raw else self._sentences(" ".join(run)):
                if phonemes and part and " " not in (phonemes[-1], part[0]):
                    phonemes.append(" ")
                phonemes += part
        known = [phoneme for phoneme in phonemes if phoneme in self._known]
        return known if any(phoneme not in NO_SOUND for phoneme in known) else []

    def _word(self, text: str) -> tuple[str, ...]:
        phonemes = self.line([text])
        while phonemes and phonemes[-1] in NO_SOUND:
            phonemes.pop()
        return tuple(phonemes)

    def _sentences(self, text: str) -> list[list[str]]:
        text = _plain(text)
        with ESPEAK:
            return self._voice.phonemize(text)


def _is_raw(text: str) -> bool:
    start = text.find("[[")
    return start >= 0 and text.find("]]", start) > start


def _raw_phonemes(text: str) -> list[str]:
    """The phonemes between the brackets, and a stop or comma that follows them."""
    inside, _, after = text.partition("[[")[2].partition("]]")
    phonemes = list(unicodedata.normalize("NFD", inside.strip()))
    return phonemes + [character for character in after if character in PUNCTUATION][:1]


def _plain(text: str) -> str:
    """Text that espeak reads safely and whole.

    Controls and lone surrogates become spaces, because a NUL would end the text for a C library; what is invisible by
    design (soft hyphens, direction marks) goes; brackets go, because Piper takes pairs of them for phonemes. An
    ellipsis becomes a comma or, at the end, a stop: espeak glues the words around it together.
    """
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    text = text.replace("[", " ").replace("]", " ").rstrip()
    return ELLIPSIS.sub(lambda found: "." if found.end() == len(text) else ", ", text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "
