"""Which voice reads a language where nobody names one: as settings and announcer.toml say, else as the studio chose."""

import logging
import threading
from collections.abc import Hashable, Mapping
from enum import StrEnum

from app.errors import DefaultVoiceFixedError, StoreError
from app.store.records import DamagedError, seal, unseal
from app.store.shelf import Shelf
from app.text.language import primary_subtag

PATH = "defaults.json"

LOG = logging.getLogger(__name__)


class Decider(StrEnum):
    """Who decides it; the first one that says anything wins."""

    SETTING = "setting"
    """ANNOUNCER_DEFAULT_VOICES."""

    FILE = "file"
    """announcer.toml."""

    STUDIO = "studio"
    AUTOMATIC = "automatic"
    """Nobody: VoiceCatalogue.for_language's own order."""


PLACES = {Decider.SETTING: "ANNOUNCER_DEFAULT_VOICES", Decider.FILE: "announcer.toml, [voices]"}


class DefaultVoices:
    """The studio's choices, one file on the shelf, and above them what people wrote by hand. Thread-safe.

    The file is read again when it changes, whichever process changed it.
    """

    def __init__(self, shelf: Shelf, *, in_file: Mapping[str, str], in_settings: Mapping[str, str]) -> None:
        """Both have a voice's key for a language tag."""
        self._shelf = shelf
        self._fixed = {**in_file, **in_settings}
        self._deciders = {
            **{_tag(tag): Decider.FILE for tag in in_file},
            **{_tag(tag): Decider.SETTING for tag in in_settings},
        }
        self._lock = threading.Lock()
        self._stamp: Hashable = None
        self._chosen: Mapping[str, str] = {}
        self.fault = ""
        """What is wrong with the file, as a sentence; empty when nothing is."""

    def current(self) -> Mapping[str, str]:
        """A voice's key for each language tag for which somebody decided. Never raises: a file that cannot be read is
        as it was.
        """
        return {**self._own(), **self._fixed}

    def decider(self, language: str) -> Decider:
        """Who decides for a language; of a tag the first part counts."""
        primary = _tag(language).partition("-")[0]
        if found := self._deciders.get(primary):
            return found
        return Decider.STUDIO if primary in self._own() else Decider.AUTOMATIC

    def choose(self, language: str, key: str) -> None:
        """Let a voice read a language from now on. Raises DefaultVoiceFixedError, StoreError, StoreFullError."""
        self._edit(primary_subtag(language), key)

    def forget(self, language: str) -> None:
        """Let the best one read it again. Raises as `choose` does."""
        self._edit(primary_subtag(language), None)

    def needs(self, keys: frozenset[str]) -> str:
        """Where one of these voices is named by hand, "" where none is."""
        for tag, key in self._fixed.items():
            if key in keys:
                return PLACES[self._deciders[_tag(tag)]]
        return ""

    def forget_voices(self, keys: frozenset[str]) -> None:
        """Take back every choice of these voices. Raises StoreError, StoreFullError."""
        for language, key in self._own().items():
            if key in keys:
                self._write(language, None)

    def _edit(self, language: str, key: str | None) -> None:
        if place := PLACES.get(self.decider(language)):
            raise DefaultVoiceFixedError(f"Which voice reads {language} is decided by {place}; change it there.")
        self._write(language, key)

    def _write(self, language: str, key: str | None) -> None:
        def edit(data: bytes | None) -> bytes:
            chosen, _ = _parsed(data)
            kept = {each: other for each, other in chosen.items() if each != language}
            return seal(kept if key is None else {**kept, language: key})

        self._shelf.change(PATH, edit)

    def _own(self) -> Mapping[str, str]:
        with self._lock:
            try:
                stamp = self._shelf.stamp(PATH)
                if stamp != self._stamp:
                    self._chosen, self.fault = _parsed(self._shelf.read(PATH))
                    self._stamp = stamp
            except StoreError as error:
                LOG.warning("the default voices cannot be read, and stay as they were: %s", error)
            return self._chosen


def _parsed(data: bytes | None) -> tuple[Mapping[str, str], str]:
    if data is None:
        return {}, ""
    try:
        record = unseal(data)
    except DamagedError as error:
        fault = f"{PATH} is damaged ({error}): the studio's default voices are forgotten."
        LOG.warning(fault)
        return {}, fault
    return {str(language): str(key) for language, key in record.items() if language != "sha256"}, ""


def _tag(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()
