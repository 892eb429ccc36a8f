"""From espeak-ng's Turkish to what the teacher is given, symbol by symbol, so that its durations go back to them.

espeak-ng writes ü as y in open and as ø in closed syllables, ö as œ, and r as ɾ between vowels. The teacher has letters
for these, but its ø and œ drift to o, its ɯ and, behind some consonants, its y to u. So ü is y, ö is e and ı is ɨ here,
until `surgery` moves their formants. a, o and r are the letters that the judge understands best (benchmarks/accent.py).
"""

import itertools
import re

from piper.phonemize_espeak import EspeakPhonemizer

GIVEN = {
    "a": "ɑ", "æ": "e", "ɛ": "e", "œ": "e", "ø": "y", "ɯ": "ɨ", "ɪ": "i", "ʊ": "u", "o": "ɔ", "ɫ": "l", "ɾ": "r",
    "ɟ": "ɡ", "c": "k", "ʲ": "", "ˌ": "",
}  # fmt: skip
"""What is not here is the teacher's too."""
VOWELS = frozenset("aeæɛiɪoɔuʊyøœɯ")
AFFRICATES = {("t", "ʃ"): "ʧ", ("d", "ʒ"): "ʤ"}
PARTICLE = re.compile(
    r"(?<= )ˈ?m[ɪiɯʊuøyˈ]+"
    r"(?:s[ɪiɯʊuøyˈ]+nˈ?(?:[ɪiɯʊuøy]z)?|j[ɪiɯʊuøyˈ]+[mz]|d[ɪiɯʊuøyˈ]+[mkrɾ]?)?(?=[ ?,.;:!]|$)"
)
"""The particle of questions, mı, mi, mu, mü, with what it carries. It is never stressed; espeak-ng stresses its end."""
_PHONEMIZER = EspeakPhonemizer()


def symbols(text: str) -> list[str]:
    """Espeak's Turkish for a text, as Piper's voices are given it; a space between the sentences that it finds."""
    return list(" ".join("".join(sentence) for sentence in _PHONEMIZER.phonemize("tr", text)))


def for_teacher(source: list[str], known: dict[str, int]) -> list[str]:
    """For each symbol what the teacher gets; "" where that is nothing."""
    given = [GIVEN.get(symbol, symbol) for symbol in source]
    given = [symbol if symbol in known else "" for symbol in given]
    for at, pair in enumerate(itertools.pairwise(source)):
        if pair in AFFRICATES:
            given[at], given[at + 1] = AFFRICATES[pair], ""
    for found in PARTICLE.finditer("".join(source)):
        for at in range(found.start(), found.end()):
            if source[at] == "ˈ":
                given[at] = ""
    return given
