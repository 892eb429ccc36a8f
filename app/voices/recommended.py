"""The voices this project recommends, with their licences: voices/catalog.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import InvalidSettingError

CATALOG_NAME = "catalog.toml"
PROJECT_VOICES = Path(__file__).resolve().parents[2] / "voices"
"""Where the project's own catalogue stands, for a voices folder that has none."""


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

    commercial: str = "unclear"
    """Whether a commercial site may use it, as far as we could find out: "yes", "no" or "unclear"."""

    embedded: bool = False
    """Comes with the project, needs no installing."""

    withdrawn: bool = False
    """No longer in the public repository: listed, never proposed."""

    sha256: str = ""
    """Of the model, where known; `announcer voices verify` compares."""

    @property
    def install_command(self) -> str:
        """What an operator types to have it; empty for a withdrawn one."""
        if self.withdrawn:
            return ""
        # The embedded voice is in no public repository: a voices folder elsewhere gets it from the project's own.
        return f"announcer voices install {self.key}" + (f" --from {PROJECT_VOICES}" if self.embedded else "")


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The catalogue: entries in the order in which they are recommended, and the languages' English names."""

    voices: tuple[RecommendedVoice, ...] = ()
    language_names: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> RecommendedVoice | None:
        """The entry of that key, or None."""
        return next((voice for voice in self.voices if voice.key == key), None)

    def rank(self, key: str) -> int:
        """The place of a voice in the catalogue; unlisted voices stand behind the listed ones."""
        keys = [voice.key for voice in self.voices]
        return keys.index(key) if key in keys else len(keys)

    def to_install(self, language: str) -> RecommendedVoice | None:
        """The voice to propose for a language of which none is installed, or None."""
        return next((v for v in self.voices if v.language == language and not v.withdrawn), None)


def load_recommendations(voices_dir: Path) -> Recommendations:
    """Read `voices_dir`/catalog.toml, else the project's own, else nothing is recommended.

    Raises InvalidSettingError when the file is there but cannot be understood.
    """
    for folder in (voices_dir, PROJECT_VOICES):
        path = folder / CATALOG_NAME
        try:
            text = path.read_bytes().decode()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidSettingError(f"The voice catalogue {path} cannot be read: {error}.") from error
        try:
            return _parse(tomllib.loads(text))
        except (tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError) as error:
            raise InvalidSettingError(f"The voice catalogue {path} is not valid: {error}.") from error
    return Recommendations()


def _parse(document: Mapping[str, Any]) -> Recommendations:
    entries = (RecommendedVoice(**entry) for entry in document.get("voice", []))
    return Recommendations(tuple(entries), dict(document.get("languages", {})))
