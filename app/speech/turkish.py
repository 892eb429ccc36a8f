"""Turkish as its letters spell it, for voices that read letters: what is no Turkish letter is spelled as it sounds."""

import functools
import unicodedata
from collections.abc import Collection

from piper.phonemize_espeak import EspeakPhonemizer

from app.speech.phonemizer import ESPEAK, plain
from app.text.spoken.turkish.suffixes import lower

LETTERS = frozenset("abcçdefgğhıijklmnoöprsştuüvyz")
WITH_HAT = frozenset("âîû")
SPOKEN_FOR = {
    "q": "k", "w": "v", "x": "ks", "ß": "ss", "æ": "e", "œ": "ö", "ø": "ö", "ł": "l", "đ": "d", "ð": "d", "þ": "t",
    "ħ": "h", "ə": "e", "ñ": "ny",
}  # fmt: skip
"""Letters of other languages that are no Turkish letter with a mark."""
MARKS = {
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": ",", "—": ",", "−": "-", "…": ".",
}  # fmt: skip
"""What stands for marks that a voice does not know."""
SOUNDS = {
    "tʃ": "ç", "dʒ": "c", "aɪ": "ay", "eɪ": "ey", "ɔɪ": "oy", "aʊ": "av", "oʊ": "o", "əʊ": "o",
    "ʃ": "ş", "ʒ": "j", "ɯ": "ı", "ɨ": "ı", "ø": "ö", "œ": "ö", "y": "ü", "j": "y", "ʏ": "ü", "ɾ": "r", "ɹ": "r",
    "ʁ": "r", "ɽ": "r", "ɡ": "g", "ɟ": "g", "c": "k", "q": "k", "x": "h", "χ": "h", "ç": "h", "ħ": "h", "ɦ": "h",
    "ɣ": "ğ", "ŋ": "n", "ɲ": "ny", "ɳ": "n", "ɱ": "m", "ʌ": "a", "ɐ": "a", "ɑ": "a", "ɒ": "o", "ɔ": "o", "ɜ": "ö",
    "ə": "ı", "ɚ": "ır", "æ": "e", "ɛ": "e", "ɪ": "i", "ʊ": "u", "ʉ": "ü", "θ": "t", "ð": "d", "w": "v", "ʋ": "v",
    "β": "v", "ɸ": "f", "ɫ": "l", "ɬ": "l", "ʎ": "ly", "ɭ": "l", "ʂ": "ş", "ʐ": "j", "ɕ": "ş", "ʑ": "j", "ɓ": "b",
    "ɗ": "d", "ʈ": "t", "ɖ": "d",
}  # fmt: skip
"""IPA that is not written as Turkish spells it."""
LONGEST_SOUND = 2
TIES = {0x035C: "", 0x0361: ""}
"""That bind two letters of IPA to one sound."""


def letters(text: str, known: Collection[str]) -> str:
    """A text in the small letters and marks of `known`; a word that has others is spelled as espeak-ng says it.

    Words of letters that Turkish has not, and figures, are heard rather than left out; what has no sound becomes a
    space.
    """
    words = unicodedata.normalize("NFC", lower(text)).split()
    return " ".join(filter(None, (_word(word, known).strip() for word in words)))


def from_ipa(ipa: str) -> str:
    """The letters that spell what IPA tells; stress and what else spelling does not show is left out."""
    ipa = unicodedata.normalize("NFC", ipa.translate(TIES))
    spelled, at = "", 0
    while at < len(ipa):
        sound = ipa[at : at + LONGEST_SOUND]
        if sound not in SOUNDS:
            sound = ipa[at]
        spelled += SOUNDS.get(sound, sound)
        at += len(sound)
    return "".join(each for each in spelled if each in LETTERS or each == " ")


def folded(character: str) -> str:
    """A letter of another alphabet of Latin letters as a Turk would read it: "é" as "e", "w" as "v"."""
    if character in LETTERS:
        return character
    if character in SPOKEN_FOR:
        return SPOKEN_FOR[character]
    apart = unicodedata.normalize("NFKD", character)
    return "".join(SPOKEN_FOR.get(each, each) for each in apart if not unicodedata.combining(each))


def _word(word: str, known: Collection[str]) -> str:
    read = []
    for character in word:
        spelled = character if character in known else MARKS.get(character) or folded(character)
        if all(each in known for each in spelled):
            read.append(spelled)
        elif unicodedata.category(character)[0] in "LN":
            return _as_espeak_says(word, known)
        else:
            read.append(" ")
    return "".join(read)


def _as_espeak_says(word: str, known: Collection[str]) -> str:
    with ESPEAK:
        sentences = _phonemizer().phonemize("tr", plain(word))
    spelled = " ".join(from_ipa("".join(sentence)) for sentence in sentences)
    ending = word[-1] if word[-1] in known and not word[-1].isalnum() else ""
    return "".join(each if each in known else " " for each in spelled) + ending


@functools.cache
def _phonemizer() -> EspeakPhonemizer:
    return EspeakPhonemizer()
