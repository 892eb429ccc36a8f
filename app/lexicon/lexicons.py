"""The lexicons of all languages: a starter list that ships with us, and above it the newsroom's own file."""

import logging
import re
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from app.errors import InvalidLexiconError, UnknownLexiconEntryError
from app.languages import language_name
from app.lexicon.entries import Entry, Origin, checked, edited, parse
from app.store.shelf import Shelf
from app.text.language import primary_subtag
from app.text.spoken import Pronunciations
from app.text.spoken.english.foreign import respelled as english_respelling
from app.text.spoken.turkish.foreign import respelled as turkish_respelling

LANGUAGE = re.compile(r"[a-z]{2,8}")

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Loaded:
    stamp: Hashable
    own: dict[str, str | None]
    pronunciations: Pronunciations


class Lexicons:
    """A shelf with one TOML file a language, read again when it changes, whoever changed it. Thread-safe.

    Articles are read on with the entries a file had before it was damaged by hand; every other method raises
    InvalidLexiconError then, and StoreError when it cannot be read or written. `language` is a BCP 47 tag of which the
    first part counts.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._loaded: dict[str, _Loaded] = {}
        self._told: dict[str, str] = {}

    def pronunciations(self, language: str) -> Pronunciations:
        """All that holds for a language; the same object until an entry changes."""
        language = primary_subtag(language)
        try:
            return self._load(language).pronunciations
        except InvalidLexiconError as error:
            if self._told.get(language) != error.detail:
                self._told[language] = error.detail
                LOG.warning("the %s lexicon is damaged, and read as it was: %s", language, error)
            loaded = self._loaded.get(language)
            return loaded.pronunciations if loaded else _pronunciations(starter(language), language)

    def faults(self) -> dict[str, str]:
        """What is wrong with which language's file. Raises StoreError."""
        found = {}
        for name in self._shelf.names(""):
            language, _, kind = name.rpartition(".")
            if kind == "toml" and LANGUAGE.fullmatch(language):
                try:
                    self._load(language)
                except InvalidLexiconError as error:
                    found[language] = error.detail
        return found

    def entries(self, language: str) -> list[Entry]:
        """Every entry that holds, by written form."""
        language = primary_subtag(language)
        own = self._load(language).own
        found = {written: Entry(written, spoken, Origin.STARTER) for written, spoken in starter(language).items()}
        for written, spoken in own.items():
            if spoken is None:
                found.pop(written, None)
            else:
                found[written] = Entry(written, spoken)
        return sorted(found.values(), key=lambda entry: (entry.written.casefold(), entry.written))

    def get(self, language: str, written: str) -> Entry:
        """The entry of exactly that written form. Raises UnknownLexiconEntryError."""
        written, _ = checked(written, "x")
        for entry in self.entries(language):
            if entry.written == written:
                return entry
        raise UnknownLexiconEntryError(
            f'The lexicon of {language_name(primary_subtag(language))} has no entry "{written}".'
        )

    def set(self, language: str, written: str, spoken: str) -> Entry:
        """Say how a written form is spoken from now on; narrations made before stay as they are."""
        written, spoken = checked(written, spoken)
        self._edit(primary_subtag(language), {written: spoken})
        return Entry(written, spoken)

    def remove(self, language: str, written: str) -> None:
        """Let the rules read it again; an entry of the starter list is set aside. Raises UnknownLexiconEntryError."""
        entry = self.get(language, written)
        language = primary_subtag(language)
        self._edit(language, {entry.written: False if entry.written in starter(language) else None})

    def _load(self, language: str) -> _Loaded:
        path = _path(language)
        with self._lock:
            stamp = self._shelf.stamp(path)
            loaded = self._loaded.get(language)
            if loaded is None or loaded.stamp != stamp:
                own = parse(self._shelf.read(path) or b"", path)
                both: dict[str, str | None] = {**starter(language), **own}
                loaded = self._loaded[language] = _Loaded(stamp, own, _pronunciations(both, language))
            return loaded

    def _edit(self, language: str, changes: dict[str, str | bool | None]) -> None:
        path = _path(language)
        self._shelf.change(path, lambda data: edited(data or b"", changes, path))


@lru_cache(maxsize=4096)
def _english_respelling(word: str) -> str | None:
    """As the rules say; a name in capitals that is said as a word ("KYIV") as the starter list says, whoever edits."""
    return starter("en").get(word.capitalize()) if word.isupper() else english_respelling(word)


_RESPELLINGS: dict[str, Callable[[str], str | None]] = {"en": _english_respelling, "tr": turkish_respelling}


def _pronunciations(entries: Mapping[str, str | None], language: str) -> Pronunciations:
    return Pronunciations(
        {written: spoken for written, spoken in entries.items() if spoken is not None},
        respelled=_RESPELLINGS.get(language),
    )


@cache
def starter(language: str) -> dict[str, str]:
    """The list that ships for a language; empty for most."""
    resource = files("app.lexicon") / "starter" / _path(language)
    entries = parse(resource.read_bytes(), resource.name) if resource.is_file() else {}
    return {written: spoken for written, spoken in entries.items() if spoken is not None}


def _path(language: str) -> str:
    return f"{language}.toml"
