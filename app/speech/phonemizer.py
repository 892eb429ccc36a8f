"""Spoken tokens -> the phonemes of a Line, whatever says how words are pronounced: espeak-ng for most voices."""

import functools
import itertools
import logging
import re
import threading
import unicodedata
from collections.abc import Callable, Collection, Sequence

ESPEAK = threading.Lock()
"""espeak-ng keeps its voice and its text in globals: one call at a time in the whole process."""

PUNCTUATION = frozenset(",;:.!?")
"""What voices know as pauses and intonation; espeak ends clauses with these."""
NO_SOUND = PUNCTUATION | frozenset(' —…“”()"')
ELLIPSIS = re.compile(r"…|\.\.\.")
REMEMBERED_WORDS = 20_000
"""A news site's daily vocabulary; about 5 MB."""
LOG = logging.getLogger(__name__)


class Phonemizer:
    """A FrontEnd: runs of words go to `say`, phonemes given in double brackets to `raw`. Thread-safe."""

    def __init__(
        self,
        say: Callable[[str], list[list[str]]],
        known: Collection[str],
        *,
        raw: Callable[[str], list[str]] = lambda ipa: list(unicodedata.normalize("NFD", ipa)),
    ) -> None:
        """`say` gives the phonemes of each sentence it finds in a text, `raw` those for espeak's IPA.

        `known` are the phonemes of the voice; another one is left out, with a warning when it is first met.
        """
        self._say = say
        self._raw = raw
        self._known = frozenset(known)
        self._missed: set[str] = set()
        self.word = functools.lru_cache(REMEMBERED_WORDS)(self._word)
        """The phonemes of one token spoken alone, without edge punctuation; none for a token without sound."""

    def line(self, texts: Sequence[str]) -> list[str]:
        """Phonemes, spaces and punctuation of a Line's token texts as one sequence.

        One sequence even if several sentences are found in it: the text stage has already decided what a sentence is.
        Empty when nothing can be spoken.
        """
        phonemes: list[str] = []
        for raw, group in itertools.groupby(texts, key=_is_raw):
            run = list(group)
            for part in map(self._given, run) if raw else self._say(plain(" ".join(run))):
                if phonemes and part and " " not in (phonemes[-1], part[0]):
                    phonemes.append(" ")
                phonemes += part
        known = [phoneme for phoneme in phonemes if phoneme in self._known]
        if len(known) < len(phonemes):
            self._warn(phonemes)
        return known if any(phoneme not in NO_SOUND for phoneme in known) else []

    def _word(self, text: str) -> tuple[str, ...]:
        phonemes = self.line([text])
        while phonemes and phonemes[-1] in NO_SOUND:
            phonemes.pop()
        return tuple(phonemes)

    def _given(self, text: str) -> list[str]:
        """The phonemes between the brackets, and a stop or comma that follows them."""
        inside, _, after = text.partition("[[")[2].partition("]]")
        return self._raw(inside.strip()) + [character for character in after if character in PUNCTUATION][:1]

    def _warn(self, phonemes: Sequence[str]) -> None:
        for phoneme in set(phonemes) - self._known - self._missed:
            self._missed.add(phoneme)
            LOG.warning("a voice has no phoneme %s (%s): it is left out", phoneme, ascii(phoneme))


def _is_raw(text: str) -> bool:
    start = text.find("[[")
    return start >= 0 and text.find("]]", start) > start


def plain(text: str) -> str:
    """Text that is read safely and whole.

    Controls and lone surrogates become spaces, because a NUL would end the text for a C library; what is invisible by
    design (soft hyphens, direction marks) goes; brackets go, because pairs of them mean phonemes. An ellipsis becomes
    a comma or, at the end, a stop: espeak glues the words around it together.
    """
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    text = text.replace("[", " ").replace("]", " ").rstrip()
    return ELLIPSIS.sub(lambda found: "." if found.end() == len(text) else ", ", text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "
