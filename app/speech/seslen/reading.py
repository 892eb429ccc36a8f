"""How Seslen's voices are told to say a Line: the rules of the package turkce-vurgu for sounds and stress.

They get our spoken form word by word. Its normaliser is passed by: the text stage has written all out, and the word
"sok" ("put it in") would become "sokağı" ("its street").
"""

import itertools
import re

from turkce_vurgu import SEMBOLLER, ozel_kokler, sozcuk_okunusu

from app.speech.turkish import LETTERS, WITH_HAT, letters

MARKS = ",.!?;:…"
"""What the voices know as pauses and intonation."""
KNOWN = LETTERS | WITH_HAT | frozenset("wxq'") | frozenset(MARKS)
"""What the rules read; an apostrophe stands before the ending of a name."""
PART = re.compile(rf"[^\s{MARKS}]+|[{MARKS}]")
LIKE = str.maketrans({
    "œ": "ø", "ɛ": "e", "æ": "e", "ɪ": "i", "ɨ": "ɯ", "ə": "ɯ", "ɜ": "ø", "ʊ": "u", "ʉ": "y", "ʏ": "y", "ɔ": "o",
    "ɒ": "o", "ʌ": "a", "ɐ": "a", "ɑ": "a", "r": "ɾ", "ɹ": "ɾ", "ʁ": "ɾ", "g": "ɡ", "x": "h", "ç": "h", "ɣ": "ɡ",
    "ŋ": "n", "ɲ": "n", "θ": "t", "ð": "d", "w": "v", "ʋ": "v", "β": "v", "ʎ": "l", "ɬ": "ɫ", "q": "k",
})  # fmt: skip
"""IPA beside the sounds that the voices were taught."""


def say(text: str) -> list[list[str]]:
    """The symbols of a text, as the package's own `g2p` has them where its normaliser finds nothing to do."""
    names = ozel_kokler(text)
    parts = PART.findall(letters(text, KNOWN).replace("'", ""))
    said = ""
    for part, following in itertools.pairwise([*parts, "."]):
        if part in MARKS:
            said = said.rstrip() + part + " "
        else:
            said += sozcuk_okunusu(part, names, vurgu=True, son=following in MARKS) + " "
    return [list(said.strip())]


def given(ipa: str) -> list[str]:
    """The symbols of IPA that the lexicon gives."""
    return [symbol for symbol in ipa.translate(LIKE) if symbol in SEMBOLLER]
