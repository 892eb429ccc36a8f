"""VoiceCatalogue: which voices are here, and which one reads a language."""

import functools
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.errors import InvalidSettingError, NoVoiceForLanguageError, UnknownVoiceError, VoiceUnavailableError
from app.languages import language_name
from app.voices.folder import orphan
from app.voices.makes import make_for, makes
from app.voices.places import EMBEDDED
from app.voices.recommended import Recommendations, load_recommendations
from app.voices.voice import Stamp, Voice

QUALITY_RANK = {"high": 0, "medium": 1, "low": 2, "x_low": 3}
LANGUAGE_TAG = re.compile(r"[A-Za-z0-9_-]{1,35}\Z")
"""35 characters hold every tag in use (RFC 5646, section 4.4.1); longer ones are not repeated in messages."""


class VoiceCatalogue:
    """The voices in some folders, those that came with the program, and the recommended ones. Thread-safe.

    Each question looks at the folders again (one listing and two stats a voice, tens of microseconds) and reads only
    what changed, so that a voice is usable as soon as it is installed, without a restart. Of two voices of one name
    the one in the earlier folder counts.
    """

    def __init__(
        self, folders: Path | Sequence[Path], recommendations: Recommendations | None = None, *, embedded: bool = False
    ) -> None:
        """`embedded`: with the voices that came with the program.

        Raises InvalidSettingError when catalog.toml cannot be understood.
        """
        self._folders = (folders,) if isinstance(folders, Path) else tuple(folders)
        self._embedded = embedded
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[tuple[Stamp, ...], tuple[Voice, ...]]] = {}
        self.recommendations = load_recommendations(*self._folders) if recommendations is None else recommendations

    def voices(self) -> tuple[Voice, ...]:
        """Every installed voice by key, damaged ones too. Raises VoiceUnavailableError if the folder is unreadable."""
        entries = [path for folder in self._folders for path in self._entries(folder)]
        if self._embedded:
            entries += embedded_paths()
        with self._lock:
            self._known = {path: self._read(path) for path in entries}
            found: dict[str, Voice] = {}
            for _, voices in self._known.values():
                for voice in voices:
                    found.setdefault(voice.key, voice)
            return tuple(found[key] for key in sorted(found))

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            if folder != self._folders[0]:  # a place that nobody chose may be closed to this process
                return []
            raise VoiceUnavailableError(f"The voices folder {folder} cannot be read ({error.strerror}).") from error

    def get(self, key: str) -> Voice:
        """The voice of that name.

        Raises UnknownVoiceError naming the installed ones, VoiceUnavailableError when it is damaged.
        """
        voices = self.voices()
        found = next((voice for voice in voices if voice.key == key), None)
        if found is None:
            raise self.unknown(key)
        found.check()
        return found

    def languages(self) -> tuple[str, ...]:
        """The primary subtags of the languages that an undamaged voice speaks, sorted."""
        return tuple(sorted({voice.language for voice in self.voices() if voice.available and voice.language}))

    def for_language(self, language: str, default_voices: Mapping[str, str]) -> Voice:
        """The voice that reads a language ("tr", "en-GB"); never one of another language.

        1. The configured default for the whole tag, else for its primary subtag: that one or an error.
        2. Otherwise the undamaged voices of the language: those for trying out last, then the tag's own region first,
           then installed before embedded ones, then the better quality, then the order of catalog.toml, then the name.

        Raises NoVoiceForLanguageError (its detail names the command that installs one), VoiceUnavailableError when the
        default is damaged or all voices of the language are, InvalidSettingError for a default of another language.
        """
        tag = language.strip().replace("_", "-").lower()
        primary = tag.partition("-")[0]
        defaults = {key.replace("_", "-").lower(): voice for key, voice in default_voices.items()}
        if chosen := defaults.get(tag) or defaults.get(primary):
            return self._default(chosen, primary)
        candidates = [voice for voice in self.voices() if voice.language == primary]
        if not primary or not candidates:
            raise NoVoiceForLanguageError(self._none_for(language, primary))
        best = min(candidates, key=lambda voice: self._preference(voice, tag))
        best.check()
        return best

    def _preference(self, voice: Voice, tag: str) -> tuple[bool, bool, bool, bool, int, int, str]:
        return (
            not voice.available,
            voice.for_trying_out,
            voice.locale.replace("_", "-").lower() != tag,
            voice.home in embedded_paths(),
            QUALITY_RANK.get(voice.quality, len(QUALITY_RANK)),
            self.recommendations.rank(voice.key),
            voice.key,
        )

    def _default(self, key: str, primary: str) -> Voice:
        voice = next((voice for voice in self.voices() if voice.key == key), None)
        if voice is None:
            raise NoVoiceForLanguageError(
                f"The default voice for {language_name(primary)}, {key}, is not installed. Install it with: "
                f"announcer voices install {key}"
            )
        voice.check()
        if voice.language != primary:
            raise InvalidSettingError(
                f"ANNOUNCER_DEFAULT_VOICES: {key} speaks {language_name(voice.language)}, not {language_name(primary)}."
            )
        return voice

    def _none_for(self, language: str, primary: str) -> str:
        named = language_name(primary) if LANGUAGE_TAG.match(language.strip()) else "this language"
        command = self.recommendations.command_for(primary)
        how = f"Install one with: {command}" if command else "None is known to us; see docs/voices.md."
        return f"No installed voice speaks {named}. {how}"

    def unknown(self, key: str) -> UnknownVoiceError:
        """The error to raise when no voice of that name is installed."""
        known = ", ".join(voice.key for voice in self.voices()) or "none"
        entry = self.recommendations.get(key)
        advice = f" Install it with: {entry.install_command}" if entry and entry.install_command else ""
        shown = f" named {key}" if len(key) <= 80 and key.isprintable() else " of that name"
        return UnknownVoiceError(f"No voice{shown} is installed. Installed: {known}.{advice}")

    def _read(self, path: Path) -> tuple[tuple[Stamp, ...], tuple[Voice, ...]]:
        stamps, voices = self._known.get(path, ((), ()))
        if voices and stamps == tuple(voice.stamp() for voice in voices):
            return stamps, voices
        # Read again behind the stamps: what changes in between is then noticed next time.
        stamps = tuple(voice.stamp() for voice in _voices_of(path))
        return stamps, _voices_of(path)


@functools.cache
def embedded_paths() -> tuple[Path, ...]:
    """What stands for the voices that came with the program, or with a package that a make needs."""
    own = sorted(path for path in EMBEDDED.iterdir() if make_for(path))
    return (*own, *(path for make in makes().values() for path in make.packaged()))


def _voices_of(path: Path) -> tuple[Voice, ...]:
    packaged = (make for make in makes().values() if path in make.packaged())
    if make := next(packaged, None) or make_for(path):
        return make.describe(path)
    lost = orphan(path)
    return (lost,) if lost else ()
