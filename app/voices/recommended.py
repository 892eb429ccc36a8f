"""The voices this project recommends, with their licences: voices/catalog.toml."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import InvalidSettingError
from app.voices.makes import DEFAULT
from app.voices.places import EMBEDDED
from app.voices.voice import Voice

CATALOG_NAME = "catalog.toml"
INSTALL = "announcer voices install {}"
COMMERCIAL_USE = {
    "yes": "a commercial site may use it",
    "no": "not for a commercial site",
    "ask": "a commercial site should ask for legal advice first",
}
"""What `commercial` says of a voice, in words."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What is known of a voice's licence."""

    name: str
    """As the catalogue states it; else where it stands, or "unknown"."""

    commercial: str
    """One of COMMERCIAL_USE; "ask" where the catalogue does not know the voice."""

    @property
    def words(self) -> str:
        """Whether a commercial site may use it: "a commercial site may use it"."""
        return COMMERCIAL_USE[self.commercial]


@dataclass(frozen=True, slots=True)
class RecommendedVoice:
    """One entry of catalog.toml."""

    key: str
    language: str
    """Primary language subtag: "tr"."""

    quality: str
    licence: str
    """The licence as its model card states it, or "see model card"."""

    note: str = ""
    """What an editor should know before choosing it: sound, restrictions, doubts."""

    commercial: str = "ask"
    """Whether a commercial site may use it, as far as we could find out: one of COMMERCIAL_USE."""

    embedded: bool = False
    """Comes with the project, needs no installing."""

    withdrawn: bool = False
    """No longer in the public repository: listed, never proposed."""

    sha256: str = ""
    """Of the model, where known; `announcer voices verify` compares."""

    make: str = DEFAULT
    """The name of its make."""

    install: str = ""
    """What to install to have it, where that is not the voice's own name: a model with several voices."""

    repository: str = ""
    """The address below which its files are; empty for the repository of the settings."""

    offer: Mapping[str, Any] = field(default_factory=dict)
    """What that repository's index would say of it: files with sizes and digests."""

    @property
    def installed_as(self) -> str:
        """The name to install it by."""
        return self.install or self.key

    @property
    def size_bytes(self) -> int:
        """Of its files, where the catalogue knows them; else 0."""
        files = self.offer.get("files", {})
        return sum(int(file.get("size_bytes", 0)) for file in files.values())

    @property
    def install_command(self) -> str:
        """What an operator types to have it; empty for one that is there already, or cannot be had any more."""
        return "" if self.withdrawn or self.embedded else INSTALL.format(self.installed_as)


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The catalogue: entries in the order in which they are recommended, and voices of other languages."""

    voices: tuple[RecommendedVoice, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """By language, a voice that can be installed and that nobody here has judged."""

    def get(self, key: str) -> RecommendedVoice | None:
        """The entry of that key, or None."""
        return next((voice for voice in self.voices if voice.key == key), None)

    def licence(self, voice: Voice) -> Licence:
        """Of an installed voice; of one that the catalogue does not know, the model card is named if there is one."""
        if entry := self.get(voice.key):
            return Licence(entry.licence, entry.commercial)
        return Licence(f"see {voice.card_path.name}" if voice.card_path.is_file() else "unknown", "ask")

    def rank(self, key: str) -> int:
        """The place of a voice in the catalogue; unlisted voices stand behind the listed ones."""
        keys = [voice.key for voice in self.voices]
        return keys.index(key) if key in keys else len(keys)

    def to_install(self, language: str) -> RecommendedVoice | None:
        """The voice to propose for a language of which none is installed, or None."""
        return next((v for v in self.voices if v.language == language and v.install_command), None)

    def command_for(self, language: str) -> str | None:
        """What an operator types to have a voice of that language; None where nobody knows one."""
        if advice := self.to_install(language):
            return advice.install_command
        return INSTALL.format(self.elsewhere[language]) if language in self.elsewhere else None


def load_recommendations(*folders: Path) -> Recommendations:
    """Read catalog.toml in the first folder that has one, else the program's own.

    Raises InvalidSettingError when the file is there but cannot be understood.
    """
    open_to_us = [folder for folder in folders if os.access(folder, os.X_OK)]  # a place nobody chose may be closed
    for folder in (*open_to_us, EMBEDDED):
        path = folder / CATALOG_NAME
        try:
            text = path.read_bytes().decode()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidSettingError(f"The voice catalogue {path} cannot be read: {error}.") from error
        try:
            return _parse(tomllib.loads(text))
        except (tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError) as error:
            raise InvalidSettingError(f"The voice catalogue {path} is not valid: {error}.") from error
    return Recommendations()


def _parse(document: Mapping[str, Any]) -> Recommendations:
    entries = tuple(RecommendedVoice(**entry) for entry in document.get("voice", []))
    if odd := next((entry for entry in entries if entry.commercial not in COMMERCIAL_USE), None):
        raise TypeError(f"commercial of {odd.key} is none of {', '.join(COMMERCIAL_USE)}")
    return Recommendations(entries, dict(document.get("elsewhere", {})))
