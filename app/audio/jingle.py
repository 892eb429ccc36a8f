"""A site's own sound before and after its readings."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.audio.level import applied, gain_for
from app.audio.resample import resampled
from app.errors import InvalidSettingError

LONGEST_S = 15.0
"""Longer than any station's own; a listener came for the article."""
MAX_BYTES = 10_000_000
PAUSE_MS = 300
"""Between it and the words."""


@dataclass(frozen=True, slots=True, eq=False)
class Jingle:
    """A short sound: mono int16, shape (n,). Its digest is that of its file, and part of every narration's id."""

    pcm: NDArray[np.int16]
    sample_rate_hz: int
    digest: str

    def at(self, sample_rate_hz: int) -> NDArray[np.int16]:
        """The int16 samples, shape (m,), at a voice's rate, and as loud as voices are."""
        pcm = resampled(self.pcm, self.sample_rate_hz, sample_rate_hz)
        return applied(pcm, sample_rate_hz, gain_for(pcm, sample_rate_hz))


@dataclass(frozen=True, slots=True)
class Jingles:
    """What stands around every reading; either may be missing."""

    intro: Jingle | None = None
    outro: Jingle | None = None

    @property
    def digest(self) -> str:
        """Empty without any."""
        if self.intro is self.outro is None:
            return ""
        return " ".join(each.digest if each else "-" for each in (self.intro, self.outro))


def load_jingles(intro: Path | None, outro: Path | None) -> Jingles:
    """Read both. Raises InvalidSettingError that names the setting."""
    return Jingles(_load("ANNOUNCER_INTRO", intro), _load("ANNOUNCER_OUTRO", outro))


def _load(setting: str, path: Path | None) -> Jingle | None:
    if path is None:
        return None
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidSettingError(f"{setting}: {path} has more than {MAX_BYTES:,} bytes.")
        data = path.read_bytes()
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.frames > LONGEST_S * file.samplerate:
                raise InvalidSettingError(f"{setting}: {path} is longer than {LONGEST_S:.0f} seconds.")
            samples = np.asarray(file.read(dtype="float64", always_2d=True), np.float64)
            rate: int = file.samplerate
    except OSError as error:
        raise InvalidSettingError(f"{setting}: {path} cannot be read: {error.strerror}.") from error
    except soundfile.SoundFileError as error:
        raise InvalidSettingError(f"{setting}: {path} is no sound in WAV, FLAC, OGG or MP3.") from error
    if not len(samples):
        raise InvalidSettingError(f"{setting}: {path} holds no sound.")
    mono = np.clip(np.rint(samples.mean(axis=1) * 32_767), -32_768, 32_767).astype(np.int16)
    return Jingle(mono, rate, hashlib.sha256(data).hexdigest())
