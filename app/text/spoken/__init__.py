"""Spoken form: written text as the words a newsreader would say, each knowing the characters it came from."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from app.text.spoken.english.numbers import ordinal as english_ordinal
from app.text.spoken.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from app.text.spoken.rules import Rule, Rules
from app.text.spoken.token import SpokenToken
from app.text.spoken.tries import Tries
from app.text.spoken.turkish.numbers import ordinal as turkish_ordinal

__all__ = ["NO_PRONUNCIATIONS", "Pronunciations", "SpokenToken", "Tries", "ordinal", "speak", "spell"]

_MODULES: Mapping[str, str] = {"en": "app.text.spoken.english", "tr": "app.text.spoken.turkish"}
_DIGITS = tuple("0123456789")


def speak(
    written: str, language: str, lexicon: Mapping[str, str] | None = None, tries: Tries | None = None
) -> tuple[SpokenToken, ...]:
    """The spoken tokens of a Line, in order; spans are character offsets into `written` and never decrease.

    `language` is a BCP 47 tag of which the first part counts; a language without rules is spoken as written.
    `lexicon` maps written forms to respellings or `[[phonemes]]` and comes before every rule; give a
    `Pronunciations` where many Lines share one. `tries` are those of the article, where this is a Line of one.
    """
    pronunciations = lexicon if isinstance(lexicon, Pronunciations) else Pronunciations(lexicon or {})
    return _rules(language).read(written, pronunciations, tries)


def ordinal(written: str, language: str) -> str | None:
    """The ordinal of a whole number in digits: "3" is "third", "üçüncü"; None for anything else."""
    if not re.fullmatch(r"[0-9]{1,6}", written):
        return None
    primary = language.partition("-")[0].lower()
    if primary == "tr":
        return turkish_ordinal(written)
    return english_ordinal(int(written)) if primary == "en" else None


def spell(written: str, language: str) -> str:
    """Every letter and digit by its name, parted by spaces; each but the last followed by a comma where a space was."""
    said = [" ".join(token.text for each in word for token in speak(each, language)) for word in written.split()]
    return ", ".join(word for word in said if word)


@lru_cache(maxsize=64)
def _rules(language: str) -> Rules:
    module = _MODULES.get(language.partition("-")[0].lower())
    if module is None:
        return _AS_WRITTEN
    rules: Rules = import_module(module).RULES
    return rules


_AS_WRITTEN = Rules(
    [Rule("number", re.compile(r"\d+(?:[.,]\d+)*"), lambda match: match[0])], symbols={}, digits=_DIGITS
)
