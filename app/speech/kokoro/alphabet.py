"""espeak-ng's IPA as Kokoro's voices know it: one letter for a diphthong or an affricate, and hardly any length marks.

The alphabet is misaki's (github.com/hexgrad/misaki, EN_PHONES.md), which Kokoro was trained on. A table per language:
what stands first is replaced first.
"""

import functools
import unicodedata
from collections.abc import Callable

from piper.phonemize_espeak import EspeakPhonemizer

from app.speech.phonemizer import ESPEAK

_AFFRICATES = (("tʃ", "ʧ"), ("dʒ", "ʤ"))
_TURKISH = (
    *_AFFRICATES,
    ("ɯ", "ɨ"), ("ø", "y"), ("œ", "ɜ"),  # espeak writes ø for a ü in a closed syllable, never for an ö
    ("ɛ", "e"), ("æ", "e"), ("a", "ɑ"), ("ɪ", "i"), ("o", "ɔ"), ("ʊ", "u"),
    ("ɾ", "r"), ("ɫ", "l"), ("c", "k"), ("ɟ", "ɡ"),
)  # fmt: skip
"""A language that the model was never taught: what `benchmarks.accent` found to be understood best (docs/voices.md)."""
_ENGLISH = (
    *_AFFRICATES,
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"),
    # espeak's glides between vowels are no sounds of their own
    ("ʲə", "jə"), ("ʲ", ""),
    ("ɐ", "ə"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("r", "ɹ"), ("\u0303", ""), ("n\u0329", "ᵊn"), ("l\u0329", "ᵊl"),
    ("ææ", "æ"), ("a", "æ"),
)  # fmt: skip
TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "en-us": (
        *_ENGLISH,
        ("oʊ", "O"), ("ɚɹ", "əɹ"), ("ɚ", "əɹ"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"),
        ("ː", ""), ("ɹɹ", "ɹ"), ("ɾ", "T"), ("ʔ", "t"), ("e", "ɛ"), ("o", "O"),
    ),
    "en": (
        *_ENGLISH,
        ("əʊ", "Q"), ("eə", "ɛː"), ("iə", "ɪə"), ("ɚ", "ə"), ("ɾ", "t"), ("ʔ", "t"),
        ("oʊ", "Q"), ("e", "ɛ"), ("o", "ɒ"),
    ),
    "tr": _TURKISH,
}  # fmt: skip
"""By espeak's name of the language, which calls British English plain "en"."""


def spoken_in(locale: str) -> str:
    """The language of TABLES for a locale such as "en_GB"."""
    return {"en_GB": "en", "tr_TR": "tr"}.get(locale, "en-us")


def respell(ipa: str, language: str) -> list[str]:
    """IPA as espeak writes it, in the alphabet."""
    for sound, letter in TABLES[language]:
        ipa = ipa.replace(sound, letter)
    return list(ipa)


def espeak(language: str) -> Callable[[str], list[list[str]]]:
    """What says a text in a language: the phonemes of each sentence that espeak finds in it."""
    phonemizer = _phonemizer()

    def say(text: str) -> list[list[str]]:
        with ESPEAK:
            sentences = phonemizer.phonemize(language, text)
        return [respell("".join(sentence), language) for sentence in sentences]

    return say


def given(language: str) -> Callable[[str], list[str]]:
    """What takes IPA that the lexicon gives."""
    return lambda ipa: respell(unicodedata.normalize("NFD", ipa), language)


@functools.cache
def _phonemizer() -> EspeakPhonemizer:
    return EspeakPhonemizer()
