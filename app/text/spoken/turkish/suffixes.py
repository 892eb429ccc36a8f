"""Suffixes: what is written after the apostrophe goes to the last spoken word, in that word's vowels.

Vowel harmony and the buffer letters after Göksel and Kerslake, "Turkish: A Comprehensive Grammar", chapters 3 and 8.
"""

SUFFIX = r"(?:['’]([a-zçğıöşü]{1,14})(?![^\W\d_]))?"
"""As the last group of a pattern."""

_BACK, _ROUND = set("aıou"), set("ouöü")
_VOWELS = set("aeıioöuü")
_VOICELESS = set("fstkçşhp")
_NARROW = {(True, False): "ı", (False, False): "i", (True, True): "u", (False, True): "ü"}


def lower(text: str) -> str:
    """Turkish lower-casing: İ is i, I is ı."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def attached(words: str, suffix: str | None) -> str:
    """The suffix as it is written; it was written for these words."""
    if not suffix:
        return words
    if words.endswith("dört") and suffix[0] in _VOWELS:
        words = words[:-1] + "d"
    return words + suffix


def harmonized(words: str, suffix: str | None) -> str:
    """The suffix in the vowels of these words, for it was written for an abbreviation: TL'ye is liraya."""
    if not suffix:
        return words
    vowel = next((letter for letter in reversed(words) if letter in _VOWELS), "e")
    out = []
    for letter in _joint(words, suffix):
        changed = letter
        if letter in "ae":
            changed = "a" if vowel in _BACK else "e"
        elif letter in "ıiuü":
            changed = _NARROW[vowel in _BACK, vowel in _ROUND]
        if changed in _VOWELS:
            vowel = changed
        out.append(changed)
    return words + "".join(out)


def joined(word: str, suffix: str) -> tuple[str, ...]:
    """A word of the lexicon and its suffix: "ti" and "nin" are "tinin"; phonemes take it as a word of its own."""
    return (word, suffix) if word.endswith("]]") else (word + suffix,)


def locative(words: str) -> str:
    """Of "dört" the "dörtte"."""
    return harmonized(words, "de")


def _joint(words: str, suffix: str) -> str:
    """The suffix with the consonant that belongs between it and the word."""
    ends_in_vowel = words[-1:] in _VOWELS
    if suffix[0] in "dt":
        return ("t" if words[-1:] in _VOICELESS else "d") + suffix[1:]
    if ends_in_vowel and suffix[0] in _VOWELS:
        return ("n" if suffix[1:2] == "n" else "y") + suffix
    if not ends_in_vowel and len(suffix) > 1 and suffix[0] in "ny" and suffix[1] in _VOWELS:
        return suffix[1:]
    return suffix
