"""Words that tell whether a full stop ends a sentence, by language; lower-case, without the last full stop."""

from dataclasses import dataclass, fields
from functools import cache

from app.text.tables import table

_FILES = {"en": "english_sentences", "tr": "turkish_sentences"}
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """What one language has; none of a kind where the kind does not matter to it."""

    before_name: frozenset[str] = _NONE
    """Stand before a name or number and never end a sentence."""

    before_number: frozenset[str] = _NONE
    """Stand before a number and else end a sentence, as the word "no" does."""

    always_go_on: frozenset[str] = _NONE
    """Those of `before_name` that go on before any word; the others, in small letters, may be words: "in art"."""

    only_capitalised: frozenset[str] = _NONE
    """Those of `before_name` that in small letters are nouns which end a sentence (kur, dev, yön) or units."""

    anywhere: frozenset[str] = _NONE
    """May end a sentence: they do when the next word begins like a new one."""

    followed: frozenset[str] = _NONE
    """Those behind which some capitalised words go on: "9 a.m. Eastern", "Kaya A.Ş. Genel Müdürü"."""

    followers: frozenset[str] = _NONE
    """The words that do."""

    lettered: frozenset[str] = _NONE
    """Words that a capital letter names one of: it is no initial ("Plan B. It failed")."""

    common: frozenset[str] = _NONE
    """Words that begin sentences and are seldom a part of a name, where a word in small letters follows."""

    starters: frozenset[str] = _NONE
    """Words that begin sentences and, capitalised, hardly ever names: after "U.S." they tell the two apart."""


@cache
def sentence_words(language: str) -> SentenceWords:
    """Those of a language, by its primary subtag."""
    found = table(_FILES[language]) if language in _FILES else {}
    return SentenceWords(**{each.name: found.get(each.name, _NONE) for each in fields(SentenceWords)})
