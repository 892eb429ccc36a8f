"""Which language a text is in."""

import re
import threading
from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from app.errors import InvalidRequestError

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,4}\Z")
NATIVE_LANGUAGES = ("en", "tr")
"""Recognised even where no voice speaks them: Turkish is refused then, not read by an English voice."""
LOOKED_AT = 5_000
"""Characters; no sure guess ever needed more."""

_LOCK = threading.Lock()


def primary_subtag(tag: str) -> str:
    """Of "tr-TR" the "tr". Raises InvalidRequestError for what is no BCP 47 tag."""
    found = TAG.match(tag.strip())
    if found is None:
        raise InvalidRequestError("language: a BCP 47 tag such as tr or en-GB is wanted.")
    return found[1].lower()


def detect_language(text: str, languages: Sequence[str]) -> str:
    """The likeliest of some languages (primary subtags) by py3langid; the first when it knows none of them."""
    identifier = _identifier()
    with _LOCK:  # the choice of languages is a property of the identifier
        known = [language for language in languages if language in _known()]
        if not known:
            return languages[0]
        identifier.set_languages(known)  # type: ignore[no-untyped-call]  # an untyped library
        # Case says nothing about the language but shifts the guess: headlines are often all capitals.
        plain = text[:LOOKED_AT].lower().encode("utf-8", "replace").decode()
        return str(identifier.classify(plain)[0])  # type: ignore[no-untyped-call]


def is_written_in(text: str, language: str) -> bool:
    """Whether a language (a primary subtag) is the likeliest of all that py3langid knows."""
    return detect_language(text, sorted({language, *_known()})) == language


@cache
def _identifier() -> LanguageIdentifier:
    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE)  # type: ignore[no-untyped-call]
    return identifier


@cache
def _known() -> frozenset[str]:
    return frozenset(_identifier().labels)
